"""Scrutiny through its services: what stays, what follows from it, and two reviews side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.children.service import MergeDetails, merge_children
from gcp_tracker.children.service.parting import part_children
from gcp_tracker.meetings.details import PlanDetails
from gcp_tracker.meetings.queries import periods_from
from gcp_tracker.meetings.service import plan_meeting
from gcp_tracker.meetings.what_is_due import clocks_of_child
from gcp_tracker.models import Child, Judgement, Meeting, Scrutiny, User
from gcp_tracker.plans.service import move_action
from gcp_tracker.record.chronology.entries import OnFile, chronology
from gcp_tracker.record.queries import child_story
from gcp_tracker.rules.clocks import Clock
from gcp_tracker.rules.duties import duties
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.event_vocabulary import EntryKind
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from gcp_tracker.rules.plan_vocabulary import ActionState, PlanState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.scrutiny import Challenged, Decided, NextHelp, Threshold, Working
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, MeetingKind, Pronoun
from gcp_tracker.scrutiny.queries import chaired_by, held_reviews, signed_of
from gcp_tracker.scrutiny.reviews import chosen_reviews, reviews_beside
from gcp_tracker.scrutiny.service import discard_scrutiny, open_scrutiny, sign_scrutiny, write_scrutiny
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, events, noon_of, signed_visit
from tests.cast import NOW, TODAY, Cast, child_of
from tests.conftest import counted_queries
from tests.plans import plan_for
from tests.scrutinised import GOES_ON, chairs, draft_scrutiny, held, signed_scrutiny
from tests.supervised import challenge_about

Writing = Callable[[User | None], UnitOfWork]
LAST_WEEK, IN_SPRING = TODAY - timedelta(days=7), date(2026, 5, 18)


def spells(child: Child) -> set[tuple[HelpKind, date, date | None]]:
    return {(one.kind, one.started_on, one.ended_on) for one in child.episodes}


def planned(session: Session, child: Child) -> dict[MeetingKind, date | None]:
    query = select(Meeting).where(Meeting.child_id == child.id, Meeting.state == MeetingState.PLANNED)
    return {one.kind: one.planned_on for one in session.scalars(query)}


def test_what_is_signed_stays_and_a_later_entry_stands_beside_it(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        meeting = held(uow, cast.leo, LAST_WEEK)
    with writing_as(cast.ewa) as uow:
        one = signed_scrutiny(uow, meeting)
    assert (one.state, one.chair, one.plan_began_on) == (RecordState.SIGNED, cast.ewa, date(2026, 2, 20))
    with pytest.raises(RuleBroken, match="stays as it is"), writing_as(cast.ewa) as uow:
        write_scrutiny(uow, one, GOES_ON, one.version)
    with pytest.raises(RuleBroken, match="stays as it is"), writing_as(cast.ewa) as uow:
        discard_scrutiny(uow, one, "Second thoughts")
    for statement in (
        "UPDATE scrutiny SET reason = 'Fine'",
        "UPDATE scrutiny SET decided = 'ends'",
        "UPDATE scrutiny SET state = 'draft', signed_at = NULL",
        "UPDATE scrutiny SET child_id = (SELECT id FROM child WHERE given_name = 'Kai')",
        "DELETE FROM scrutiny",
    ):
        with pytest.raises(DBAPIError):
            session.execute(text(statement))
        session.rollback()
    with UnitOfWork(session, cast.ewa, NOW + timedelta(hours=1)) as uow:
        later = signed_scrutiny(uow, meeting, texts={**GOES_ON.texts, "reason": "The school has written since."})
    assert [row.reason for row in signed_of(session, cast.leo)] == [later.reason, one.reason]
    assert events(session).count("scrutiny:sign") == 2


def test_only_a_held_conference_or_review_has_scrutiny_and_one_draft(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        (coming,) = plan_meeting(uow, [cast.leo], PlanDetails(MeetingKind.REVIEW_CONFERENCE, TODAY))
        talked = held(uow, cast.leo, LAST_WEEK, MeetingKind.CORE_GROUP)
        review = held(uow, cast.leo, LAST_WEEK)
    for meeting in (coming, talked):
        with pytest.raises(RuleBroken, match="that was held"), writing_as(cast.ewa) as uow:
            open_scrutiny(uow, meeting)
    with writing_as(cast.ewa) as uow:
        draft = open_scrutiny(uow, review)
        uow.session.flush()
        assert open_scrutiny(uow, review) is draft
    seen = draft.version
    with writing_as(cast.ewa) as uow:
        write_scrutiny(uow, draft, GOES_ON, seen)
    with pytest.raises(RuleBroken, match="Somebody else changed"), writing_as(cast.ewa) as uow:
        sign_scrutiny(uow, draft, seen)
    with writing_as(cast.ewa) as uow:
        discard_scrutiny(uow, draft, "Begun for the wrong meeting")
    with writing_as(cast.ewa) as uow:
        assert open_scrutiny(uow, review) is not draft


def test_a_plan_that_goes_on_starts_the_next_clocks_and_what_is_planned_is_not_asked_again(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        meeting = held(uow, cast.leo, LAST_WEEK)
    with pytest.raises(RuleBroken, match="next core group") as missing, writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting, core_group_on=None)
    assert missing.value.field == "core_group_on"
    with pytest.raises(RuleBroken, match="At the latest on"), writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting, review_on=TODAY + timedelta(days=300))
    with writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting, category=AbuseCategory.EMOTIONAL)
    assert planned(session, cast.leo) == {
        MeetingKind.CORE_GROUP: GOES_ON.core_group_on,
        MeetingKind.REVIEW_CONFERENCE: GOES_ON.review_on,
    }
    facts = clocks_of_child(session, cast.leo, TODAY)
    due = duties(facts, periods_from(settings_of(session, cast.leo.authority_id, TODAY)), TODAY)
    runs = {one.due.clock: one for one in due}
    assert runs[Clock.LATER_REVIEW].due.since == LAST_WEEK
    assert runs[Clock.LATER_REVIEW].planned_on == GOES_ON.review_on
    (spell,) = cast.leo.episodes
    assert (spell.category, spell.initial_category) == (AbuseCategory.EMOTIONAL, AbuseCategory.NEGLECT)
    with writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting, core_group_on=None, review_on=None)
    assert session.scalars(select(Judgement)).all() == [], "nothing is taken away, nothing is called better"


def test_a_plan_that_ends_against_the_grades_keeps_what_they_said_and_what_was_left_open(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with UnitOfWork(session, cast.amira, noon_of(IN_SPRING)) as uow:
        signed_visit(uow, cast.leo, IN_SPRING, all_grades(cast.leo, IN_SPRING, 4))
    with UnitOfWork(session, cast.amira, noon_of(LAST_WEEK)) as uow:
        signed_visit(uow, cast.leo, LAST_WEEK, all_grades(cast.leo, LAST_WEEK, 4))
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, cast.leo)
        plan_meeting(uow, [cast.leo], PlanDetails(MeetingKind.CORE_GROUP, TODAY + timedelta(days=5)))
        meeting = held(uow, cast.leo, LAST_WEEK)
        challenge_about(uow, cast.leo)
    ends = dict(decided=Decided.ENDS, threshold=Threshold.NOT_MET, category=None, core_group_on=None, review_on=None)
    with pytest.raises(RuleBroken, match="Name the help that comes next"), writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting, **ends)
    with writing_as(cast.ewa) as uow:
        one = signed_scrutiny(uow, meeting, "Gran has him now.", next_help=NextHelp.CHILD_IN_NEED, **ends)
    session.expire_all()
    (judgement,) = session.scalars(select(Judgement))
    assert one.judgement == judgement
    assert (judgement.occasion, judgement.reason) == (Occasion.PLAN_ENDED, "Gran has him now.")
    assert judgement.decided == "The plan ends; next: child in need plan"
    assert (plan.state, plan.closed_by, plan.closing_reason) == (PlanState.ENDED, cast.ewa, GOES_ON.texts["reason"])
    assert spells(cast.leo) == {
        (HelpKind.CHILD_PROTECTION, date(2026, 2, 20), LAST_WEEK),
        (HelpKind.CHILD_IN_NEED, LAST_WEEK, None),
    }
    left = one.left_open.splitlines()
    assert left[0].startswith("“There is a cooked meal for Leo every evening”: ")
    assert left[1].startswith("1 action still to be done: Cooks with the family support worker")
    assert any("Still planned: core group on 21 November 2026" in line for line in left)
    assert left[-1] == "1 challenge waits for an answer."
    assert "What comes next" not in one.left_open
    assert {"plan:end", "episode:end", "episode:start", "judgement:give", "scrutiny:sign"} <= set(events(session))
    told = [entry for entry in chronology(OnFile(child_story(session, cast.leo))) if entry.kind is EntryKind.SCRUTINY]
    assert [entry.words for entry in told] == [
        "Review child protection conference: the plan ends; next: child in need plan. Signed by Ewa Nowak"
    ]


def test_an_initial_conference_begins_the_plan_and_its_clocks(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        meeting = held(uow, cast.kai, LAST_WEEK, MeetingKind.INITIAL_CONFERENCE)
    texts = {name: GOES_ON.texts[name] for name in ("reason", "if_nothing_changes")}
    first = dict(decided=Decided.PLAN_BEGINS, texts=texts, working=None, core_group_on=TODAY + timedelta(days=3))
    with pytest.raises(RuleBroken, match="At the latest on"), writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting, **first)
    assert spells(cast.kai) == set(), "nothing follows from what was not signed"
    with writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting, **first | {"review_on": TODAY + timedelta(days=60)})
    assert spells(cast.kai) == {(HelpKind.CHILD_PROTECTION, LAST_WEEK, None)}
    facts = clocks_of_child(session, cast.kai, TODAY)
    periods = periods_from(settings_of(session, cast.kai.authority_id, TODAY))
    clocks = {one.due.clock for one in duties(facts, periods, TODAY)}
    assert {Clock.FIRST_CORE_GROUP, Clock.FIRST_REVIEW} <= clocks


def test_no_plan_over_a_grade_of_concern_is_asked_why(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.ben) as uow:
        home = cast.kais_mums
        signed_visit(uow, cast.kai, LAST_WEEK, all_grades(cast.kai, LAST_WEEK, 5), household=home)
    with writing_as(cast.chloe) as uow:
        meeting = held(uow, cast.kai, LAST_WEEK, MeetingKind.INITIAL_CONFERENCE)
    none = dict(decided=Decided.NO_PLAN, threshold=Threshold.NOT_MET, category=None, next_help=NextHelp.EARLY_HELP)
    with writing_as(cast.ewa) as uow:
        one = signed_scrutiny(uow, meeting, "", **none)
    assert one.judgement is not None
    assert (one.judgement.occasion, one.judgement.reason) == (Occasion.NO_PLAN, GOES_ON.texts["reason"])
    assert spells(cast.kai) == {(HelpKind.EARLY_HELP, LAST_WEEK, None)}


def test_two_reviews_stand_side_by_side_as_the_record_stood_on_their_days(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    first, second = date(2026, 4, 6), date(2026, 10, 5)
    between, after = date(2026, 7, 6), date(2026, 10, 19)
    with UnitOfWork(session, cast.amira, noon_of(date(2026, 3, 30))) as uow:
        signed_visit(uow, cast.leo, date(2026, 3, 30), all_grades(cast.leo, first, 4))
        plan = plan_for(uow, cast.leo)
    for on, grade in ((between, 3), (date(2026, 9, 28), 2), (after, 5)):
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, grade))
    (action,) = plan.outcomes[0].actions
    for on, state in ((between, ActionState.STARTED), (after, ActionState.DONE)):
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            move_action(uow, plan, action, state)
    with writing_as(cast.chloe) as uow:
        held(uow, cast.leo, first)
        held(uow, cast.leo, between, MeetingKind.CORE_GROUP)
        meeting = held(uow, cast.leo, second)
    with writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting)
    story, settings = child_story(session, cast.leo), settings_of(session, cast.leo.authority_id, TODAY)
    reviews = held_reviews(session, cast.leo)
    pair = chosen_reviews(reviews, None, None)
    assert pair is not None
    assert [one.on for one in pair] == [first, second]
    assert chosen_reviews(reviews, reviews[0].id, reviews[1].id) == pair, "the older one is always “then”"
    told = reviews_beside(session, story, pair, signed_of(session, cast.leo), settings)
    (home,) = told.homes
    assert home.comparison is not None
    row = next(one for one in home.comparison.rows if one.title == "Making meals")
    assert (row.then, row.now) == (4, 2), "the 5 came after the second review"
    (done,) = told.actions
    assert (done.then, done.now) == (ActionState.TO_DO, ActionState.STARTED)
    (outcome,) = told.outcomes
    assert outcome.then is not None
    assert outcome.now is not None
    assert outcome.then.targets == ("Making meals: from 4 to 3",)
    assert outcome.then.words != outcome.now.words
    assert [line.what for line in told.meetings if line.on < second] == ["Core group"]
    assert (told.then.scrutiny, told.now.scrutiny is not None) == (None, True)
    assert told.now.verdict
    assert Verdict.DETERIORATING.value not in told.now.verdict.casefold()


def test_the_chairs_list_tells_what_is_late_in_a_fixed_number_of_queries(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        reviewed = held(uow, cast.leo, LAST_WEEK)
        plan_meeting(uow, [cast.ruby], PlanDetails(MeetingKind.REVIEW_CONFERENCE, TODAY + timedelta(days=4)))
        chairs(uow, cast.leo, cast.ewa, LAST_WEEK)
        chairs(uow, cast.ruby, cast.ewa, TODAY + timedelta(days=4))
    with counted_queries() as seen:
        leo, ruby = chaired_by(session, cast.ewa, NOW)
    assert len(seen) <= 8
    assert [one.kind.words for one in leo.told] == ["Scrutiny not written"]
    assert leo.told[0].sentence.startswith("The review child protection conference was held on 9 November 2026")
    assert [one.kind.words for one in ruby.told] == ["Pack missing", "Conference"]
    assert ruby.told[0].sentence == "No pack has been begun; it is late by 1 working day."
    assert "5 working days before the conference on 20 November 2026: 13 November 2026 (local)" in ruby.told[0].why
    with writing_as(cast.ewa) as uow:
        draft = draft_scrutiny(uow, reviewed)
    leo = chaired_by(session, cast.ewa, NOW)[0]
    assert leo.draft == draft
    with writing_as(cast.ewa) as uow:
        sign_scrutiny(uow, draft, draft.version)
    (leo,) = (one for one in chaired_by(session, cast.ewa, NOW) if one.child is cast.leo)
    assert [one.kind.words for one in leo.told] == []
    assert chaired_by(session, cast.chloe, NOW) == []


def test_scrutiny_goes_with_its_child_when_records_are_merged_and_comes_back(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(None) as uow:
        other = child_of(cast.leo.family, cast.riverside, "Leon", cast.leo.born_on, Pronoun.HE)
        uow.session.add(other)
    with writing_as(cast.chloe) as uow:
        meeting = held(uow, other, LAST_WEEK)
    with writing_as(cast.ewa) as uow:
        one = signed_scrutiny(uow, meeting, challenged=Challenged.NOTHING, working=Working.PARTLY)
    with writing_as(cast.chloe) as uow:
        merge = merge_children(uow, cast.leo, other, MergeDetails("The same boy"))
    session.expire_all()
    assert [row.id for row in signed_of(session, cast.leo)] == [one.id]
    with writing_as(cast.chloe) as uow:
        part_children(uow, merge, "Not the same boy")
    session.expire_all()
    assert session.get_one(Scrutiny, one.id).child_id == other.id
