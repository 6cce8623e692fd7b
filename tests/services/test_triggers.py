"""Trigger points fire when a visit is signed, once for the same evidence, and lapse when that is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gcp_tracker.attention.queries import known_of_attention
from gcp_tracker.models import Authority, Child, TriggerAnswer, TriggerFiring, User, Visit
from gcp_tracker.readings.triggers import fire_plan_triggers
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.trigger_answers import AnswerDetails
from gcp_tracker.rules.trigger_file import triggers_in
from gcp_tracker.rules.trigger_vocabulary import Step
from gcp_tracker.trigger_points import known_instruments
from gcp_tracker.triggers.queries import told_to
from gcp_tracker.triggers.service import answer_trigger, load_trigger_rules
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import all_grades, events, noon_of, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.plans import outcome, plan_for

WritingAs = Callable[[User | None], UnitOfWork]
OWN = """
key: northmere
version: "2026"
title: "Northmere thresholds"
source: "Northmere Threshold Document 2026, page 12"
rules:
  - key: home_bad
    title: "The home is not fit"
    instrument: graded-care
    sentence: "A home in which repairs are often missed is looked at by housing."
    when: {kind: items_at, items: [housing_repair], at: 4}
    told: [worker]
    answered_by: [worker]
    consider: [family_meeting]
