"""Agreement between two workers, by hand and against what is known of it."""

from __future__ import annotations

import numpy as np
import pytest

from gcp_tracker.change.agreement import ItemPair, agreement_of, by_domain


def visit(*grades: tuple[int, int]) -> list[ItemPair]:
    """Of a scale from 1 to 5."""
    return [ItemPair(f"item-{place}", one - 1, other - 1) for place, (one, other) in enumerate(grades)]


def test_a_table_worked_by_hand() -> None:
    # Both ways round: 1-1 four times, 2-2 twice, 1-2 and 2-1 once each: half 1, three in eight … of eight answers.
    found = agreement_of([visit((1, 1), (1, 1)), visit((2, 2), (1, 2))], 5)
    assert found is not None
    assert (found.visits, found.items, found.exact, found.within_one) == (2, 4, 0.75, 1.0)
    # Seen 2/8; by chance 2 × 5/8 × 3/8.
    assert found.kappa == pytest.approx(1 - (2 / 8) / (2 * 5 / 8 * 3 / 8))


def test_the_further_apart_two_grades_lie_the_more_it_costs() -> None:
    near = agreement_of([visit((1, 2), (5, 5), (1, 1), (4, 4))], 5)
    far = agreement_of([visit((1, 4), (5, 5), (1, 1), (4, 4))], 5)
    assert near is not None
    assert far is not None
    assert near.kappa is not None
    assert far.kappa is not None
    assert near.kappa > far.kappa
    assert near.exact == far.exact
    assert far.within_one < near.within_one


def test_neither_of_the_two_is_the_standard() -> None:
    one = agreement_of([visit((1, 3), (2, 2)), visit((4, 5), (3, 3))], 5)
    other = agreement_of([visit((3, 1), (2, 2)), visit((5, 4), (3, 3))], 5)
    assert one == other


def test_full_agreement_is_one_and_agreement_by_chance_about_none() -> None:
    full = agreement_of([visit((1, 1), (5, 5)), visit((3, 3))], 5)
    assert full is not None
    assert (full.kappa, full.low, full.high) == (1.0, 1.0, 1.0)
    chance = np.random.default_rng(1)
    blind = [visit(*chance.integers(1, 6, size=(10, 2)).tolist()) for _ in range(200)]
    found = agreement_of(blind, 5)
    assert found is not None
    assert found.kappa == pytest.approx(0, abs=0.05)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high


def test_one_grade_alone_leaves_nothing_to_agree_on() -> None:
    found = agreement_of([visit((2, 2), (2, 2)), visit((2, 2))], 5)
    assert found is not None
    assert (found.exact, found.kappa, found.low, found.high) == (1.0, None, None, None)


def test_nothing_graded_by_both_is_nothing() -> None:
    assert agreement_of([[], []], 5) is None


def test_items_of_one_visit_hang_together_so_the_interval_is_wider_than_theirs() -> None:
    """Visits in which the second worker was harsher throughout, and others in which nobody was."""
    harsh, same = visit(*[(2, 3)] * 10, (4, 5)), visit(*[(2, 2)] * 10, (4, 4))
    together = agreement_of([harsh, same] * 5, 5)
    mixed = agreement_of([visit(*[(2, 3), (2, 2)] * 5, (4, 5)), visit(*[(2, 3), (2, 2)] * 5, (4, 4))] * 5, 5)
    assert together is not None
    assert mixed is not None
    assert together.kappa == pytest.approx(mixed.kappa)
    assert together.low is not None
    assert together.high is not None
    assert mixed.low is not None
    assert mixed.high is not None
    assert together.high - together.low > 2 * (mixed.high - mixed.low)


def test_each_domain_is_counted_by_itself() -> None:
    pairs = [ItemPair("food", 0, 0), ItemPair("roads", 1, 4)]
    found = by_domain([pairs, pairs], {"food": "physical", "roads": "safety", "praise": "esteem"}, 5)
    assert list(found) == ["physical", "safety", "esteem"]
    assert found["esteem"] is None
    physical, safety = found["physical"], found["safety"]
    assert physical is not None
    assert safety is not None
    assert (physical.exact, safety.exact) == (1.0, 0.0)
