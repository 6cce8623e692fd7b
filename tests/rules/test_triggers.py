"""When a trigger point fires, from plain grades; and that it never fires twice for the same ones."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcp_tracker.change.verdict import LEAST_FAVOURABLE_FIRST
from gcp_tracker.rules.authority_settings import Dated, Settings
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.trigger_answers import AnswerDetails, answer_due_on, check_answer, state_of, unanswered_words
from gcp_tracker.rules.trigger_vocabulary import TRIGGER_MOVES, VERDICTS, Step, Told, TriggerState
from gcp_tracker.rules.trigger_words import condition_words, told_words
from gcp_tracker.rules.triggers import (
    Fired,
    ItemsAt,
    PlanFor,
    SeveralAt,
    TriggerRule,
    VerdictFor,
    VisitGrades,
    When,
    grades_behind,
    plan_has_not_helped,
    still_stands,
    verdict_has_held,
)
from gcp_tracker.rules.vocabulary import HelpKind
from tests.instruments import FIVE_GRADES, WELLBEING

DAY = date(2026, 5, 4)
KEYS = [item.key for item in FIVE_GRADES.items_for("2-17")]
FIRST = KEYS[0]


def rule(when: When, instrument_key: str = "five-grades") -> TriggerRule:
    told = (Told.WORKER, Told.MANAGER)
    return TriggerRule("r", "Title", "Sentence.", "Source", instrument_key, when, told, (Told.MANAGER,), (Step.LEGAL,))


def visit(number: int, days: int, grades: dict[str, int], care_of: str = "household-1") -> VisitGrades:
    return VisitGrades(UUID(int=number), UUID(int=number), DAY + timedelta(days=days), care_of, grades)


def played(when: When, visits: list[VisitGrades], *, answered: bool = True) -> list[tuple[int, frozenset[str]]]:
    """Signed one after another: the number of each visit at which the rule fires, with the items."""
    known: list[Fired] = []
    found = []
    for place, this in enumerate(visits):
        behind = grades_behind(rule(when), FIVE_GRADES, visits[: place + 1], this, known)
        if behind:
            pairs = frozenset((one.visit_id, one.item_key) for one in behind)
            known.append(Fired(this.on, not answered, pairs))
            found.append((this.id.int, frozenset(one.item_key for one in behind)))
    return found


def test_an_item_at_the_bar_or_worse_fires_and_one_below_does_not() -> None:
    assert played(ItemsAt(4), [visit(1, 0, {FIRST: 3})]) == []
    assert played(ItemsAt(4), [visit(1, 0, {FIRST: 5})]) == [(1, frozenset({FIRST}))]


def test_worse_follows_the_scale_of_the_instrument() -> None:
    key = WELLBEING.items[0].key
    for value, fires in ((2, True), (3, True), (4, False), (10, False)):
        this = VisitGrades(UUID(int=1), UUID(int=1), DAY, "household-1", {key: value})
        assert bool(grades_behind(rule(ItemsAt(3), "wellbeing-0-10"), WELLBEING, [this], this, [])) is fires


def test_a_visit_that_did_not_grade_the_item_does_not_end_its_run() -> None:
    values = [{FIRST: 5}, {}, {FIRST: 5}, {FIRST: 2}, {FIRST: 5}]
    assert [number for number, _ in played(ItemsAt(5), [visit(n, 7 * n, one) for n, one in enumerate(values)])] == [
        0,
        4,
    ]


def test_a_visit_that_is_signed_late_joins_the_run_that_fired() -> None:
    later, late = visit(2, 10, {FIRST: 5}), visit(1, 0, {FIRST: 5})
    fired = Fired(later.on, False, frozenset({(later.first_id, FIRST)}))
    assert grades_behind(rule(ItemsAt(5)), FIVE_GRADES, [late, later], late, [fired]) == ()


TWICE = SeveralAt(at=4, count=2, of="items", visits=2, weeks=6)
BAD = {KEYS[0]: 4, KEYS[1]: 5}


@pytest.mark.parametrize(("days", "fires"), [(42, True), (43, False), (0, False)])
def test_twice_within_six_weeks_counts_days(days: int, fires: bool) -> None:
    """Two workers on one day are one visit."""
    assert bool(played(TWICE, [visit(1, 0, BAD), visit(2, days, BAD)])) is fires


def test_what_was_asked_is_not_asked_of_the_same_visits_again() -> None:
    visits = [visit(number, 7 * number, BAD) for number in range(6)]
    assert [number for number, _ in played(TWICE, visits)] == [1, 3, 5]
    assert [number for number, _ in played(TWICE, visits, answered=False)] == [1]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), min_size=1, max_size=12), st.integers(2, 5))
@settings(max_examples=60)
def test_no_grade_is_behind_two_firings(told: list[tuple[int, int]], bar: int) -> None:
    visits = [visit(number, days, {FIRST: value}) for number, (days, value) in enumerate(sorted(told))]
    for when in (ItemsAt(bar), SeveralAt(bar, 1, "items", 2, 3)):
        known: list[Fired] = []
        for place, this in enumerate(visits):
            behind = grades_behind(rule(when), FIVE_GRADES, visits[: place + 1], this, known)
            pairs = frozenset((one.visit_id, one.item_key) for one in behind)
            assert all(one.value >= bar for one in behind)
            assert all(not pairs & fired.behind for fired in known)
            if pairs:
                known.append(Fired(this.on, False, pairs))


def test_what_is_left_must_still_be_enough() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert still_stands(rule(ItemsAt(4)), FIVE_GRADES, {one: {FIRST: 4}})
    assert not still_stands(rule(ItemsAt(4)), FIVE_GRADES, {one: {FIRST: 3}})
    assert not still_stands(rule(ItemsAt(4)), FIVE_GRADES, {})
    assert still_stands(rule(TWICE), FIVE_GRADES, {one: BAD, two: BAD})
    assert not still_stands(rule(TWICE), FIVE_GRADES, {one: BAD, two: {KEYS[0]: 4}})


def test_a_verdict_must_have_held_at_every_reading_from_so_many_months_ago() -> None:
    when, today = VerdictFor("fluctuating", 12), date(2026, 11, 16)
    year = [(date(2025, 11, 16), "fluctuating"), (date(2026, 4, 1), "deteriorating"), (today, "fluctuating")]
    assert verdict_has_held(when, year, [], today)
    assert not verdict_has_held(when, [(date(2025, 11, 17), "fluctuating"), *year[1:]], [], today)
    assert not verdict_has_held(when, [*year[:1], (date(2026, 4, 1), "no_clear_change"), *year[2:]], [], today)
    assert not verdict_has_held(when, [], [], today)
    assert not verdict_has_held(when, year, [Fired(date(2025, 10, 1), True, frozenset())], today)
    assert not verdict_has_held(when, year, [Fired(date(2026, 1, 1), False, frozenset())], today)
    assert verdict_has_held(when, year, [Fired(date(2025, 11, 16), False, frozenset())], today)


def test_a_plan_fires_after_its_months_when_no_outcome_is_better() -> None:
    when, began = PlanFor(6, (HelpKind.CHILD_PROTECTION,)), date(2026, 3, 31)
    kind = HelpKind.CHILD_PROTECTION
    assert plan_has_not_helped(when, kind, began, [False], [], date(2026, 10, 1))
    assert not plan_has_not_helped(when, kind, began, [False], [], date(2026, 9, 29))
    assert not plan_has_not_helped(when, kind, began, [False, True], [], date(2026, 10, 1))
    assert not plan_has_not_helped(when, HelpKind.EARLY_HELP, began, [False], [], date(2026, 10, 1))
    assert not plan_has_not_helped(when, kind, began, [], [], date(2026, 10, 1))


def test_the_verdicts_are_those_of_the_engine_in_its_order() -> None:
    order = [verdict.value for verdict in LEAST_FAVOURABLE_FIRST if verdict.value in VERDICTS]
    assert order == list(VERDICTS)


def test_a_rule_says_when_it_fires_and_who_is_told() -> None:
    title = FIVE_GRADES.domains[0].title
    assert condition_words(ItemsAt(5, (FIVE_GRADES.domains[0].key,)), FIVE_GRADES) == f"Any item of {title} at 5"
    assert condition_words(SeveralAt(4, 2, "domains", 2, 6), FIVE_GRADES) == (
        "2 domains at 4 or worse at one visit, at 2 visits within 6 weeks"
    )
    assert condition_words(VerdictFor("deteriorating", 1), FIVE_GRADES) == (
        "“Worse than at the start” at every visit for 1 month"
    )
    assert told_words(rule(ItemsAt(5))) == "The child’s worker and the manager are told. The manager answers it."


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (AnswerDetails(False), "why"),
        (AnswerDetails(True, who="Chloe", done_on=DAY), "what"),
        (AnswerDetails(True, (Step.LEGAL,), done_on=DAY), "who"),
        (AnswerDetails(True, (Step.LEGAL,), who="Chloe"), "done_on"),
        (AnswerDetails(True, (Step.LEGAL,), who="Chloe", done_on=DAY + timedelta(days=8)), "done_on"),
        (AnswerDetails(True, (Step.LEGAL,), who="Chloe", done_on=DAY - timedelta(days=32)), "done_on"),
    ],
)
def test_an_answer_says_what_was_done_by_whom_and_when_or_why_not(details: AnswerDetails, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_answer(details, DAY, DAY + timedelta(days=7))
    assert broken.value.field == field


def test_an_answer_is_late_by_working_days_and_an_authority_may_set_how_many() -> None:
    """4 May 2026 is a bank holiday, a Monday."""
    friday = date(2026, 5, 1)
    assert answer_due_on(friday, Settings({}, friday)) == date(2026, 5, 6)
    own = Settings({"trigger_answered_within": [Dated(date.min, 1)]}, friday)
    assert answer_due_on(friday, own) == date(2026, 5, 5)
    waits = "“T” fired on 1 May 2026 and waits for an answer"
    assert unanswered_words("T", friday, own, date(2026, 5, 5)) == waits
    assert unanswered_words("T", friday, own, date(2026, 5, 6)) == f"{waits}, 1 day late"


def test_every_state_is_reached_from_what_is_known_of_a_firing() -> None:
    known = [(answer, lapsed) for answer in (None, True, False) for lapsed in (True, False)]
    assert {state_of(answer, has_lapsed=lapsed) for answer, lapsed in known} == set(TRIGGER_MOVES)
    assert state_of(True, has_lapsed=True) is TriggerState.DONE
