"""What the simulator holds to be true, on lives made by hand."""

from __future__ import annotations

from bench.simulator.lives import HOME
from bench.simulator.rules import (
    DETERIORATING,
    FLUCTUATING,
    IN_PART,
    NO_CHANGE,
    NOT_ENOUGH,
    NOT_YET,
    SUSTAINED,
    headline,
    ruled,
    seen_by,
)
from tests.bench.simulated import ITEMS, history, seen, truth, with_grade

FLAT = [(0, 3.0), (900, 3.0)]
IMPROVED = [(0, 3.5), (60, 3.5), (120, 2.0), (900, 2.0)]
RELAPSED = [(0, 3.5), (60, 3.5), (120, 2.0), (210, 2.0), (260, 3.4), (900, 3.4)]
WORSE = [(0, 2.5), (200, 2.5), (220, 4.0), (900, 4.0)]


def test_a_flat_life_is_flat_and_nothing_else() -> None:
    found = truth(history(FLAT), 390)
    assert (found.verdict, found.is_flat, found.is_better, found.is_clear) == (NO_CHANGE, True, False, True)


def test_a_gain_is_sustained_only_once_it_has_lasted_six_months() -> None:
    made = history(IMPROVED)
    assert truth(made, 240).verdict == NOT_YET
    late = truth(made, 330)
    assert late.verdict == SUSTAINED
    assert late.is_better
    assert late.change == 1.5


def test_a_gain_that_was_lost_is_fluctuating_not_unchanged() -> None:
    made = history(RELAPSED)
    assert truth(made, 180).verdict == NOT_YET
    lost = truth(made, 390)
    assert lost.verdict == FLUCTUATING
    assert lost.has_lost_gain
    assert not lost.is_better


def test_harm_is_harm_and_a_change_of_half_a_grade_is_no_clear_case() -> None:
    assert truth(history(WORSE), 330).verdict == DETERIORATING
    near = truth(history([(0, 3.0), (60, 3.0), (120, 2.45), (900, 2.45)]), 240)
    assert near.verdict == NOT_YET
    assert not near.is_clear


def test_truth_asks_what_is_true_not_what_was_graded() -> None:
    made = history(FLAT)
    for visit in range(8, 13):
        for item in range(ITEMS):
            made = with_grade(made, visit, item, 1.0)
    assert truth(made, 360).is_flat


def test_before_there_is_enough_the_rules_say_so_whatever_a_method_says() -> None:
    early = seen(history(IMPROVED), 30)
    assert not early.is_enough
    assert ruled(NOT_YET, early, 30) == NOT_ENOUGH


def test_no_improvement_stands_over_an_item_newly_at_five() -> None:
    made = with_grade(history(IMPROVED), 13, 2, 5.0)
    assert ruled(SUSTAINED, seen(made, 390), 390) == FLUCTUATING
    assert ruled(SUSTAINED, seen(made, 370), 370) == SUSTAINED


def test_a_safety_item_is_newly_bad_at_four() -> None:
    made = with_grade(history(IMPROVED), 13, 2, 4.0)
    assert not seen(made, 390).is_newly_bad
    safety = seen_by(made, HOME, 0, ITEMS, "safety", 390)
    assert safety is not None
    assert safety.is_newly_bad


def test_silence_takes_good_news_away_and_never_bad() -> None:
    last = seen(history(IMPROVED), 390)
    assert ruled(SUSTAINED, last, 390 + 60) == SUSTAINED
    assert ruled(SUSTAINED, last, 390 + 61) == NOT_YET
    assert ruled(SUSTAINED, last, 390 + 91) == NOT_ENOUGH
    assert ruled(DETERIORATING, last, 390 + 400) == DETERIORATING


def test_the_headline_is_read_from_the_domains_of_concern() -> None:
    assert headline([SUSTAINED, NO_CHANGE], [True, False]) == SUSTAINED
    assert headline([SUSTAINED, NO_CHANGE], [True, True]) == IN_PART
    assert headline([SUSTAINED, DETERIORATING], [True, False]) == DETERIORATING
    assert headline([SUSTAINED, NOT_ENOUGH], [True, True]) == NOT_ENOUGH
