"""Meetings through the services: planned, held, cancelled and sent, for one child and for brothers and sisters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.meetings.details import CancelDetails, HeldDetails, PlanDetails, SentDetails
from gcp_tracker.meetings.service import cancel_meeting, hold_meeting, plan_meeting, send_papers
from gcp_tracker.meetings.what_is_due import clocks_of_child, due_for_team, due_for_worker
from gcp_tracker.meetings.words import told
from gcp_tracker.models import Adult, CareRelation, Child, Meeting, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.meeting_vocabulary import Agency, Attendance, CancelledBy, MeetingState, Paper
from gcp_tracker.rules.vocabulary import MeetingKind, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import NOW, TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]
CORE = MeetingKind.CORE_GROUP
TABLE = (Agency.SOCIAL_CARE, Agency.SCHOOL)


def plan(uow: UnitOfWork, cast: Cast, on: date, *children: Child, kind: MeetingKind = CORE) -> list[Meeting]:
    details = PlanDetails(kind, on, adults=(cast.mum,), agencies=TABLE, invites_child=True)
    return plan_meeting(uow, children or (cast.leo,), details)


def held(*came: str, on: date = TODAY, **more: object) -> HeldDetails:
    return HeldDetails(on, frozenset(came), **more)  # type: ignore[arg-type]  # tests


def lines(meeting: Meeting) -> dict[str, str]:
    return dict(told(meeting).lines)


def test_who_came_is_said_of_those_who_were_invited(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        (meeting,) = plan(uow, cast, TODAY)
        came = held("child", "school", apologies=frozenset({f"adult-{cast.mum.id}"}), notes="Breakfast club")
        hold_meeting(uow, [meeting], came)
    assert (meeting.state, meeting.held_on, meeting.recorded_by) == (MeetingState.HELD, TODAY, cast.amira)
    assert lines(meeting) == {
        "Came": "Leo and School or nursery",
        "Sent apologies": "Tara Marsh",
        "Did not come": "Children’s social care",
        "Decided": "Breakfast club",
    }
    found = told(meeting).quorum
    assert found is not None
    assert found.words.startswith("Not quorate: children’s social care did not come")
    assert events(session)[-2:] == ["meeting:plan", "meeting:hold"]


def test_what_was_held_can_be_put_right_and_not_called_off(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        (meeting,) = plan(uow, cast, TODAY)
        hold_meeting(uow, [meeting], held("school"))
        hold_meeting(uow, [meeting], held("school", "social_care", also_came=(Agency.POLICE,)))
        assert lines(meeting)["Came"] == "Children’s social care, School or nursery and Police"
        with pytest.raises(RuleBroken, match="This meeting is held already: it cannot become cancelled"):
            cancel_meeting(uow, [meeting], CancelDetails(CancelledBy.CHAIR, "ill"))
    assert events(session)[-1] == "meeting:correct"


def test_nobody_both_came_and_sent_apologies(cast: Cast, writing_as: Writing) -> None:
    with pytest.raises(RuleBroken, match="Leo cannot both have come and sent apologies"), writing_as(cast.amira) as uow:
        hold_meeting(uow, plan(uow, cast, TODAY), held("child", apologies=frozenset({"child"})))


def test_one_conference_for_brothers_and_sisters_stands_with_each(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        both = plan(uow, cast, TODAY, cast.leo, cast.ruby, kind=MeetingKind.REVIEW_CONFERENCE)
        hold_meeting(uow, both, held("social_care", "school"))
        send_papers(uow, both, SentDetails(Paper.MINUTES, TODAY, frozenset({"school"})))
    assert [meeting.child for meeting in both] == [cast.leo, cast.ruby]
    assert both[0].occasion_id == both[1].occasion_id is not None
    for meeting in both:
        assert meeting.minutes_sent_on == TODAY
        assert {one.attendance for one in meeting.people if one.agency} == {Attendance.CAME}
        assert lines(meeting)["Minutes"].startswith("Sent 16 November 2026 to School or nursery; not to ")


def test_whoever_is_not_to_be_contacted_is_neither_invited_nor_sent_anything(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        (meeting,) = plan(uow, cast, TODAY)
        # It was found out only after the invitation.
        cast.mum.not_to_be_contacted = True
        assert "Tara Marsh" not in lines(meeting)["Invited"]
        hold_meeting(uow, [meeting], held("school", f"adult-{cast.mum.id}"))
        assert "Tara Marsh" not in str(told(meeting).lines)
    mums = SentDetails(Paper.MINUTES, TODAY, frozenset({f"adult-{cast.mum.id}"}))
    with (
        pytest.raises(RuleBroken, match="Tara Marsh is not to be contacted, so is sent nothing"),
        writing_as(cast.amira) as uow,
    ):
        send_papers(uow, [meeting], mums)
    with (
        pytest.raises(RuleBroken, match="Tara Marsh is not to be contacted, so cannot be invited"),
        writing_as(cast.amira) as uow,
    ):
        plan(uow, cast, TODAY + timedelta(days=7))


def test_a_cancelled_meeting_is_planned_anew_with_the_same_people(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    later = TODAY + timedelta(days=9)
    with writing_as(cast.amira) as uow:
        (meeting,) = plan(uow, cast, TODAY)
        (again,) = cancel_meeting(uow, [meeting], CancelDetails(CancelledBy.SOCIAL_WORKER, "In court", later))
    assert (meeting.state, meeting.cancelled_by, meeting.held_on) == (
        MeetingState.CANCELLED, CancelledBy.SOCIAL_WORKER, None,
    )  # fmt: skip
    assert (again.state, again.planned_on) == (MeetingState.PLANNED, later)
    assert {(one.adult_id, one.agency, one.is_child) for one in again.people} == {
        (one.adult_id, one.agency, one.is_child) for one in meeting.people
    }
    assert lines(meeting)["Cancelled"] == "By the social worker: In court"


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        (CancelDetails(CancelledBy.FAMILY, ""), "Say why it is cancelled"),
        (CancelDetails(CancelledBy.FAMILY, "ill", TODAY - timedelta(days=1)), "The new day must be today or later"),
        (CancelDetails(CancelledBy.MISTAKE, "twice", TODAY), "Leave the new day empty"),
    ],
)
def test_what_cannot_be_cancelled_so_changes_nothing(
    session: Session, cast: Cast, writing_as: Writing, details: CancelDetails, sentence: str
) -> None:
    with writing_as(cast.amira) as uow:
        (meeting,) = plan(uow, cast, TODAY)
    with pytest.raises(RuleBroken, match=sentence), writing_as(cast.amira) as uow:
        cancel_meeting(uow, [meeting], details)
    assert [one.state for one in session.scalars(select(Meeting))] == [MeetingState.PLANNED]


def test_a_meeting_is_on_record_once(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        uow.session.add(Meeting(child=cast.leo, kind=CORE, held_on=TODAY, source_key="a return"))
        (meeting,) = plan(uow, cast, TODAY)
    with (
        pytest.raises(RuleBroken, match="Leo’s core group of 16 November 2026 is planned already"),
        writing_as(cast.amira) as uow,
    ):
        plan(uow, cast, TODAY)
    with (
        pytest.raises(RuleBroken, match="A core group of 16 November 2026 is on record already"),
        writing_as(cast.amira) as uow,
    ):
        hold_meeting(uow, [meeting], held("school"))


def test_papers_go_out_after_the_meeting_and_only_once_to_each(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        (meeting,) = plan(uow, cast, TODAY - timedelta(days=10))
        hold_meeting(uow, [meeting], held("school", on=TODAY - timedelta(days=10)))
    for sent_on, to, sentence in (
        (TODAY + timedelta(days=1), {"school"}, "Date of sending must be today or in the past"),
        (TODAY - timedelta(days=11), {"school"}, "The meeting was held on 6 November 2026: enter a later day"),
        (TODAY, set(), "Say to whom it was sent"),
    ):
        with pytest.raises(RuleBroken, match=sentence), writing_as(cast.amira) as uow:
            send_papers(uow, [meeting], SentDetails(Paper.PLAN, sent_on, frozenset(to)))
    with writing_as(cast.amira) as uow:
        send_papers(uow, [meeting], SentDetails(Paper.PLAN, TODAY - timedelta(days=3), frozenset({"school"})))
        send_papers(uow, [meeting], SentDetails(Paper.PLAN, TODAY, frozenset({"school", "social_care"})))
    sent = {one.agency: one.plan_sent_on for one in meeting.people if one.agency}
    assert sent == {Agency.SCHOOL: TODAY - timedelta(days=3), Agency.SOCIAL_CARE: TODAY}
    assert (meeting.plan_sent_on, meeting.minutes_sent_on) == (TODAY - timedelta(days=3), None)


# What is due


def on_file_since(session: Session, cast: Cast, days: int) -> None:
    for child in (cast.leo, cast.ruby, cast.kai, cast.zoe):
        child.created_at = NOW - timedelta(days=days)
    session.commit()


def sentences(items: list[object]) -> list[str]:
    return [f"{one.child.first_name}: {one.item.words}" for one in items]  # type: ignore[attr-defined]  # ChildsItem


def test_a_held_meeting_starts_the_next_clock(session: Session, cast: Cast, writing_as: Writing) -> None:
    on_file_since(session, cast, 400)
    with writing_as(cast.amira) as uow:
        for days in (30, 10):
            hold_meeting(
                uow, plan(uow, cast, TODAY - timedelta(days=days)), held("school", on=TODAY - timedelta(days=days))
            )
    facts = clocks_of_child(session, cast.leo, TODAY)
    assert {(one.kind, one.on) for one in facts.meetings} == {(CORE, TODAY - timedelta(days=n)) for n in (30, 10)}
    found = sentences(due_for_worker(session, cast.amira, NOW, TODAY).items)
    assert "Leo: Minutes of the core group of 17 October 2026 due in 29 days" not in found
    assert "Leo: Minutes of the core group of 17 October 2026 late by 1 working day" in found
    assert not [words for words in found if words.startswith("Leo: Core group")], "due in more than four weeks"


def test_a_worker_sees_their_own_children_and_a_manager_the_teams(session: Session, cast: Cast) -> None:
    on_file_since(session, cast, 400)
    own = due_for_worker(session, cast.amira, NOW, TODAY)
    assert {one.child for one in own.items} == {cast.leo}
    assert own.late[0].item.words == "First core group late by 176 working days"
    assert own.late[0].children == [cast.leo]
    assert [one.item.is_late for one in own.items] == sorted((one.item.is_late for one in own.items), reverse=True)
    team = due_for_team(session, cast.chloe, NOW, TODAY)
    assert {one.child for one in team.items} == {cast.leo, cast.ruby}
    assert {one.workers for one in team.items if one.child is cast.leo} == {"Amira Khan"}
    cast.leo.allocations[0].to_on = TODAY
    session.commit()
    both = due_for_team(session, cast.chloe, NOW, TODAY).late[0]
    assert (both.item.title, {child.first_name for child in both.children}) == ("First core group", {"Leo", "Ruby"})
    assert due_for_worker(session, cast.dev, NOW, TODAY).items == []


def test_a_return_says_nothing_of_minutes(session: Session, cast: Cast) -> None:
    on_file_since(session, cast, 400)
    session.add(Meeting(child=cast.leo, kind=MeetingKind.INITIAL_CONFERENCE, held_on=date(2026, 2, 20), source_key="x"))
    session.commit()
    words = " ".join(sentences(due_for_worker(session, cast.amira, NOW, TODAY).items))
    assert "Minutes" not in words
    assert "First core group late" in words


def test_many_meetings_are_read_as_the_latest_of_each(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        for weeks in range(14, 0, -1):
            on = TODAY - timedelta(weeks=weeks)
            plan(uow, cast, on)
            if weeks % 2:
                (meeting,) = [one for one in cast.leo.meetings if one.on == on]
                cancel_meeting(uow, [meeting], CancelDetails(CancelledBy.FAMILY, "ill"))
    facts = clocks_of_child(session, cast.leo, TODAY)
    assert sum(one.state is MeetingState.PLANNED for one in facts.meetings) == 7
    assert sum(one.state is MeetingState.CANCELLED for one in facts.meetings) == 7


def test_another_adult_of_the_family_can_be_invited(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        dad = Adult(family=cast.leo.family, name="Dean Marsh")
        uow.session.add(CareRelation(adult=dad, child=cast.leo, relationship_to_child=Relationship.FATHER))
        details = PlanDetails(CORE, TODAY, adults=(dad, cast.mum))
        (meeting,) = plan_meeting(uow, [cast.leo], details)
    assert lines(meeting)["Invited"] == "Dean Marsh and Tara Marsh"
