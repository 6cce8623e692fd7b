"""What attention reads from rows and kept readings, and how a reason is put off; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker.attention.of_child import attention_now
from gcp_tracker.attention.queries import Attention, put_offs_of
from gcp_tracker.attention.service import put_off_reason
from gcp_tracker.children import queries, service
from gcp_tracker.children.details import AdultDetails, EpisodeDetails, RelationDetails
from gcp_tracker.models import AttentionPutOff, Child, User
from gcp_tracker.plans.details import ActionDetails, Who
from gcp_tracker.plans.service import move_action
from gcp_tracker.readings.queries import readings_on
from gcp_tracker.record.attention import attention_in
from gcp_tracker.record.queries import child_story
from gcp_tracker.record.read import read_of
from gcp_tracker.record.story import series_of
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.plan_vocabulary import ActionState, WhoKind
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind
from gcp_tracker.rules.vocabulary import HelpKind, Relationship, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import save_answers
from tests.builders import all_grades, draft_visit, events, graded, history, missed_visit, noon_of, signed_visit
from tests.cast import NOW, TODAY, USUAL, Cast
from tests.plans import outcome, plan_for

WritingAs = Callable[[User | None], UnitOfWork]


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def now(session: Session, child: Child, later: int = 0) -> Attention:
    return attention_now(session, child, NOW + timedelta(days=later), TODAY + timedelta(days=later))


def told(session: Session, child: Child, later: int = 0) -> dict[ReasonKind, str]:
    return {reason.kind: reason.sentence for reason in now(session, child, later).standing}


@pytest.fixture
def long_known(session: Session, cast: Cast) -> Child:
    """Leo, as if he had come on file two years ago."""
    cast.leo.created_at = NOW - timedelta(days=700)
    session.commit()
    return cast.leo


def test_what_visits_say_is_read(session: Session, long_known: Child, cast: Cast) -> None:
    leo = long_known
    assert told(session, leo)[ReasonKind.NOT_SEEN] == "Leo has not been visited yet"
    with UnitOfWork(session, cast.amira, noon_of(days_ago(70))) as uow:
        signed_visit(uow, leo, days_ago(70))
    with UnitOfWork(session, cast.amira, NOW) as uow:
        signed_visit(uow, leo, days_ago(40), child_seen_alone=False, bedroom_seen=False)
        missed_visit(uow, leo, days_ago(20), VisitOutcome.NO_ACCESS)
        missed_visit(uow, leo, days_ago(6), VisitOutcome.CANCELLED_BY_FAMILY)
        visit = draft_visit(uow, leo, TODAY)
        save_answers(uow, visit, base=visit.version, operation="", answers=[graded("hygiene", 4)], notes=[])
    found = told(session, leo)
    assert found[ReasonKind.MISSED].startswith("The last 2 visits did not take place, from 27 October 2026 to 10 Nov")
    assert found[ReasonKind.NOT_ALONE] == "Leo has not been seen alone since 7 September 2026 (2 months ago)"
    assert found[ReasonKind.HOME] == "Where Leo sleeps has not been seen since 7 September 2026 (2 months ago)"
    assert found[ReasonKind.VISIT_LATE].startswith("Visit late by ")
    assert found[ReasonKind.EVIDENCE].startswith("1 grade at 4 or 5 in the visit of 16 November 2026")
    assert found[ReasonKind.DRAFT] == "The visit of 16 November 2026 is begun and not signed"
    assert ReasonKind.NOT_SEEN not in found, "that the visit is late says so"


def test_help_that_became_less_is_held_against_the_grades_of_those_weeks(
    session: Session, long_known: Child, cast: Cast, writing_as: WritingAs
) -> None:
    leo, stepped = long_known, days_ago(10)
    with UnitOfWork(session, cast.amira, noon_of(days_ago(11))) as uow:
        bad = all_grades(leo, days_ago(60), 2) | {"response_tuning": 5, "hygiene": 4}
        signed_visit(uow, leo, days_ago(60), bad)
        signed_visit(uow, leo, days_ago(20), all_grades(leo, days_ago(20), 2) | {"response_tuning": 4})
    with writing_as(cast.chloe) as uow:
        for episode in leo.episodes:
            service.end_episode(uow, episode, stepped)
        service.start_episode(uow, leo, EpisodeDetails(HelpKind.CHILD_IN_NEED, stepped))
    assert told(session, leo)[ReasonKind.STEP] == (
        "Stepped down to child in need plan on 6 November 2026 while Love was at 4"
    ), "hygiene was better by then, and the 5 a 4"


def test_fathers_are_asked_for_once_and_one_who_is_not_to_be_contacted_never(
    session: Session, long_known: Child, cast: Cast, writing_as: WritingAs
) -> None:
    assert told(session, long_known)[ReasonKind.NO_FATHER] == "No father is recorded for Leo"
    with writing_as(cast.amira) as uow:
        relation = RelationDetails(long_known, Relationship.FATHER, is_carer=False)
        service.record_adult(
            uow,
            long_known.family,
            AdultDetails("Gus Reed", (relation,), not_to_be_contacted=True, no_contact_reason="He hit her"),
        )
    assert ReasonKind.NO_FATHER not in told(session, long_known)


def test_the_childs_page_and_the_lists_tell_the_same_reasons(session: Session, long_known: Child, cast: Cast) -> None:
    with UnitOfWork(session, cast.amira, NOW) as uow:
        history(uow, long_known, [4, 4, 4, 4, 4, 4, 4], last_on=days_ago(5))
    story = child_story(session, long_known)
    (series,) = series_of(story.visits)
    readings = readings_on(session, [long_known.id], TODAY, series.instrument.key, with_curves=True)
    read = read_of(story, series, readings, USUAL, TODAY)
    on_page = attention_in(session, story, read, USUAL, TODAY).standing
    (row,) = [one for one in queries.my_team(session, cast.chloe, NOW, TODAY).found.rows if one.child is long_known]
    assert on_page == row.attention.standing == now(session, long_known).standing
    assert {ReasonKind.DRIFT, ReasonKind.ONE_WORKER} <= row.kinds


def drift_of(session: Session, child: Child, later: int = 0) -> Reason | None:
    return next((one for one in now(session, child, later).standing if one.kind is ReasonKind.DRIFT), None)


def test_a_reason_that_was_put_off_waits_is_told_and_comes_back_by_itself(
    session: Session, long_known: Child, cast: Cast, writing_as: WritingAs
) -> None:
    with UnitOfWork(session, cast.amira, NOW) as uow:
        for days in (230, 170, 110, 50, 4):
            on = days_ago(days)
            signed_visit(uow, long_known, on, all_grades(long_known, on, 2) | {"hygiene": 4})
    drift = drift_of(session, long_known)
    assert drift is not None
    with writing_as(cast.chloe) as uow:
        put_off_reason(uow, long_known, drift, TODAY + timedelta(days=14), "The boiler comes on Friday")
    assert events(session)[-1] == "attention:put_off"
    found = now(session, long_known)
    ((reason, held),) = found.put_off
    assert (reason.kind, held.by, held.why) == (ReasonKind.DRIFT, "Chloe Adeyemi", "The boiler comes on Friday")
    assert drift_of(session, long_known, 13) is None
    assert drift_of(session, long_known, 14) is not None, "on its day"
    with UnitOfWork(session, cast.amira, NOW) as uow:
        signed_visit(uow, long_known, TODAY, {"hygiene": 5})
    worse = drift_of(session, long_known)
    assert worse is not None, "as soon as it is worse"
    assert worse.mark != drift.mark
    assert [one.sentence for one in put_offs_of(session, long_known)] == [drift.sentence]


def test_what_was_put_off_is_never_altered_and_a_new_5_never_waits(
    session: Session, long_known: Child, cast: Cast, writing_as: WritingAs
) -> None:
    with UnitOfWork(session, cast.amira, NOW) as uow:
        history(uow, long_known, [2, 2, 2, 2], last_on=days_ago(5), at_last={"hygiene": 5})
    found = {reason.kind: reason for reason in now(session, long_known).standing}
    with pytest.raises(RuleBroken, match="cannot be put off"), writing_as(cast.chloe) as uow:
        put_off_reason(uow, long_known, found[ReasonKind.NEWLY_BAD], TODAY + timedelta(days=2), "Tomorrow")
    with writing_as(cast.chloe) as uow:
        put_off_reason(uow, long_known, found[ReasonKind.NO_FATHER], TODAY + timedelta(days=2), "She rings on Monday")
    row = session.scalars(select(AttentionPutOff)).one()
    for change in (lambda: setattr(row, "reason", "Other words"), lambda: session.delete(row)):
        change()
        with pytest.raises(DBAPIError, match="kept as it was written"):
            session.flush()
        session.rollback()


def test_overdue_actions_are_counted_until_they_are_done(
    session: Session, long_known: Child, cast: Cast, writing_as: WritingAs
) -> None:
    late = [
        ActionDetails(what, (Who(WhoKind.WORKER, cast.amira.name, user=cast.amira),), days_ago(days))
        for what, days in (("Rings the school", 3), ("Asks the landlord", 9))
    ]
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, long_known, [outcome("Leo sleeps in a warm bed", "hygiene", aim=2)], actions=late)
    assert told(session, long_known)[ReasonKind.ACTIONS] == (
        "2 actions of the plan are overdue, the first since 7 November 2026 (9 days ago)"
    )
    with writing_as(cast.chloe) as uow:
        for action in plan.outcomes[0].actions:
            move_action(uow, plan, action, ActionState.DONE)
    assert ReasonKind.ACTIONS not in told(session, long_known)
