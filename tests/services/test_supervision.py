"""Supervision through its services: what stays, what follows, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker.children.details import EpisodeDetails
from gcp_tracker.children.service import MergeDetails, end_episode, merge_children, start_episode
from gcp_tracker.children.service.parting import part_children
from gcp_tracker.meetings.details import PlanDetails
from gcp_tracker.meetings.service import plan_meeting
from gcp_tracker.models import (
    Allocation,
    Child,
    Escalation,
    Judgement,
    Meeting,
    SupervisionRecord,
    User,
)
from gcp_tracker.plans.service import end_plan
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.escalations import EscalationState
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.meeting_vocabulary import Agency, MeetingState
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.supervision import OnTheWhole
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind, Pronoun
from gcp_tracker.supervision import queries
from gcp_tracker.supervision.agenda import agenda_of
from gcp_tracker.supervision.details import RecordDetails
from gcp_tracker.supervision.service import (
    answer_record,
    discard_record,
    move_decision,
    open_record,
    sign_record,
    write_record,
)
from gcp_tracker.supervision.shown import decided_before
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events, history, noon_of
from tests.cast import NOW, TODAY, Cast, child_of
from tests.plans import plan_for
from tests.services.footprints import footprint_of
from tests.supervised import THOUGHT, challenge_about, decision, draft_record, signed_note, signed_record

Writing = Callable[[User | None], UnitOfWork]
OTHER_CHILD = "UPDATE supervision_record SET child_id = (SELECT id FROM child WHERE given_name = 'Kai')"
SOON = TODAY + timedelta(days=14)


def judged(session: Session, child: Child) -> list[Judgement]:
    return list(session.scalars(select(Judgement).where(Judgement.child_id == child.id).order_by(Judgement.id)))


def test_what_is_signed_stays_and_the_database_holds_it(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        record = signed_record(uow, cast.leo, cast.amira, decision("Meet the father", cast.amira, SOON))
        raised = challenge_about(uow, cast.leo)
    with writing_as(cast.amira) as uow:
        answer_record(uow, record, "I have rung him twice.")
        move_decision(uow, record.decisions[0], ActionState.STARTED)
    with pytest.raises(RuleBroken, match="stays as it is"), writing_as(cast.chloe) as uow:
        write_record(uow, record, RecordDetails(THOUGHT), record.version)
    with pytest.raises(RuleBroken, match="stays as it is"), writing_as(cast.chloe) as uow:
        discard_record(uow, record, "Second thoughts")
    for statement in (
        "UPDATE supervision_record SET like_to_be = 'Fine'",
        OTHER_CHILD,
        "DELETE FROM supervision_record",
        "UPDATE supervision_session SET held_on = '2026-01-01'",
        "UPDATE decision SET by_on = NULL",
        "DELETE FROM decision",
        "INSERT INTO decision (record_id, place, what, words) SELECT id, 9, 'x', 'y' FROM supervision_record",
        "UPDATE decision_move SET state = 'done'",
        "UPDATE supervision_answer SET words = ''",
        "UPDATE escalation SET about = ''",
        "UPDATE escalation_step SET words = 'Answered'",
        "DELETE FROM escalation_step",
    ):
        with pytest.raises(DBAPIError):
            session.execute(text(statement))
        session.rollback()
    assert raised.last.state is EscalationState.ASKED


def test_two_who_write_one_draft_are_told_and_a_signature_is_of_what_was_seen(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        record = draft_record(uow, cast.leo, cast.amira)
    seen = record.version
    with writing_as(cast.chloe) as uow:
        write_record(uow, record, RecordDetails(THOUGHT | {"if_wrong": "Other words"}, OnTheWhole.WORSE), seen)
    with pytest.raises(RuleBroken, match="Somebody else changed"), writing_as(cast.chloe) as uow:
        write_record(uow, record, RecordDetails(), seen)
    with pytest.raises(RuleBroken, match="Somebody else changed"), writing_as(cast.chloe) as uow:
        sign_record(uow, record, seen)
    assert record.if_wrong == "Other words"


def test_signing_holds_the_meeting_that_stops_the_clock(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        plan_meeting(uow, [cast.leo], PlanDetails(MeetingKind.SUPERVISION, TODAY - timedelta(days=1)))
    with writing_as(cast.chloe) as uow:
        record = draft_record(uow, cast.leo, None)
    assert session.scalar(select(Meeting.state)) is MeetingState.PLANNED
    with writing_as(cast.chloe) as uow:
        sign_record(uow, record, record.version)
    (meeting,) = session.scalars(select(Meeting))
    assert (meeting.state, meeting.held_on, record.meeting_id) == (MeetingState.HELD, TODAY, meeting.id)
    assert {one.agency for one in meeting.people} == {Agency.SOCIAL_CARE, Agency.SCHOOL, Agency.HOUSING}
    with writing_as(cast.chloe) as uow:
        signed_record(uow, cast.ruby, cast.amira)
        signed_record(uow, cast.leo, cast.amira)
    held = session.scalars(select(Meeting).where(Meeting.child_id == cast.leo.id)).all()
    assert len(held) == 1, "a second talk on one day is the same meeting"
    assert "supervision:sign" in events(session)


def test_a_child_has_one_record_in_a_session_until_it_is_put_aside(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        record = draft_record(uow, cast.leo, cast.amira)
        assert record.session is not None
        assert open_record(uow, record.session, cast.leo) is record
        discard_record(uow, record, "The wrong child")
        assert record.state is RecordState.DISCARDED
        assert open_record(uow, record.session, cast.leo) is not record


def test_last_decisions_come_first_done_or_not_and_done_says_what_came_of_it(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with UnitOfWork(session, cast.chloe, noon_of(TODAY - timedelta(days=60))) as uow:
        signed_record(uow, cast.leo, cast.amira, decision("Ring the school", cast.amira, TODAY - timedelta(days=30)))
        signed_note(uow, cast.leo, "He was hungry again.", decision("Food parcel", cast.ben, TODAY))
    with UnitOfWork(session, cast.chloe, noon_of(TODAY - timedelta(days=20))) as uow:
        decided = decision("Meet the father", cast.amira, SOON), decision("Legal advice", cast.chloe, SOON)
        newest = signed_record(uow, cast.leo, cast.amira, *decided)
    with pytest.raises(RuleBroken, match="what came of it"), writing_as(cast.amira) as uow:
        move_decision(uow, newest.decisions[0], ActionState.DONE)
    with writing_as(cast.amira) as uow:
        move_decision(uow, newest.decisions[0], ActionState.DONE, "He has Leo on Saturdays now.")
    before = decided_before(session, cast.leo, TODAY)
    assert before.on == TODAY - timedelta(days=20)
    assert [(one.row.what, one.standing.state) for one in before.last] == [
        ("Meet the father", ActionState.DONE),
        ("Legal advice", ActionState.TO_DO),
    ]
    assert sorted((one.row.what, one.is_late) for one in before.earlier) == [
        ("Food parcel", False),
        ("Ring the school", True),
    ]
    assert [one.decision.what for one in queries.own_decisions(session, cast.amira, NOW)] == ["Ring the school"]
    assert queries.own_decisions(session, cast.dev, NOW) == []
    told = footprint_of(session, cast.leo)
    assert [one.what for one in told.to_do] == ["Ring the school", "Food parcel", "Legal advice"]
    assert told.late_on(TODAY) == 1
    assert told.supervised is not None
    assert told.supervised.on == before.on


def test_the_agenda_is_of_the_worker_s_children_with_what_is_not_done(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with UnitOfWork(session, cast.chloe, noon_of(TODAY - timedelta(days=40))) as uow:
        signed_record(uow, cast.leo, cast.amira, decision("Meet the father", cast.amira, SOON))
    with writing_as(cast.chloe) as uow:
        record = draft_record(uow, cast.leo, cast.amira)
        group = draft_record(uow, cast.leo, None)
    assert record.session is not None
    assert group.session is not None
    (item,) = agenda_of(session, record.session, cast.chloe, NOW, TODAY)
    assert item.child is cast.leo
    assert item.record is record
    assert [one.what for one in item.to_do] == ["Meet the father"]
    assert item.last_on == TODAY - timedelta(days=40)
    assert "Leo has not been visited yet" in item.reasons
    of_group = agenda_of(session, group.session, cast.chloe, NOW, TODAY)
    assert {one.child for one in of_group} == {cast.leo, cast.ruby}


def test_a_worker_has_to_read_what_is_signed_about_their_children(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        record = signed_record(uow, cast.leo, cast.amira)
        draft_record(uow, cast.leo, cast.amira)
    assert queries.records_to_read(session, cast.amira, NOW) == [record]
    assert queries.records_to_read(session, cast.chloe, NOW) == []
    assert queries.records_to_read(session, cast.dev, NOW) == []
    with writing_as(cast.amira) as uow:
        answer_record(uow, record, "")
    assert queries.records_to_read(session, cast.amira, NOW) == []
    (listed, _) = sorted(queries.own_sessions(session, cast.amira, NOW), key=lambda one: -len(one.records))
    assert [one.state for one in listed.records] == [RecordState.SIGNED], "a draft is for who leads"


def step_down(uow: UnitOfWork, child: Child, because: str = "", to: HelpKind = HelpKind.CHILD_IN_NEED) -> None:
    ending = next(one for one in child.episodes if one.kind is HelpKind.CHILD_PROTECTION)
    end_episode(uow, ending, uow.today, because, to)
    start_episode(uow, child, EpisodeDetails(to, uow.today))


def test_a_step_down_against_the_grades_is_kept_with_what_they_said_and_why(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4, 4, 3])
    with writing_as(cast.chloe) as uow:
        step_down(uow, cast.leo, "Gran has moved in.")
        step_down(uow, cast.ruby)
    (one,) = judged(session, cast.leo)
    assert (one.occasion, one.reason, one.by) == (Occasion.STEP_DOWN, "Gran has moved in.", cast.chloe)
    assert one.decided == "Child protection plan ended, and child in need plan goes on"
    assert one.said
    assert one.as_of == TODAY
    assert judged(session, cast.ruby) == [], "of a child who was never graded they say nothing"
    assert [one.why for one in footprint_of(session, cast.leo).judged] == ["Gran has moved in."]
    for statement in ("UPDATE judgement SET reason = ''", "DELETE FROM judgement"):
        with pytest.raises(DBAPIError):
            session.execute(text(statement))
        session.rollback()


def test_nothing_is_kept_where_the_grades_agree_or_help_does_not_grow_less(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    with writing_as(cast.chloe) as uow:
        signed_record(uow, cast.leo, cast.amira, on_the_whole=OnTheWhole.BETTER)
    with writing_as(cast.amira) as uow:
        history(uow, cast.ruby, [4, 4, 4])
    with writing_as(cast.chloe) as uow:
        step_down(uow, cast.ruby, to=HelpKind.LOOKED_AFTER)
    assert judged(session, cast.leo) == judged(session, cast.ruby) == []


def test_better_against_the_grades_is_kept_with_its_record_and_never_refused(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [3, 3, 4, 5], at_last=None)
        plan = plan_for(uow, cast.leo)
    with writing_as(cast.chloe) as uow:
        ticked = signed_record(uow, cast.leo, cast.amira, on_the_whole=OnTheWhole.BETTER)
        said = signed_record(uow, cast.leo, cast.amira, what_changed="Much improved since May.", because="Mum says so.")
        signed_record(uow, cast.leo, cast.amira, what_changed="Nothing has improved.")
        end_plan(uow, plan, "The family has moved.")
    found = judged(session, cast.leo)
    assert [(one.occasion, one.record_id, one.reason) for one in found] == [
        (Occasion.IMPROVING, ticked.id, ""),
        (Occasion.IMPROVING, said.id, "Mum says so."),
        (Occasion.PLAN_ENDED, None, "The family has moved."),
    ]
    assert found[0].verdict == "deteriorating"
    assert footprint_of(session, cast.leo).judged[-1].why == "No reason was given."


def test_supervision_goes_with_a_record_that_is_merged_and_back(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        twin = child_of(cast.leo.family, cast.riverside, "Leon", cast.leo.born_on, Pronoun.HE)
        session.add(twin)
        session.flush()
        session.add(Allocation(child=twin, user=cast.amira, from_on=TODAY))
        session.flush()
        record = signed_record(uow, twin, cast.amira)
        raised = challenge_about(uow, twin)
    with writing_as(cast.chloe) as uow:
        merge = merge_children(uow, cast.leo, twin, MergeDetails("One child, typed twice"))
    moved = session.get_one(SupervisionRecord, record.id), session.get_one(Escalation, raised.id)
    assert [row.child_id for row in moved] == [cast.leo.id, cast.leo.id]
    with writing_as(cast.chloe) as uow:
        part_children(uow, merge, "They are two children after all")
    assert session.get_one(SupervisionRecord, record.id).child_id == twin.id