"""
SAFETY, HOME, WARMTH = "presence_noticing", "housing_repair", "response_tuning"


def visit_on(session: Session, cast: Cast, days_ago: int, grades: dict[str, int], child: Child | None = None) -> Visit:
    on = TODAY - timedelta(days=days_ago)
    with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
        return signed_visit(uow, child or cast.leo, on, grades)


def fired(session: Session) -> list[tuple[str, date]]:
    rows = session.scalars(select(TriggerFiring).order_by(TriggerFiring.fired_at, TriggerFiring.rule_key))
    return [(row.rule_key, row.fired_on) for row in rows]


def keys(session: Session) -> list[str]:
    return [key for key, _ in fired(session)]


def amended(session: Session, cast: Cast, visit: Visit, grades: dict[str, int]) -> Visit:
    with UnitOfWork(session, cast.amira, noon_of(TODAY)) as uow:
        again = amend_visit(uow, visit, "Looked again at my notes")
        for grade in again.grades:
            grade.value = grades.get(grade.item_key, grade.value)
        uow.session.flush()
        sign_visit(uow, again)
    return again


def test_a_visit_makes_a_rule_fire_with_the_grades_behind_it(session: Session, cast: Cast) -> None:
    visit = visit_on(session, cast, 10, {SAFETY: 5, HOME: 3})
    (firing,) = session.scalars(select(TriggerFiring))
    assert (firing.rule_key, firing.fired_on, firing.child_id) == ("safety_not_met", visit.visited_on, cast.leo.id)
    assert [(one.visit_id, one.item_key, one.value) for one in firing.grades] == [(visit.id, SAFETY, 5)]
    assert (firing.version.key, firing.version.authority_id, len(firing.version.content_hash)) == (
        "trigger-points",
        None,
        64,
    )
    assert events(session)[-2:] == ["visit:sign", "trigger:fire"]


def test_an_item_that_stays_fires_once_and_again_after_it_was_better(session: Session, cast: Cast) -> None:
    for days, value in ((60, 5), (50, 5), (40, 2), (30, 5), (20, 5)):
        visit_on(session, cast, days, {SAFETY: value})
    assert fired(session) == [("safety_not_met", TODAY - timedelta(days=days)) for days in (60, 30)]


def test_two_domains_twice_in_six_weeks_is_asked_once_while_it_is_open(session: Session, cast: Cast) -> None:
    bad = {HOME: 4, WARMTH: 4}
    for days in (100, 50):
        visit_on(session, cast, days, bad)
    assert keys(session) == []
    visit_on(session, cast, 49, {HOME: 4})
    visit_on(session, cast, 20, bad)
    assert fired(session) == [("two_domains_twice", TODAY - timedelta(days=20))]
    visit_on(session, cast, 5, bad)
    assert len(fired(session)) == 1


def test_two_homes_are_never_added_up(session: Session, cast: Cast) -> None:
    bad = {HOME: 4, WARMTH: 4}
    for days, home in ((20, cast.kais_mums), (10, cast.kais_dads)):
        on = TODAY - timedelta(days=days)
        with UnitOfWork(session, cast.ben, noon_of(on)) as uow:
            signed_visit(uow, cast.kai, on, bad, household=home)
    assert keys(session) == []


def test_what_was_withdrawn_lapses_and_says_so_and_may_fire_again(session: Session, cast: Cast) -> None:
    visit = visit_on(session, cast, 10, {SAFETY: 5})
    with UnitOfWork(session, cast.amira, noon_of(TODAY)) as uow:
        withdraw_visit(uow, visit, "Written under the wrong child")
    (firing,) = session.scalars(select(TriggerFiring))
    assert firing.lapsed_at is not None
    assert events(session)[-1] == "trigger:lapse"
    visit_on(session, cast, 1, {SAFETY: 5})
    assert keys(session) == ["safety_not_met"] * 2


def test_an_amendment_takes_back_or_fires_and_one_that_keeps_the_grade_does_neither(
    session: Session, cast: Cast
) -> None:
    visit = visit_on(session, cast, 10, {SAFETY: 5, HOME: 2})
    same = amended(session, cast, visit, {HOME: 3})
    assert [one.lapsed_at for one in session.scalars(select(TriggerFiring))] == [None]
    better = amended(session, cast, same, {SAFETY: 3})
    assert [one.lapsed_at is None for one in session.scalars(select(TriggerFiring))] == [False]
    amended(session, cast, better, {SAFETY: 5})
    assert sorted(one.lapsed_at is None for one in session.scalars(select(TriggerFiring))) == [False, True]


def test_a_year_of_up_and_down_is_read_from_the_kept_readings(session: Session, cast: Cast) -> None:
    """Better for four months, back to where it was, and then up and down; no visit of the last year says otherwise."""
    levels = [4] * 3 + [2] * 4 + [4, 2, 2, 4, 4, 2, 2, 4, 4, 2, 2, 4, 4, 2, 2]
    for place, level in enumerate(levels):
        days = 40 * (len(levels) - 1 - place)
        visit_on(session, cast, days, all_grades(cast.leo, TODAY - timedelta(days=days), level))
    of_verdicts = [(key, on) for key, on in fired(session) if key in ("up_and_down", "worse_for_months")]
    assert of_verdicts == [("up_and_down", TODAY - timedelta(days=40))]


def test_six_months_of_a_plan_with_nothing_better_is_asked_by_the_days_look(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    began = TODAY - timedelta(days=200)
    for days in (230, 215):
        visit_on(session, cast, days, {HOME: 4})
    with UnitOfWork(session, cast.chloe, noon_of(began)) as uow:
        plan_for(uow, cast.leo, [outcome("Leo’s window shuts", HOME, aim=2)])
    assert fire_plan_triggers(session, noon_of(began + timedelta(days=180))) == 0
    assert fire_plan_triggers(session, noon_of(TODAY)) == 1
    assert fire_plan_triggers(session, noon_of(TODAY)) == 0
    assert fired(session) == [("plan_without_change", TODAY)]
    (firing,) = session.scalars(select(TriggerFiring))
    assert [(one.item_key, one.value) for one in firing.grades] == [(HOME, 4)]
    assert firing.plan is not None


def test_what_fired_and_what_it_stood_on_cannot_be_altered(session: Session, cast: Cast) -> None:
    visit_on(session, cast, 10, {SAFETY: 5})
    for statement in (
        "UPDATE trigger_firing SET rule_key = 'x'",
        "UPDATE trigger_firing SET child_id = (SELECT id FROM child WHERE id <> trigger_firing.child_id LIMIT 1)",
        "DELETE FROM trigger_firing",
        "UPDATE trigger_grade SET value = 1",
        "UPDATE trigger_version SET title = 'x'",
    ):
        with pytest.raises(DatabaseError, match="kept as it fired|new version"):
            session.execute(text(statement))
        session.rollback()


def open_firing(session: Session) -> TriggerFiring:
    return session.scalars(select(TriggerFiring)).one()


DONE = AnswerDetails(True, (Step.STRATEGY,), "Spoke with the police", "Chloe Adeyemi, manager", TODAY)


def test_an_answer_is_given_once_and_kept_as_it_was_signed(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    visit_on(session, cast, 3, {SAFETY: 5})
    with writing_as(cast.chloe) as uow:
        answer_trigger(uow, open_firing(session), DONE)
    answer = session.scalars(select(TriggerAnswer)).one()
    assert (answer.is_done, answer.steps, answer.answered_by.name) == (True, ["strategy"], cast.chloe.name)
    with pytest.raises(RuleBroken, match="has answered this already"), writing_as(cast.chloe) as uow:
        answer_trigger(uow, open_firing(session), AnswerDetails(False, why="Not needed"))
    with pytest.raises(DatabaseError, match="kept as it was signed"):
        session.execute(text("UPDATE trigger_answer SET why = 'x'"))
    session.rollback()
    assert "trigger:answer" in events(session)


def test_what_waits_tells_the_worker_and_the_manager_until_it_is_answered(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    visit_on(session, cast, 3, {SAFETY: 5})
    for user, sees in ((cast.amira, 1), (cast.chloe, 1), (cast.dev, 0), (cast.ewa, 0)):
        assert len(told_to(session, user, NOW)) == sees, user.name
    waiting = known_of_attention(session, [cast.leo.id], TODAY)[cast.leo.id].triggers
    assert waiting == (("A child is not kept safe", TODAY - timedelta(days=3)),)
    with writing_as(cast.chloe) as uow:
        answer_trigger(uow, open_firing(session), DONE)
    assert told_to(session, cast.amira, NOW) == []
    assert known_of_attention(session, [cast.leo.id], TODAY)[cast.leo.id].triggers == ()


def test_an_authoritys_own_rules_act_from_their_day_and_leave_what_fired(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    visit_on(session, cast, 5, {SAFETY: 5})
    own = triggers_in(OWN.encode(), known_instruments())
    authority = session.get_one(Authority, cast.leo.authority_id)
    with writing_as(cast.grace) as uow:
        load_trigger_rules(uow, authority, own, TODAY, "Our threshold document of 2026")
    visit_on(session, cast, 0, {HOME: 4, SAFETY: 5})
    assert keys(session) == ["safety_not_met", "home_bad"]
    latest = session.scalars(select(TriggerFiring).where(TriggerFiring.rule_key == "home_bad")).one()
    assert (latest.version.authority_id, latest.version.version) == (authority.id, "2026")
    for again, sentence in (
        (own, "in force already"),
        (replace(own, content_hash="x"), "differs"),
    ):
        with pytest.raises(RuleBroken, match=sentence), writing_as(cast.grace) as uow:
            load_trigger_rules(uow, authority, again, TODAY, "Our threshold document of 2026")
