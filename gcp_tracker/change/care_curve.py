"""The curve of care that fits the grades of one domain in one home, and the histories that could lie behind them.

A Gaussian process: its prior says how care differs between children and how fast it moves, its error how workers, days
and single items differ. Many series are worked out at once; what one gives never depends on the others.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence
from gcp_tracker.change.filling import filled_size, places_alike
from gcp_tracker.change.gradings import Days, Flags, Numbers
from gcp_tracker.change.history_kinds import shares_of_kinds
from gcp_tracker.change.stacks import Rows, cut_off, prior, rows_of, start_weights

# Keeps the factorisation whole where two points lie a day apart: a thousandth of a grade.
JITTER = 1e-6
ROOT_2 = math.sqrt(2)


@dataclass(frozen=True, slots=True)
class Shares:
    """What the grades of one series say: exact probabilities of better and worse, and shares of histories.

    `gains` is by how much care is better than at the start, in mean, at each day of `points`; `spreads` how uncertain.
    """

    better: float
    worse: float
    sustained: float
    fluctuating: float
    unchanged: float
    points: tuple[int, ...]
    gains: tuple[float, ...]
    spreads: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Care by day, in grades: the middle, and where four histories in five lie. All (days,)."""

    days: Days
    middle: Numbers
    low: Numbers
    high: Numbers
    spread: Numbers


@dataclass(frozen=True, slots=True)
class Judged:
    """A stack of series with what was found of each. `starts` (series, rows) are the weights of the start. The others
    are (series, points): whether a point is a visit or only six months before the last, whether it is `later` than the
    start, its day, and by how much care is better there than at the start.
    """

    places: Sequence[int]
    rows: Rows
    starts: Numbers
    is_visit: Flags
    later: Flags
    days: Days
    gains: Numbers
    shares: Sequence[Shares]


def shares_of(evidences: Sequence[Evidence], constants: Constants) -> list[Shares]:
    """One for each, in their order; each with enough evidence."""
    found = {
        place: shares
        for judged in judged_in_stacks(evidences, constants)
        for place, shares in zip(judged.places, judged.shares, strict=True)
    }
    return [found[place] for place in range(len(evidences))]


def judged_in_stacks(evidences: Sequence[Evidence], constants: Constants) -> Iterator[Judged]:
    """All of them, those of like size together; `places` says where each stands among all."""
    points = [_points(one, constants) for one in evidences]
    # Those with as many points stand together, since they share their draws; and those with as long a start.
    sizes = [
        (filled_size(len(one.days)), len(on), len(one.baseline)) for one, on in zip(evidences, points, strict=True)
    ]
    in_order = sorted(range(len(evidences)), key=sizes.__getitem__)
    for _, alike in groupby(in_order, key=lambda place: (sizes[place][0], filled_size(sizes[place][1]))):
        places = list(alike)
        yield _judged(places, [evidences[place] for place in places], [points[place] for place in places], constants)


def bands_of(evidences: Sequence[Evidence], grids: Sequence[Days], constants: Constants) -> list[Band]:
    """For each, in their order, the curve on the days of its grid, with the band that holds four in five histories; it
    widens where nothing was graded.
    """
    found: dict[int, Band] = {}
    reach = NormalDist().inv_cdf(0.9)
    sizes = [(filled_size(len(one.days)), len(grid)) for one, grid in zip(evidences, grids, strict=True)]
    for places in places_alike(sizes).values():
        alike = [evidences[place] for place in places]
        points = np.stack([grids[place] for place in places])
        origin = np.array([one.days[0] for one in alike])[:, None]
        rows = rows_of(alike, constants)
        across, towards, middle = _fit(rows, (points - origin).astype(np.float64), constants)
        # Of so many days no more is asked than how uncertain each is by itself.
        variance = constants.level_sd**2 + rows.drift[:, None] ** 2 - (across * towards).sum(axis=1)
        spread = np.sqrt(np.clip(variance, 0.0, None))
        low, high = middle - reach * spread, middle + reach * spread
        for row, place in enumerate(places):
            found[place] = Band(points[row], middle[row], low[row], high[row], spread[row])
    return [found[place] for place in range(len(evidences))]


def foreseen(evidence: Evidence, known: int, constants: Constants) -> tuple[Numbers, Numbers]:
    """What the rows after the first `known` would be graded, given those: middle (rows,) and covariance (rows, rows),
    the workers’ own leanings included.
    """
    rows = rows_of([evidence], constants)
    length = len(evidence.days)
    whole = (rows.prior(constants) + rows.error(constants))[0, :length, :length]
    past, across = whole[:known, :known], whole[:known, known:]
    towards = np.linalg.solve(past, across)
    middle = constants.prior_mean + towards.T @ (evidence.means[:known] - constants.prior_mean)
    covariance = whole[known:, known:] - across.T @ towards
    return middle, (covariance + covariance.T) / 2


