"""Writing scrutiny, beside what the chair has to look at; it is kept as it is typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.conference.queries import issued_to_read
from gcp_tracker.meetings.queries import meeting_of_child
from gcp_tracker.models import Child, Scrutiny
from gcp_tracker.readings.queries import readings_as_at
from gcp_tracker.record.queries import child_story
from gcp_tracker.rules.plan_ends import checks_at_the_end
from gcp_tracker.rules.scrutiny import PLAN_OF
from gcp_tracker.scrutiny import queries, service
from gcp_tracker.scrutiny.forms import scrutiny_form
from gcp_tracker.scrutiny.queries.ending import at_the_end
from gcp_tracker.scrutiny.queries.following import latest_days
from gcp_tracker.scrutiny.reviews import verdict_words
from gcp_tracker.scrutiny.routes.blueprint import bp, draft_of
from gcp_tracker.scrutiny.shown import scrutiny_shown
from gcp_tracker.supervision.queries import escalations_of, judgements_of
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.templating import clock_time, page


@bp.post("/children/<uuid:child_id>/meetings/<int:number>/scrutiny")
@child_page("scrutiny:write")
def begin(child: Child, number: int) -> ResponseReturnValue:
    meeting, form = meeting_of_child(reading(), child, number), Form()
    if meeting is None or meeting.kind not in PLAN_OF or meeting.held_on is None:
        abort(404)
    if form.validate_on_submit():
        with writing(form) as uow:
            one = service.open_scrutiny(uow, meeting)
            uow.session.flush()
            return redirect(url_for("scrutiny.write", child_id=child.id, number=one.id), 303)
    return redirect(url_for("scrutiny.of_child", child_id=child.id), 303)


@bp.route("/children/<uuid:child_id>/scrutiny/<uuid:number>/write", methods=["GET", "POST"])
@child_page("scrutiny:write")
def write(child: Child, number: UUID) -> ResponseReturnValue:
    one = draft_of(child, number)
    form = _form_of(one, child)
    if form.validate_on_submit():
        with writing(form) as uow:
            service.write_scrutiny(uow, one, form.details(), form.seen_count())
            return redirect(_after_writing(one), 303)
    if request.method == "GET":
        form.fill_from(one)
    if request.method == "GET" or form.form_errors:
        form.seen.data = str(one.version)
    return page("scrutiny/write.html", child=child, form=form, one=scrutiny_shown(one), **_beside(one, child))


@bp.post("/children/<uuid:child_id>/scrutiny/<uuid:number>/keep")
@child_page("scrutiny:write")
def keep(child: Child, number: UUID) -> ResponseReturnValue:
    """The same page as it is typed, sent by its script: what is whole is kept, and what is not is said."""
    one = draft_of(child, number)
    form = _form_of(one, child)
    form.validate_on_submit()
    if too_long := [sentence for field in form.texts for sentence in field.errors]:
        return {"said": f"Not kept: {too_long[0]}"}, 422
    with writing(form) as uow:
        service.write_scrutiny(uow, one, form.details(), form.seen_count())
        return {"seen": one.version, "said": f"Received {clock_time(clock.now())}"}
    return {"said": form.form_errors[0]}, 409


def _form_of(one: Scrutiny, child: Child) -> Any:
    session, today = reading(), clock.today()
    planned = queries.written_in(session, one, today).planned
    return scrutiny_form(one, child, escalations_of(session, child), latest_days(session, one, today), planned)


def _beside(one: Scrutiny, child: Child) -> dict[str, Any]:
    """What the chair looks at while writing; nothing of it is put into the form."""
    session, today = reading(), clock.today()
    story = child_story(session, child)
    return dict(
        verdict=verdict_words(story, readings_as_at(session, child, today)),
        checks=checks_at_the_end(at_the_end(session, one, today), today),
        judged=judgements_of(session, child),
        pack=issued_to_read(session, [child.id]).get(child.id),
        last_time=[scrutiny_shown(last) for last in queries.signed_of(session, child)][:1],
        reviews=queries.held_reviews(session, child),
    )


def _after_writing(one: Scrutiny) -> str:
    """Where the button leads: on to signing, to a challenge that is to be raised, or to the child’s scrutiny."""
    if request.form.get("next") == "sign":
        return url_for("scrutiny.sign", child_id=one.child_id, number=one.id)
    if request.form.get("next") == "challenge":
        return url_for("supervision.raise_challenge", child_id=one.child_id)
    return url_for("scrutiny.of_child", child_id=one.child_id)
