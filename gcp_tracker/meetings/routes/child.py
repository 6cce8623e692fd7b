"""The meetings of one child: what is due, planning one, saying what became of it, what was sent."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.meetings import queries, service
from gcp_tracker.meetings.forms import CancelForm, HeldForm, PlanForm, SentForm, TogetherForm
from gcp_tracker.meetings.people import people_to_tell, person_key
from gcp_tracker.meetings.queries import periods_from
from gcp_tracker.meetings.routes.blueprint import bp
from gcp_tracker.meetings.what_is_due import clocks_of_child
from gcp_tracker.meetings.words import told
from gcp_tracker.models import Child, Meeting
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.agenda import agenda
from gcp_tracker.rules.duties import lost_in_a_row
from gcp_tracker.rules.meeting_vocabulary import MeetingState, Paper
from gcp_tracker.rules.meetings import can_become
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.web import clock
from gcp_tracker.web.access import brothers_and_sisters_who_may, child_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page

SHOWN_FIRST = 8


@bp.get("/children/<uuid:child_id>/meetings")
@child_page("meeting:read")
def meetings(child: Child) -> ResponseReturnValue:
    session, today = reading(), clock.today()
    facts = clocks_of_child(session, child, today)
    found = [told(meeting) for meeting in queries.meetings_of_child(session, child)]
    return page(
        "meetings/meetings.html",
        child=child,
        standing=child_standing(session, child, today),
        items=agenda(facts, periods_from(settings_of(session, child.authority_id, today)), today),
        lost=lost_in_a_row(facts),
        planned=[one for one in reversed(found) if one.meeting.state is MeetingState.PLANNED],
        shown_first=SHOWN_FIRST,
        past=[one for one in found if one.meeting.state is not MeetingState.PLANNED],
    )


@bp.route("/children/<uuid:child_id>/meetings/new", methods=["GET", "POST"])
@child_page("meeting:plan")
def new(child: Child) -> ResponseReturnValue:
    """A day that is past leads on to who came."""
    form = PlanForm().for_child(child, _siblings(child, "meeting:plan"))
    if form.validate_on_submit():
        with writing(form) as uow:
            planned = service.plan_meeting(uow, [child, *form.children()], form.details())[0]
            if planned.on > clock.today():
                return redirect(url_for("meetings.meetings", child_id=child.id), 303)
            return redirect(url_for("meetings.held", child_id=child.id, number=planned.id), 303)
    elif request.method == "GET":
        form.fill_for(_asked_kind())
    return page("meetings/new.html", form=form, child=child)


@bp.route("/children/<uuid:child_id>/meetings/<int:number>/held", methods=["GET", "POST"])
@child_page("meeting:hold")
def held(child: Child, number: int) -> ResponseReturnValue:
    """Of a meeting that was held already, what is on record is put right."""
    meeting, others = _meeting_of(child, number)
    if meeting.state is MeetingState.CANCELLED or meeting.recorded_by_id is None:
        abort(404)
    form = HeldForm().for_meeting(meeting, [other.child for other in others])
    if form.validate_on_submit():
        with writing(form) as uow:
            service.hold_meeting(uow, _chosen(form, meeting, others), form.details())
            return _back_to(child, meeting)
    elif request.method == "GET":
        form.fill_from(meeting)
        form.held_on.data = min(meeting.on, clock.today())
    return page("meetings/held.html", form=form, child=child, one=told(meeting))


@bp.route("/children/<uuid:child_id>/meetings/<int:number>/cancel", methods=["GET", "POST"])
@child_page("meeting:plan")
def cancel(child: Child, number: int) -> ResponseReturnValue:
    meeting, others = _meeting_of(child, number, "meeting:plan")
    if not can_become(meeting.state, MeetingState.CANCELLED):
        abort(404)
    form = CancelForm()
    form.for_siblings([other.child for other in others])
    if form.validate_on_submit():
        with writing(form) as uow:
            service.cancel_meeting(uow, _chosen(form, meeting, others), form.details())
            return _back_to(child, meeting)
    elif request.method == "GET":
        form.also_for.data = list(form.siblings)
    return page("meetings/cancel.html", form=form, child=child, one=told(meeting))


@bp.route("/children/<uuid:child_id>/meetings/<int:number>/sent", methods=["GET", "POST"])
@child_page("meeting:hold")
def sent(child: Child, number: int) -> ResponseReturnValue:
    meeting, others = _meeting_of(child, number)
    if meeting.state is not MeetingState.HELD or not told(meeting).has_papers:
        abort(404)
    form = SentForm().for_meeting(meeting, [other.child for other in others])
    if form.validate_on_submit():
        with writing(form) as uow:
            service.send_papers(uow, _chosen(form, meeting, others), form.details())
            return _back_to(child, meeting)
    elif request.method == "GET":
        form.paper.data = Paper.PLAN if meeting.minutes_sent_on else Paper.MINUTES
        form.sent_on.data = clock.today()
        form.also_for.data = list(form.siblings)
        form["to"].data = [person_key(one) for one in people_to_tell(meeting)]
    return page("meetings/sent.html", form=form, child=child, one=told(meeting))


def _siblings(child: Child, permission: str) -> list[Child]:
    return [one for one in brothers_and_sisters_who_may(permission, child) if one is not child]


def _meeting_of(child: Child, number: int, permission: str = "meeting:hold") -> tuple[Meeting, list[Meeting]]:
    """The meeting, and the same one in the rows of brothers and sisters with whom the reader may do as much."""
    meeting = queries.meeting_of_child(reading(), child, number)
    if meeting is None:
        abort(404)
    siblings = [one.id for one in _siblings(child, permission)]
    same = queries.together_with(reading(), meeting, siblings)
    return meeting, [other for other in same if other.state is meeting.state]


def _chosen(form: TogetherForm, meeting: Meeting, others: list[Meeting]) -> list[Meeting]:
    chosen = {child.id for child in form.children()}
    return [meeting, *(other for other in others if other.child_id in chosen)]


def _back_to(child: Child, meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for("meetings.meetings", child_id=child.id, _anchor=f"meeting-{meeting.id}"), 303)


def _asked_kind() -> MeetingKind | None:
    """From the query string, when it comes from what is due."""
    asked = request.args.get("kind", "")
    return MeetingKind(asked) if asked in {kind.value for kind in MeetingKind} else None