def chance_below(values: Numbers) -> Numbers:
    """The chance that a standard normal number is below each."""
    return 0.5 * np.array(list(map(math.erfc, (-values / ROOT_2).tolist())))


def _points(evidence: Evidence, constants: Constants) -> list[int]:
    """The days of the rows, and six months before the latest."""
    days = list(dict.fromkeys(evidence.days.tolist()))
    held_from = evidence.latest - int(constants.held_days)
    if held_from not in days:
        insort(days, held_from)
    return days


def _judged(places: Sequence[int], alike: Sequence[Evidence], on: Sequence[list[int]], constants: Constants) -> Judged:
    """`on` are the points of each, in the order of time, the latest visit last."""
    rows = rows_of(alike, constants)
    origin = np.array([one.days[0] for one in alike])[:, None]
    lengths = [len(one) for one in on]
    size = filled_size(lengths[0])
    # Filled up before the first, where nothing has changed yet.
    own = np.arange(size) >= size - np.array(lengths)[:, None]
    days = np.repeat(origin, size, axis=1)
    days[own] = np.fromiter(chain.from_iterable(on), dtype=np.int64)
    points = (days - origin).astype(np.float64)
    middle, covariance = _posterior(rows, points, constants)
    starts = start_weights(alike, rows.is_live)
    is_graded = (rows.days[:, :, None] == points[:, None, :]) & rows.is_live[:, :, None] & own[:, None, :]
    at_start = (starts[:, None, :] @ is_graded)[:, 0]

    gains = (at_start * middle).sum(axis=1)[:, None] - middle
    contrast = -at_start
    contrast[:, -1] += 1.0
    variance = (contrast[:, None, :] @ covariance @ contrast[:, :, None])[:, 0, 0]
    better, worse = better_and_worse((contrast * middle).sum(axis=1), variance, constants)

    later = own & (days > np.array([one.baseline[-1] for one in alike])[:, None])
    held = own & (days >= days[:, -1:] - constants.held_days)
    factor = np.linalg.cholesky(cut_off(covariance, own) + JITTER * np.eye(size))
    spread = np.where(later[:, :, None], at_start[:, None, :] @ factor - factor, 0.0)
    kinds = shares_of_kinds(np.where(later, gains, 0.0), spread, later, held, lengths, constants)

    chances = [rounded(one, constants).tolist() for one in (better, worse, *kinds)]
    spreads = np.sqrt(np.clip(np.diagonal(covariance, axis1=1, axis2=2), 0.0, None)).tolist()
    told = zip(*chances, on, gains.tolist(), spreads, strict=True)
    shares = [
        Shares(
            better=better,
            worse=worse,
            sustained=sustained,
            fluctuating=fluctuating,
            unchanged=unchanged,
            points=tuple(points),
            gains=tuple(gains[-len(points) :]),
            spreads=tuple(wide[-len(points) :]),
        )
        for better, worse, sustained, fluctuating, unchanged, points, gains, wide in told
    ]
    return Judged(places, rows, starts, is_graded.any(axis=1), later, days, gains, shares)


def _posterior(rows: Rows, points: Numbers, constants: Constants) -> tuple[Numbers, Numbers]:
    """Middle (series, points) and covariance (series, points, points) of care on those days, given the rows."""
    across, towards, middle = _fit(rows, points, constants)
    covariance = prior(points, points, rows.drift, constants) - across.transpose(0, 2, 1) @ towards
    return middle, (covariance + covariance.transpose(0, 2, 1)) / 2


def _fit(rows: Rows, points: Numbers, constants: Constants) -> tuple[Numbers, NDArray[Any], Numbers]:
    """Covariance (series, rows, points) of the rows with care on those days, the rows’ weights for it in the same
    shape, and its middle (series, points).
    """
    across = prior(rows.days, points, rows.drift, constants)
    across *= rows.is_live[:, :, None]
    towards = np.linalg.solve(cut_off(rows.prior(constants) + rows.error(constants), rows.is_live), across)
    middle: Numbers = constants.prior_mean + (rows.above[:, None, :] @ towards)[:, 0]
    return across, towards, middle


def better_and_worse(change: Numbers, variance: Numbers, constants: Constants) -> tuple[Numbers, Numbers]:
    """How likely care is a step better or worse, where `change` is by how much worse it is than at the start."""
    spread = np.sqrt(np.clip(variance, 1e-12, None))
    return chance_below((-constants.step - change) / spread), chance_below((change - constants.step) / spread)


def rounded(values: Numbers, constants: Constants) -> Numbers:
    """Probabilities as they are before any threshold."""
    steps: Numbers = np.round(values / constants.rounding) * constants.rounding
    return np.round(steps, 9)
