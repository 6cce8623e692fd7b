"""The curve of care that fits the grades of one domain in one home, and the histories that could lie behind them.

A Gaussian process: its prior says how care differs between children and how fast it moves, its error how workers, days
and single items differ. Many series are worked out at once; what one gives never depends on the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence
from gcp_tracker.change.gradings import Days, Numbers

SEED = 20260503
# Keeps the factorisation whole where two points lie a day apart: a thousandth of a grade.
JITTER = 1e-6
ROOT_3 = math.sqrt(3)


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


def shares_of(evidences: Sequence[Evidence], constants: Constants) -> list[Shares]:
    """One for each, in their order; each with enough evidence."""
    found: list[Shares | None] = [None] * len(evidences)
    for places in _alike(evidences, constants):
        for place, one in zip(places, _shares([evidences[place] for place in places], constants), strict=True):
            found[place] = one
    return [one for one in found if one is not None]


def better_without_worker(evidences: Sequence[Evidence], constants: Constants) -> list[float]:
    """P(better) if all workers graded alike: where only this one is high, the change of worker may be the change."""
    alone = replace(constants, worker_sd=0.0)
    found = [0.0] * len(evidences)
    for places in _alike(evidences, alone):
        curve = _curve([evidences[place] for place in places], alone)
        for place, better in zip(places, _rounded(curve.better, alone).tolist(), strict=True):
            found[place] = better
    return found


def bands_of(evidences: Sequence[Evidence], grids: Sequence[Days], constants: Constants) -> list[Band]:
    """For each, in their order, the curve on the days of its grid, with the band that holds four in five histories; it
    widens where nothing was graded.
    """
    found: dict[int, Band] = {}
    reach = NormalDist().inv_cdf(0.9)
    for places in _like((len(one.days), len(grid)) for one, grid in zip(evidences, grids, strict=True)):
        points = np.stack([grids[place] for place in places])
        middle, covariance = _posterior([evidences[place] for place in places], points, constants)
        spread = np.sqrt(np.clip(np.diagonal(covariance, axis1=1, axis2=2), 0.0, None))
        low, high = middle - reach * spread, middle + reach * spread
        for row, place in enumerate(places):
            found[place] = Band(points[row], middle[row], low[row], high[row], spread[row])
    return [found[place] for place in range(len(evidences))]


def _alike(evidences: Sequence[Evidence], constants: Constants) -> Iterable[list[int]]:
    """Places of series of like size: the same number of rows and of points."""
    return _like((len(one.days), len(_points(one, constants))) for one in evidences)


def _like(sizes: Iterable[tuple[int, int]]) -> Iterable[list[int]]:
    groups: dict[tuple[int, int], list[int]] = {}
    for place, size in enumerate(sizes):
        groups.setdefault(size, []).append(place)
    return groups.values()


def _points(evidence: Evidence, constants: Constants) -> list[int]:
    """The days of the rows, and six months before the latest."""
    return sorted({*evidence.days.tolist(), evidence.latest - int(constants.held_days)})


@dataclass(frozen=True, slots=True)
class _Curve:
    """Of series of like size: `points`, `start` (its weights) and `middle` (series, points), `covariance` (series,
    points, points), and the exact probabilities (series,).
    """

    points: Days
    latest: Days
    start: Numbers
    middle: Numbers
    covariance: Numbers
    better: Numbers
    worse: Numbers


def _curve(alike: Sequence[Evidence], constants: Constants) -> _Curve:
    points = np.array([_points(one, constants) for one in alike])
    latest = np.array([one.latest for one in alike])[:, None]
    start = _start_weights(alike, points)
    middle, covariance = _posterior(alike, points, constants)
    contrast = (points == latest) - start
    change = (contrast * middle).sum(axis=1)
    spread = np.sqrt(np.clip(np.einsum("bi,bij,bj->b", contrast, covariance, contrast), 1e-12, None))
    better = chance_below((-constants.step - change) / spread)
    worse = chance_below((change - constants.step) / spread)
    return _Curve(points, latest, start, middle, covariance, better, worse)


def _shares(alike: Sequence[Evidence], constants: Constants) -> list[Shares]:
    curve = _curve(alike, constants)
    points, latest, start = curve.points, curve.latest, curve.start
    middle, covariance = curve.middle, curve.covariance
    histories = _histories(middle, covariance, int(constants.histories))
    gains = np.einsum("bhp,bp->bh", histories, start)[:, :, None] - histories
    started_by = np.array([one.baseline[-1] for one in alike])[:, None]
    gains = np.where((points > started_by)[:, None, :], gains, 0.0)
    held = (points >= latest - constants.held_days)[:, None, :]
    kinds = _kinds(gains, held, constants)

    base = (start * middle).sum(axis=1)[:, None]
    spreads = np.sqrt(np.clip(np.einsum("bii->bi", covariance), 0.0, None))
    better, worse, sustained, fluctuating, unchanged = (
        _rounded(one, constants) for one in (curve.better, curve.worse, *kinds)
    )
    return [
        Shares(
            better=float(better[place]),
            worse=float(worse[place]),
            sustained=float(sustained[place]),
            fluctuating=float(fluctuating[place]),
            unchanged=float(unchanged[place]),
            points=tuple(points[place].tolist()),
            gains=tuple((base[place] - middle[place]).tolist()),
            spreads=tuple(spreads[place].tolist()),
        )
        for place in range(len(alike))
    ]


def _kinds(gains: Numbers, held: NDArray[np.bool_], constants: Constants) -> tuple[Numbers, Numbers, Numbers]:
    """Shares (series,) of histories that improved and held, went up and down, and did not clearly change.

    `gains` (series, histories, points), in the order of time; `held` marks the points of the last six months.
    """
    now = gains[:, :, -1]
    best = np.maximum.accumulate(gains, axis=2)
    given_back = best - gains >= np.maximum(constants.step, constants.lost_share * best)
    lost_gain = ((best >= constants.step) & ((gains <= constants.lost_within) | given_back)).any(axis=2)
    worst = np.minimum.accumulate(gains, axis=2)
    lost_harm = ((worst <= -constants.step) & (gains >= -constants.lost_within)).any(axis=2)

    deteriorating = now <= -constants.step
    improving = (now >= constants.step) & ~lost_gain
    fluctuating = ~deteriorating & ~improving & (lost_gain | lost_harm)
    unchanged = ~(deteriorating | improving | fluctuating)
    sustained = improving & np.where(held, gains >= constants.held_step, True).all(axis=2)
    return sustained.mean(axis=1), fluctuating.mean(axis=1), unchanged.mean(axis=1)


def _start_weights(alike: Sequence[Evidence], points: Days) -> Numbers:
    """(series, points): the baseline’s rows, each counting the same."""
    weights = np.zeros(points.shape)
    for place, one in enumerate(alike):
        rows = np.searchsorted(points[place], one.days[one.is_start])
        np.add.at(weights[place], rows, 1.0 / len(rows))
    return weights


def _posterior(alike: Sequence[Evidence], points: Days, constants: Constants) -> tuple[Numbers, Numbers]:
    """Middle (series, points) and covariance (series, points, points) of care on those days, given the rows."""
    days = np.stack([one.days for one in alike])
    means = np.stack([one.means for one in alike])
    error = _error(alike, constants)
    across = _prior(days, points, constants)
    towards = np.linalg.solve(_prior(days, days, constants) + error, across)
    middle = constants.prior_mean + np.einsum("brp,br->bp", towards, means - constants.prior_mean)
    covariance = _prior(points, points, constants) - across.transpose(0, 2, 1) @ towards
    return middle, (covariance + covariance.transpose(0, 2, 1)) / 2


def _error(alike: Sequence[Evidence], constants: Constants) -> Numbers:
    """Covariance (series, rows, rows) of what workers, days, a crisis and single items add to care."""
    days = np.stack([one.days for one in alike])
    workers = np.stack([one.workers for one in alike])
    graded = np.stack([one.graded for one in alike])
    crisis = np.array([one.starts_with_first for one in alike])[:, None] & (days == days[:, :1])

    error: Numbers = constants.worker_sd**2 * (workers[:, :, None] == workers[:, None, :])
    error = error + constants.day_sd**2 * (days[:, :, None] == days[:, None, :])
    error += constants.first_day_sd**2 * (crisis[:, :, None] & crisis[:, None, :])
    rows = np.arange(days.shape[1])
    error[:, rows, rows] += constants.item_sd**2 / graded
    return error


def foreseen(evidence: Evidence, known: int, constants: Constants) -> tuple[Numbers, Numbers]:
    """What the rows after the first `known` would be graded, given those: middle (rows,) and covariance (rows, rows),
    the workers’ own leanings included.
    """
    days = evidence.days[None, :]
    whole = (_prior(days, days, constants) + _error([evidence], constants))[0]
    past, across = whole[:known, :known], whole[:known, known:]
    towards = np.linalg.solve(past, across)
    middle = constants.prior_mean + towards.T @ (evidence.means[:known] - constants.prior_mean)
    covariance = whole[known:, known:] - across.T @ towards
    return middle, (covariance + covariance.T) / 2


def _prior(one: Days, other: Days, constants: Constants) -> Numbers:
    apart = ROOT_3 * np.abs(one[:, :, None] - other[:, None, :]) / constants.drift_days
    covariance: Numbers = constants.level_sd**2 + constants.drift_sd**2 * (1 + apart) * np.exp(-apart)
    return covariance


def _histories(middle: Numbers, covariance: Numbers, count: int) -> Numbers:
    """(series, count, points): fixed draws, each with its mirror image."""
    points = middle.shape[1]
    factor = np.linalg.cholesky(covariance + JITTER * np.eye(points))
    return middle[:, None, :] + _draws(count, points) @ factor.transpose(0, 2, 1)


@lru_cache(maxsize=200)
def _draws(count: int, points: int) -> Numbers:
    """Standard normal (count, points). Python’s own generator, whose numbers are the same on every machine and in
    every version.
    """
    chance, normal = Random(SEED), NormalDist()  # noqa: S311 - the same draws for everybody is the point
    half = np.array([[normal.inv_cdf(chance.random()) for _ in range(points)] for _ in range(count // 2)])
    return np.concatenate([half, -half])


def chance_below(values: Numbers) -> Numbers:
    """The chance that a standard normal number is below each."""
    return np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in values.tolist()])


def _rounded(values: Numbers, constants: Constants) -> Numbers:
    steps: Numbers = np.round(values / constants.rounding) * constants.rounding
    return np.round(steps, 9)
