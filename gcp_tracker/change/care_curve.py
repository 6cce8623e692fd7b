"""The curve of care that fits the grades of one domain in one home, and the histories that could lie behind them.

A Gaussian process: its prior says how care differs between children and how fast it moves, its error how workers, days
and single items differ. Many series are worked out at once; what one gives never depends on the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence
from gcp_tracker.change.filling import blocks, pieces, stacked
from gcp_tracker.change.gradings import Days, Flags, Numbers
from gcp_tracker.change.history_kinds import shares_of_kinds
from gcp_tracker.change.stacks import FAR_ABOVE, FAR_AWAY, Fitted, Rows, fitted_of, likeness, stacks_of, with_lines

# Keeps the factorisation whole where two points lie a day apart: a thousandth of a grade.
JITTER = 1e-6
ROOT_2 = math.sqrt(2)


class Shares(NamedTuple):
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
    """What was found of a stack of series. `drift` (series,) is how far care moves, `better` (series,) how likely it is
    better. The others are (series, points): whether a point is a visit or only six months before the last, whether it
    is `later` than the start, its day, and by how much care is better there than at the start.
    """

    drift: Numbers
    better: Numbers
    is_visit: Flags
    later: Flags
    days: Days
    gains: Numbers
    shares: Sequence[Shares]


def shares_of(evidences: Sequence[Evidence], constants: Constants) -> list[Shares]:
    """One for each, in their order; each with enough evidence."""
    fitted, drift = fitted_of(evidences), _drift_of(evidences)
    found: dict[int, Shares] = {}
    for rows in stacks_of(fitted, constants):
        found.update(zip(rows.places.tolist(), judged(rows, fitted, drift[rows.places], constants).shares, strict=True))
    return [found[place] for place in range(len(evidences))]


def bands_of(evidences: Sequence[Evidence], grids: Sequence[Days], constants: Constants) -> list[Band]:
    """For each, in their order, the curve on the days of its grid, with the band that holds four in five histories; it
    widens where nothing was graded.
    """
    if not evidences:
        return []
    found: dict[int, Band] = {}
    reach = NormalDist().inv_cdf(0.9)
    all_drift = _drift_of(evidences)
    for rows in stacks_of(fitted_of(evidences), constants):
        places, drift = rows.places.tolist(), all_drift[rows.places]
        lengths = [len(grids[place]) for place in places]
        is_asked = np.arange(max(lengths)) < np.array(lengths)[:, None]
        points = stacked([grids[place] for place in places], is_asked, 0)
        across, towards, middle = _fit(rows, drift, (points - rows.origin[:, None]).astype(np.float64), constants)
        # Of so many days no more is asked than how uncertain each is by itself.
        variance = constants.level_sd**2 + drift[:, None] ** 2 - (across * towards).sum(axis=1)
        spread = np.sqrt(np.clip(variance, 0.0, None))
        low, high = middle - reach * spread, middle + reach * spread
        for place, length, *told in zip(places, lengths, points, middle, low, high, spread, strict=True):
            found[place] = Band(*(one[:length] for one in told))
    return [found[place] for place in range(len(evidences))]


def foreseen(evidence: Evidence, known: int, constants: Constants) -> tuple[Numbers, Numbers]:
    """What the rows after the first `known` would be graded, given those: middle (rows,) and covariance (rows, rows),
    the workers’ own leanings included.
    """
    (rows,) = stacks_of(fitted_of([evidence]), constants)
    length = len(evidence.days)
    whole = rows.covariance(_drift_of([evidence]))[0, :length, :length]
    past, across = whole[:known, :known], whole[:known, known:]
    towards = np.linalg.solve(past, across)
    middle = constants.prior_mean + towards.T @ (evidence.means[:known] - constants.prior_mean)
    covariance = whole[known:, known:] - across.T @ towards
    return middle, (covariance + covariance.T) / 2


def _drift_of(evidences: Sequence[Evidence]) -> Numbers:
    return np.array([one.drift_sd for one in evidences])


def chance_below(values: Numbers) -> Numbers:
    """The chance that a standard normal number is below each."""
    chances = np.fromiter(map(math.erfc, (-values / ROOT_2).ravel().tolist()), np.float64, values.size)
    return 0.5 * chances.reshape(values.shape)


def judged(rows: Rows, fitted: Fitted, drift: Numbers, constants: Constants) -> Judged:
    """A stack of those that are fitted; `drift` (series,) is how far their care moves."""
    latest, start_ended = fitted.latest[rows.places, None], fitted.start_ended[rows.places, None]
    origin = rows.origin[:, None]
    points, own = _points(rows, latest - origin - int(constants.held_days))
    days = np.where(own, points, 0.0).astype(np.int64) + origin
    middle, factor = _curve(rows, drift, points, own, constants)
    is_graded = rows.days[:, :, None] == points[:, None, :]
    at_start = (rows.starts[:, None, :] @ is_graded)[:, 0]

    gains = (at_start * middle).sum(axis=1)[:, None] - middle
    contrast = -at_start
    contrast[:, -1] += 1.0
    variance = ((contrast[:, None, :] @ factor)[:, 0] ** 2).sum(axis=1) - JITTER * (contrast**2).sum(axis=1)
    chances = better_and_worse((contrast * middle).sum(axis=1), variance, constants)

    later = own & (days > start_ended)
    held = own & (days >= days[:, -1:] - constants.held_days)
    lengths = own.sum(axis=1)
    spread = (at_start[:, None, :] @ factor - factor) * later[:, :, None]
    kinds = shares_of_kinds(gains * later, spread, later, held, lengths, constants)

    told = rounded(np.array([*chances, *kinds]), constants)
    spreads = np.sqrt(np.maximum((factor**2).sum(axis=2) - JITTER, 0.0))
    curves = [pieces(tuple(one[own].tolist()), lengths) for one in (days, gains, spreads)]
    shares = list(map(Shares._make, zip(*told.tolist(), *curves, strict=True)))
    return Judged(drift, told[0], is_graded.any(axis=1), later, days, gains, shares)


def _points(rows: Rows, held_from: Days) -> tuple[Numbers, Flags]:
    """Of each series the days of its rows, each once, and the day `held_from` (series, 1), in the order of time; which
    of them are its own. What fills them up stands before the first, as far away as what fills up the rows.
    """
    days = np.concatenate([rows.days, held_from], axis=1)
    own = np.concatenate([rows.is_live, ~(rows.days == held_from).any(axis=1, keepdims=True)], axis=1)
    # Rows of one day stand beside each other.
    own[:, 1:-1] &= days[:, 1:-1] != days[:, :-2]
    days = np.where(own, days, -FAR_AWAY * np.arange(days.shape[1], 0, -1))
    order = days.argsort(axis=1)
    return np.take_along_axis(days, order, axis=1), np.take_along_axis(own, order, axis=1)


def _curve(rows: Rows, drift: Numbers, points: Numbers, own: Flags, constants: Constants) -> tuple[Numbers, Numbers]:
    """Middle (series, points) of care on those days, given the rows, and the Cholesky factor (series, points, points)
    of its covariance.
    """
    count, size = points.shape
    middle, factor = np.empty((count, size)), np.empty((count, size, size))
    for some in blocks(count, 4 * (2 * size) ** 2):
        middle[some], factor[some] = _curve_of_some(rows.some(some), drift[some], points[some], own[some], constants)
    return middle, factor


def _curve_of_some(
    rows: Rows, drift: Numbers, points: Numbers, own: Flags, constants: Constants
) -> tuple[Numbers, Numbers]:
    """Both are read from the factor of rows and points together, with what was graded as a line below. A factor is made
    of what stands below the diagonal; above it nothing is written.
    """
    count, size = rows.days.shape
    many = points.shape[1]
    whole = with_lines(count, size + many, 1)
    variance = drift[:, None, None] ** 2
    np.multiply(variance, rows.moving, out=whole[:, :size, :size])
    whole[:, :size, :size] += rows.still
    care = whole[:, size:-1, :-1]
    both = np.concatenate([rows.days, points], axis=1)
    np.multiply(variance, likeness(points, both, constants), out=care)
    care += constants.level_sd**2
    whole[:, -1, :size] = rows.above
    places = np.arange(size, size + many)
    whole[:, places, places] += np.where(own, JITTER, FAR_ABOVE)
    factor: Numbers = np.linalg.cholesky(whole).astype(np.float64, copy=False)
    middle: Numbers = (factor[:, size:-1, :size] @ factor[:, -1, :size, None])[:, :, 0]
    return constants.prior_mean + middle, factor[:, size:-1, size:-1]


def _fit(rows: Rows, drift: Numbers, points: Numbers, constants: Constants) -> tuple[Numbers, NDArray[Any], Numbers]:
    """Covariance (series, rows, points) of the rows with care on those days, the rows’ weights for it in the same
    shape, and its middle (series, points).
    """
    across = drift[:, None, None] ** 2 * likeness(rows.days, points, constants)
    across += constants.level_sd**2
    towards = np.linalg.solve(rows.covariance(drift), across)
    middle: Numbers = constants.prior_mean + (rows.above[:, None, :] @ towards)[:, 0]
    return across, towards, middle


def better_and_worse(change: Numbers, variance: Numbers, constants: Constants) -> tuple[Numbers, Numbers]:
    """How likely care is a step better or worse, where `change` is by how much worse it is than at the start."""
    spread = np.sqrt(np.maximum(variance, 1e-12))
    better, worse = chance_below(np.array([-constants.step - change, change - constants.step]) / spread)
    return better, worse


def rounded(values: Numbers, constants: Constants) -> Numbers:
    """Probabilities as they are before any threshold."""
    steps: Numbers = np.round(values / constants.rounding) * constants.rounding
    return np.round(steps, 9)
