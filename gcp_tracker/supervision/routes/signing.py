"""What becomes of a draft: signed, once it says all that it must, or put aside. And how a note is begun."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.judgements.forms import SignForm
from gcp_tracker.judgements.queries import said_against
from gcp_tracker.models import Child
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.supervision import lacking
from gcp_tracker.supervision import queries, service
from gcp_tracker.supervision.forms import WhyForm
from gcp_tracker.supervision.queries.records import answers_in, decided_in
from gcp_tracker.supervision.routes.blueprint import bp, draft_of
from gcp_tracker.supervision.shown import records_shown
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.templating import page


@bp.post("/children/<uuid:child_id>/oversight-notes/new")
@child_page("supervision:write")
def begin_note(child: Child) -> ResponseReturnValue:
    form = Form()
    if form.validate_on_submit():
        with writing(form) as uow:
            note = service.open_note(uow, child)
            uow.session.flush()
            return redirect(url_for("record.supervise", child_id=child.id, number=note.id), 303)
    return redirect(url_for("supervision.of_child", child_id=child.id), 303)


@bp.route("/children/<uuid:child_id>/supervision/<uuid:number>/sign", methods=["GET", "POST"])
@child_page("supervision:write")
def sign(child: Child, number: UUID) -> ResponseReturnValue:
    """All of it once more. Where it calls life better and the grades do not, they are told here, and why is asked."""
    record, form = draft_of(child, number), SignForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.sign_record(uow, record, form.seen_count(), form.because.data)
            return redirect(url_for("supervision.record", child_id=child.id, number=record.id), 303)
    if request.method == "GET" or form.form_errors:
        form.seen.data = str(record.version)
    better = queries.called_better(record)
    return page(
        "supervision/sign.html",
        child=child,
        one=records_shown(reading(), [record], clock.today())[0],
        lacking=lacking(record.kind, answers_in(record), record.on_the_whole, decided_in(record)),
        better=better,
        against=said_against(reading(), child, Occasion.IMPROVING, clock.today()) if better else None,
        form=form,
    )


@bp.route("/children/<uuid:child_id>/supervision/<uuid:number>/put-aside", methods=["GET", "POST"])
@child_page("supervision:write")
def put_aside(child: Child, number: UUID) -> ResponseReturnValue:
    record, form = draft_of(child, number), WhyForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.discard_record(uow, record, form.reason.data)
            return redirect(url_for("supervision.of_child", child_id=child.id), 303)
    return page("supervision/put_aside.html", form=form, child=child, record=record)
