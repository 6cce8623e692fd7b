"""What double-rated visits say of the engine’s three noise constants. It never changes them.

By moments. For the items of one domain that both workers graded at one visit, let d be the mean of the differences and
v their variance. What is true of the child, of the day and of each item is the same for both and falls out, so that

    E[v] = 2·item²        E[d²] = 2·worker² + 2·item²/n

The day falls out too: two workers on one day see the same day. It shows only where a child was double-rated twice
within LAG days. The mean M of both workers over the items of both visits moves by

    E[(M − M′)²] = 2·day² + 2·drift²·(1 − ρ(lag)) + worker²·(share of workers who changed) + item²/n

with drift and ρ the engine’s own. Intervals are bootstraps of whole children: what belongs to one child hangs together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gcp_tracker.change.constants import STANDARD, Constants
from gcp_tracker.change.gradings import Numbers

SEED = 20260503
RESAMPLES = 2000
LOW, HIGH = 2.5, 97.5
# Days between two double-rated visits of one child: further apart, care itself moves more than a day can.
LAG = 60
# Enough: at least so many, and an interval that reaches no further to either side than this share of the constant.
FEWEST = 30
REACH = 0.25
ROOT_3 = math.sqrt(3)


@dataclass(frozen=True, slots=True)
class TwiceGraded:
    """One domain at one visit that two workers graded apart: `first` and `second` (items,) of the same `items`.

    `child` and `series` are words that mean nothing but the same or another; `day` counts as date.toordinal() does.
    `is_first_day`: nothing was graded before it, and the engine trusts such a day less.
    """

    child: str
    series: str
    domain: str
    day: int
    items: tuple[str, ...]
    workers: tuple[str, str]
    first: Numbers
    second: Numbers
    is_first_day: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """`value` and its interval are None where nothing can be said. `pairs` are visits (for the day: pairs of visits);
    `more` are how many of them would be enough, as far as these can tell.
    """

    name: str
    in_use: float
    pairs: int
    value: float | None
    low: float | None
    high: float | None
    more: int

    @property
    def is_enough(self) -> bool:
        return self.more == 0

    @property
    def fits(self) -> bool | None:
        """Whether the constant in use lies in the interval; None where there is none."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.in_use <= self.high


@dataclass(frozen=True, slots=True)
class _Moments:
    """Sums by child, (children,) each, from which every estimate is made; a bootstrap weighs the children anew."""

    spread: Numbers
    freedom: Numbers
    gaps: Numbers
    shares: Numbers
    domains: Numbers
    moves: Numbers
    drifts: Numbers
    changed: Numbers
    per_item: Numbers
    steps: Numbers


def calibrate(graded: Sequence[TwiceGraded], constants: Constants = STANDARD) -> list[Estimate]:
    """Item, worker and day, in this order."""
    usable = [one for one in graded if len(one.items) >= 2]
    visits = {(one.series, one.day) for one in usable}
    steps = _steps(usable)
    twice = {(one.series, one.day, other.day) for one, other in steps}
    moments = _moments(usable, steps, constants)
    return [
        _estimate("item_sd", constants.item_sd, len(visits), moments, _item_variance),
        _estimate("worker_sd", constants.worker_sd, len(visits), moments, _worker_variance),
        _estimate("day_sd", constants.day_sd, len(twice), moments, _day_variance),
    ]


def _steps(graded: Sequence[TwiceGraded]) -> list[tuple[TwiceGraded, TwiceGraded]]:
    """Each double-rated visit with the next one of the same care and domain, where that came soon."""
    by_care: dict[tuple[str, str], list[TwiceGraded]] = defaultdict(list)
    for one in graded:
        if not one.is_first_day:
            by_care[one.series, one.domain].append(one)
    found = []
    for rows in by_care.values():
        rows.sort(key=lambda one: one.day)
        found += [
            (one, other)
            for one, other in zip(rows, rows[1:], strict=False)
            if 0 < other.day - one.day <= LAG and len(set(one.items) & set(other.items)) >= 2
        ]
    return found


def _moments(
    graded: Sequence[TwiceGraded], steps: Sequence[tuple[TwiceGraded, TwiceGraded]], constants: Constants
) -> _Moments:
    children = {child: place for place, child in enumerate(dict.fromkeys(one.child for one in graded))}
    sums = np.zeros((10, len(children)))
    for one in graded:
        gap = one.first - one.second
        count = len(gap)
        sums[:5, children[one.child]] += (
            ((gap - gap.mean()) ** 2).sum(),
            count - 1,
            gap.mean() ** 2,
            1 / count,
            1,
        )
    for one, other in steps:
        both = [item for item in one.items if item in other.items]
        move = _mean_of(one, both) - _mean_of(other, both)
        apart = ROOT_3 * (other.day - one.day) / constants.drift_days
        drift = 2 * constants.drift_sd**2 * (1 - (1 + apart) * math.exp(-apart))
        stayed = len(set(one.workers) & set(other.workers))
        sums[5:, children[one.child]] += move**2, drift, 1 - stayed / 2, 1 / len(both), 1
    return _Moments(*sums)


def _mean_of(one: TwiceGraded, items: Sequence[str]) -> float:
    places = [one.items.index(item) for item in items]
    return float((one.first[places].mean() + one.second[places].mean()) / 2)


def _item_variance(moments: _Moments, weights: Numbers) -> Numbers:
    """(samples,) of weights (samples, children)."""
    return _over(weights @ moments.spread, 2 * (weights @ moments.freedom))


def _worker_variance(moments: _Moments, weights: Numbers) -> Numbers:
    domains = weights @ moments.domains
    return _over(weights @ moments.gaps, 2 * domains) - _item_variance(moments, weights) * _over(
        weights @ moments.shares, domains
    )


def _day_variance(moments: _Moments, weights: Numbers) -> Numbers:
    steps = weights @ moments.steps
    worker = np.maximum(_worker_variance(moments, weights), 0.0)
    known = _over(weights @ moments.drifts, steps)
    known += worker * _over(weights @ moments.changed, steps)
    known += _item_variance(moments, weights) * _over(weights @ moments.per_item, steps)
    return (_over(weights @ moments.moves, steps) - known) / 2


def _estimate(
    name: str, in_use: float, pairs: int, moments: _Moments, variance: Callable[[_Moments, Numbers], Numbers]
) -> Estimate:
    children = len(moments.freedom)
    whole = float(variance(moments, np.ones((1, children)))[0]) if children and pairs else math.nan
    if math.isnan(whole):
        return Estimate(name, in_use, pairs, None, None, None, FEWEST - min(pairs, FEWEST - 1))
    value = math.sqrt(max(whole, 0.0))
    if children < 2:
        return Estimate(name, in_use, pairs, value, None, None, max(1, FEWEST - pairs))
    chance = np.random.default_rng(SEED)
    weights = chance.multinomial(children, np.full(children, 1 / children), size=RESAMPLES).astype(np.float64)
    drawn = variance(moments, weights)
    spread = np.sqrt(np.maximum(drawn[~np.isnan(drawn)], 0.0))
    low, high = (float(one) for one in np.percentile(spread, [LOW, HIGH]))
    # An interval narrows with the root of the number.
    reach = max(value - low, high - value) / (REACH * in_use)
    enough = max(FEWEST, math.ceil(pairs * reach**2))
    return Estimate(name, in_use, pairs, value, low, high, max(0, enough - pairs))


def _over(one: Numbers, other: Numbers) -> Numbers:
    found: Numbers = np.full(len(one), np.nan)
    np.divide(one, other, out=found, where=other > 0)
    return found
