"""The noise constants, estimated from pairs that were simulated with known ones."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from gcp_tracker.change.calibration import FEWEST, Estimate, TwiceGraded, calibrate
from gcp_tracker.change.constants import STANDARD

ITEMS = tuple(f"item-{place}" for place in range(8))
DOMAINS = ("physical", "safety", "love", "esteem")


def simulated(
    children: int, *, item: float = 0.65, worker: float = 0.30, day: float = 0.15, visits: int = 2, seed: int = 7
) -> list[TwiceGraded]:
    """Each child double-rated `visits` times, 28 days apart, by four different workers."""
    chance = np.random.default_rng(seed)
    found = []
    for child in range(children):
        for domain in DOMAINS:
            levels = _care(chance, visits)
            offsets = chance.normal(0, 0.5, len(ITEMS))
            for number in range(visits):
                true = 3 + levels[number] + offsets + chance.normal(0, day)
                sides = [true + chance.normal(0, worker) + chance.normal(0, item, len(ITEMS)) for _ in range(2)]
                found.append(
                    TwiceGraded(
                        child=str(child),
                        series=f"{child} home",
                        domain=domain,
                        day=1000 + 28 * number,
                        items=ITEMS,
                        workers=(f"{child} {number} a", f"{child} {number} b"),
                        first=sides[0],
                        second=sides[1],
                    )
                )
    return found


def _care(chance: np.random.Generator, visits: int) -> np.ndarray:
    """As the engine’s prior moves."""
    days = 28.0 * np.arange(visits)
    apart = math.sqrt(3) * np.abs(days[:, None] - days[None, :]) / STANDARD.drift_days
    covariance = STANDARD.level_sd**2 + STANDARD.drift_sd**2 * (1 + apart) * np.exp(-apart)
    return chance.multivariate_normal(np.zeros(visits), covariance)


def holds(estimate: Estimate, value: float) -> bool:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low <= value <= estimate.high


@pytest.mark.parametrize(
    ("item", "worker", "day"),
    [(0.65, 0.30, 0.15), (0.4, 0.5, 0.3), (0.9, 0.2, 0.25)],
    ids=["in use", "leaning", "loose"],
)
def test_known_constants_are_recovered_within_the_interval(item: float, worker: float, day: float) -> None:
    found = calibrate(simulated(200, item=item, worker=worker, day=day))
    assert [one.name for one in found] == ["item_sd", "worker_sd", "day_sd"]
    for one, known in zip(found, (item, worker, day), strict=True):
        assert holds(one, known), one
        assert one.value == pytest.approx(known, abs=0.1)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    caught = sum(holds(calibrate(simulated(60, seed=seed, visits=1))[1], 0.30) for seed in range(60))
    assert 52 <= caught <= 60


def test_enough_pairs_are_said_to_be_enough_and_the_constants_in_use_to_fit() -> None:
    item, worker, _ = calibrate(simulated(150))
    assert item.pairs == worker.pairs == 300
    assert item.is_enough
    assert worker.is_enough
    assert item.fits
    assert worker.fits


def test_workers_who_grade_very_differently_do_not_fit_the_constant_in_use() -> None:
    _, worker, _ = calibrate(simulated(100, worker=0.8))
    assert worker.fits is False


@pytest.mark.parametrize("children", [1, 3, 8])
def test_too_few_pairs_are_said_to_be_too_few_and_how_many_more_would_do(children: int) -> None:
    item, worker, day = calibrate(simulated(children, visits=1))
    assert not item.is_enough
    assert not worker.is_enough
    assert item.pairs + item.more >= FEWEST
    assert worker.pairs + worker.more >= FEWEST
    # Nobody was double-rated twice: of the day nothing can be said at all.
    assert (day.pairs, day.value, day.fits, day.more) == (0, None, None, FEWEST)


def test_as_many_more_as_it_said_are_indeed_enough() -> None:
    _, few, _ = calibrate(simulated(20, visits=1))
    assert few.more > 0
    _, many, _ = calibrate(simulated(2 * (few.pairs + few.more), visits=1, seed=11))
    assert many.is_enough


def test_no_pairs_say_nothing() -> None:
    assert [(one.pairs, one.value, one.low, one.more) for one in calibrate([])] == [(0, None, None, FEWEST)] * 3


def test_the_day_is_not_read_from_a_first_visit_nor_from_visits_far_apart() -> None:
    graded = simulated(40)
    first_days = [replace(one, is_first_day=one.day == 1000) for one in graded]
    far = [replace(one, day=one.day * 3) for one in graded]
    for changed in (first_days, far):
        assert calibrate(changed)[2].value is None
        assert calibrate(changed)[0].value == calibrate(graded)[0].value


def test_two_homes_and_two_domains_are_never_mixed() -> None:
    """A second home, graded much worse a month later, is no move of the first."""
    graded = simulated(40, visits=1)
    elsewhere = [
        replace(one, series=f"{one.child} dad", day=one.day + 28, first=one.first + 1, second=one.second + 1)
        for one in graded
    ]
    assert calibrate([*graded, *elsewhere])[2].value is None


def test_an_item_alone_says_nothing_of_how_items_spread() -> None:
    one = simulated(1, visits=1)[0]
    alone = replace(one, items=one.items[:1], first=one.first[:1], second=one.second[:1])
    assert calibrate([alone])[0].pairs == 0
