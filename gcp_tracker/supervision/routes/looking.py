"""Reading: all of a child’s supervision, one record with its answers, and the same on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Paper, leaves
from gcp_tracker.models import Child, SupervisionRecord
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.recipients import Part
from gcp_tracker.supervision import queries, service
from gcp_tracker.supervision.forms import AnswerForm
from gcp_tracker.supervision.routes.blueprint import bp, record_of
from gcp_tracker.supervision.shown import challenges_shown, decided_before, records_shown
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, may, reading, signed_in_user
from gcp_tracker.web.forms import writing
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import page


@bp.get("/children/<uuid:child_id>/supervision")
@child_page("supervision:read")
def of_child(child: Child) -> ResponseReturnValue:
    records = queries.records_of(reading(), child)
    return page(
        "supervision/of_child.html",
        child=child,
        standing=child_standing(reading(), child, clock.today()),
        drafts=[one for one in records if one.is_draft] if may("supervision:write", child) else [],
        **_everything(child, records),
    )


@bp.get("/children/<uuid:child_id>/supervision/<uuid:number>")
@child_page("supervision:read")
def record(child: Child, number: UUID) -> ResponseReturnValue:
    found = record_of(child, number)
    if found.is_draft:
        return redirect(url_for("record.supervise", child_id=child.id, number=found.id))
    return _record_page(child, number, AnswerForm())


@bp.post("/children/<uuid:child_id>/supervision/<uuid:number>/answer")
@child_page("supervision:answer")
def answer(child: Child, number: UUID) -> ResponseReturnValue:
    found, form = record_of(child, number), AnswerForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.answer_record(uow, found, form.words.data)
            return redirect(url_for("supervision.record", child_id=child.id, number=number, _anchor="answers"), 303)
    return _record_page(child, number, form)


@bp.route("/children/<uuid:child_id>/supervision/print", methods=["GET", "POST"])
@child_page("child:print")
@leaves("supervision_paper", back="supervision.of_child")
def paper(child: Child, copy: Copy) -> Paper:
    """What was thought is in the words of workers, and stays out where its recipient does not get those."""
    return Paper(
        "supervision/paper.html",
        {
            "child": child,
            "with_words": copy.terms.has(Part.SEEN),
            **_everything(child, queries.records_of(reading(), child)),
        },
    )


def _everything(child: Child, records: Sequence[SupervisionRecord]) -> dict[str, Any]:
    """What the last supervision decided stands first."""
    session, today = reading(), clock.today()
    return dict(
        before=decided_before(session, child, today),
        shown=records_shown(session, [one for one in records if one.is_signed], today),
        judged=queries.judgements_of(session, child),
        challenges=challenges_shown(queries.escalations_of(session, child), settings_for(child), today),
    )


def _record_page(child: Child, number: UUID, form: AnswerForm) -> str:
    found = record_of(child, number)
    return page(
        "supervision/record.html",
        child=child,
        one=records_shown(reading(), [found], clock.today())[0],
        form=form,
        has_answered=any(one.by_id == signed_in_user().id for one in found.answers),
    )
