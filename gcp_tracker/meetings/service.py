"""Writing about meetings: planned, held, cancelled, and what was sent afterwards. One row for each child."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from sqlalchemy import select

from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.meetings.details import CancelDetails, HeldDetails, PlanDetails, SentDetails
from gcp_tracker.meetings.people import CHILD, may_be_told, person_key, person_name
from gcp_tracker.models import Child, Meeting, MeetingPerson
from gcp_tracker.rules.dates import check_not_in_future, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.meeting_vocabulary import Agency, Attendance, MeetingState, Paper
from gcp_tracker.rules.meetings import check_can_become, check_held_on, check_may_be_invited, check_planned_for
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork


def plan_meeting(uow: UnitOfWork, children: Sequence[Child], details: PlanDetails) -> list[Meeting]:
    """One meeting about these brothers and sisters, in their order. Raises RuleBroken."""
    check_can_become(MeetingState.DUE, MeetingState.PLANNED)
    check_planned_for(details.planned_on, uow.today)
    adults = [(adult.name, adult.not_to_be_contacted) for adult in details.adults]
    check_may_be_invited(details.kind, adults, child=details.invites_child)
    occasion = uuid4() if len(children) > 1 else None
    planned = []
    for child in sorted(children, key=lambda one: one.id):
        lock_child_alone(uow, child)
        _check_not_planned_already(uow, child, details)
        meeting = Meeting(
            child=child,
            occasion_id=occasion,
            kind=details.kind,
            state=MeetingState.PLANNED,
            planned_on=details.planned_on,
            planned_at=details.planned_at,
            place=details.place,
            recorded_by=uow.author,
        )
        meeting.people = _invited(details)
        uow.session.add(meeting)
        uow.record("meeting:plan", subject=meeting, child=child)
        planned.append(meeting)
    return sorted(planned, key=lambda meeting: children.index(meeting.child))


def hold_meeting(uow: UnitOfWork, meetings: Sequence[Meeting], details: HeldDetails) -> None:
    """The same meeting in the rows of these children; of one that was held already, what is on record is put right.
    Raises RuleBroken.
    """
    check_held_on(details.held_on, uow.today)
    if both := details.came & details.apologies:
        names = [person_name(one) for one in meetings[0].people if person_key(one) in both]
        raise RuleBroken(f"{names[0]} cannot both have come and sent apologies", "came")
    for meeting in _locked(uow, meetings):
        was_held = meeting.state is MeetingState.HELD
        if not was_held:
            check_can_become(meeting.state, MeetingState.HELD)
        _check_not_held_already(uow, meeting, details.held_on)
        meeting.state = MeetingState.HELD
        meeting.held_on = details.held_on
        meeting.notes = details.notes
        if meeting.kind is MeetingKind.STRATEGY_DISCUSSION:
            if details.enquiry_begun is None:
                raise RuleBroken("Say whether an enquiry under section 47 began", "enquiry_begun")
            meeting.enquiry_begun = details.enquiry_begun
        _say_who_came(meeting, details)
        uow.record("meeting:correct" if was_held else "meeting:hold", subject=meeting, child=meeting.child)


def cancel_meeting(uow: UnitOfWork, meetings: Sequence[Meeting], details: CancelDetails) -> list[Meeting]:
    """Those that are planned anew, with the same people invited; none where no new day was named. Raises RuleBroken."""
    if not details.reason:
        raise RuleBroken("Say why it is cancelled", "reason")
    if details.anew_on is not None and not details.by.is_a_loss:
        raise RuleBroken("Leave the new day empty: no meeting is needed", "anew_on")
    for meeting in _locked(uow, meetings):
        check_can_become(meeting.state, MeetingState.CANCELLED)
        meeting.state = MeetingState.CANCELLED
        meeting.cancelled_by = details.by
        meeting.cancel_reason = details.reason
        uow.record("meeting:cancel", subject=meeting, child=meeting.child, reason=details.by.value)
    if details.anew_on is None:
        return []
    if details.anew_on < uow.today:
        raise RuleBroken("The new day must be today or later", "anew_on")
    return plan_meeting(uow, [meeting.child for meeting in meetings], _anew(meetings[0], details.anew_on))


def send_papers(uow: UnitOfWork, meetings: Sequence[Meeting], details: SentDetails) -> None:
    """Minutes or the plan went to these people. Raises RuleBroken."""
    check_not_in_future(details.sent_on, uow.today, "Date of sending", "sent_on")
    if not details.to:
        raise RuleBroken("Say to whom it was sent", "to")
    column = "minutes_sent_on" if details.paper is Paper.MINUTES else "plan_sent_on"
    for meeting in _locked(uow, meetings):
        if meeting.held_on is None:
            raise RuleBroken("This meeting has not been held")
        if details.sent_on < meeting.held_on:
            raise RuleBroken(f"The meeting was held on {long_date(meeting.held_on)}: enter a later day", "sent_on")
        told = [one for one in meeting.people if person_key(one) in details.to]
        for one in told:
            if not may_be_told(one):
                raise RuleBroken(f"{person_name(one)} is not to be contacted, so is sent nothing", "to")
            setattr(one, column, getattr(one, column) or details.sent_on)
        if told:
            setattr(meeting, column, getattr(meeting, column) or details.sent_on)
            uow.record("meeting:send", subject=meeting, child=meeting.child, reason=details.paper.value)


def _locked(uow: UnitOfWork, meetings: Sequence[Meeting]) -> list[Meeting]:
    """Each as it is now, under its child’s lock; the child with the smallest id first."""
    ordered = sorted(meetings, key=lambda meeting: meeting.child_id)
    for meeting in ordered:
        lock_child_alone(uow, meeting.child)
        uow.session.refresh(meeting)
    return ordered


def _invited(details: PlanDetails) -> list[MeetingPerson]:
    people = [MeetingPerson(adult=adult) for adult in details.adults]
    if details.invites_child:
        people.insert(0, MeetingPerson(is_child=True))
    return people + [MeetingPerson(agency=agency) for agency in Agency if agency in details.agencies]


def _say_who_came(meeting: Meeting, details: HeldDetails) -> None:
    """Whoever is not to be contacted was not invited after all, unless it is on record that they came or not."""
    for one in meeting.people:
        key = person_key(one)
        if not may_be_told(one) and one.attendance is None:
            continue
        came = Attendance.APOLOGIES if key in details.apologies else Attendance.ABSENT
        one.attendance = Attendance.CAME if key in details.came else came
        one.report_sent = key in details.reports
    there = {one.agency for one in meeting.people}
    for agency in details.also_came:
        if agency not in there:
            meeting.people.append(MeetingPerson(agency=agency, was_invited=False, attendance=Attendance.CAME))


def _anew(meeting: Meeting, on: date) -> PlanDetails:
    told = [one for one in meeting.people if may_be_told(one)]
    return PlanDetails(
        kind=meeting.kind,
        planned_on=on,
        planned_at=meeting.planned_at,
        place=meeting.place,
        adults=tuple(one.adult for one in told if one.adult is not None),
        agencies=tuple(one.agency for one in told if one.agency is not None),
        invites_child=any(person_key(one) == CHILD for one in told),
    )


def _check_not_planned_already(uow: UnitOfWork, child: Child, details: PlanDetails) -> None:
    same = select(Meeting.id).where(
        Meeting.child_id == child.id,
        Meeting.kind == details.kind,
        Meeting.state == MeetingState.PLANNED,
        Meeting.planned_on == details.planned_on,
    )
    if uow.session.scalar(same.limit(1)) is not None:
        on = long_date(details.planned_on)
        raise RuleBroken(f"{child.first_name}’s {details.kind.inside} of {on} is planned already", "planned_on")


def _check_not_held_already(uow: UnitOfWork, meeting: Meeting, on: date) -> None:
    same = select(Meeting.id).where(
        Meeting.child_id == meeting.child_id,
        Meeting.kind == meeting.kind,
        Meeting.held_on == on,
        Meeting.id != meeting.id,
    )
    if uow.session.scalar(same) is not None:
        raise RuleBroken(
            f"A {meeting.kind.inside} of {long_date(on)} is on record already: cancel this one as entered twice",
            "held_on",
        )
