"""The engine’s mathematics written plainly, one series at a time, as one would to explain it.

What the engine is timed against, and what a test compares it with: it shares its constants and its draws, nothing else.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np

from gcp_tracker.change.care_curve import JITTER
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.gradings import Days, DomainSeries, Flags, Numbers
from gcp_tracker.change.history_kinds import standard_draws

NORMAL = NormalDist()
# Drawn once, as the engine’s are.
draws_of = cache(standard_draws)


def plain_shares(series: DomainSeries, constants: Constants) -> tuple[float, ...] | None:
    """P(better), P(worse), and the shares of histories sustained, fluctuating and unchanged; None where the grades are
    not enough.
    """
    days, graded = visits_that_count(series, constants)
    is_first = True
    while len(days) and (again := starts_again(days, graded, constants)):
        days, graded, is_first = days[again:], graded[again:], False
    if len(days) < constants.least_visits or days[-1] - days[0] < constants.least_days:
        return None
    start = start_of(days, constants)
    lately = np.arange(len(days)) >= max(start, int(np.searchsorted(days, days[-1] - constants.common_days)))
    common = graded[:start].any(axis=0) & graded[lately].any(axis=0)
    if common.sum() < max(constants.least_items, series.forms[-1] * constants.least_items_share - 1e-9):
        return None

    standing = left_out_of_concern(series, graded[:start].any(axis=0) & ~graded[-1], days[-1], constants)
    compared = common | (standing > 0)
    rows = np.isin(series.days, days) & np.isfinite(series.values[:, compared]).any(axis=1)
    values, row_days, workers = series.values[rows][:, compared], series.days[rows], series.workers[rows]
    stands = np.outer(row_days == days[-1], standing[compared] > 0)
    values = np.where(stands, standing[compared], values)
    means = levels_of(values, constants)

    points = np.unique(np.append(row_days, days[-1] - int(constants.held_days)))
    error = constants.worker_sd**2 * (workers[:, None] == workers)
    error = error + constants.day_sd**2 * (row_days[:, None] == row_days)
    if is_first:
        in_crisis = row_days == row_days[0]
        error = error + constants.first_day_sd**2 * np.outer(in_crisis, in_crisis)
    error = error + np.diag(constants.item_sd**2 / np.isfinite(values).sum(axis=1))
    drift = drift_of(row_days, means, error, constants)
    across = prior(row_days, points, drift, constants)
    towards = np.linalg.solve(prior(row_days, row_days, drift, constants) + error, across)
    middle = constants.prior_mean + towards.T @ (means - constants.prior_mean)
    covariance = prior(points, points, drift, constants) - across.T @ towards

    at_start = np.array([(row_days[row_days <= days[start - 1]] == point).mean() for point in points])
    contrast = (points == days[-1]) - at_start
    change, spread = contrast @ middle, np.sqrt(contrast @ covariance @ contrast)
    better = NORMAL.cdf((-constants.step - change) / spread)
    worse = NORMAL.cdf((change - constants.step) / spread)

    factor = np.linalg.cholesky(covariance + JITTER * np.eye(len(points)))
    histories = middle + draws_of(int(constants.histories), len(points)) @ factor.T
    gains = np.where(points > days[start - 1], (histories @ at_start)[:, None] - histories, 0.0)
    return better, worse, *shares_of_kinds(gains, points >= days[-1] - constants.held_days, constants)


def visits_that_count(series: DomainSeries, constants: Constants) -> tuple[Days, Flags]:
    """Their days, and which items were graded on each."""
    days = np.unique(series.days)
    graded = np.array([np.isfinite(series.values[series.days == day]).any(axis=0) for day in days])
    forms = np.array([series.forms[series.days == day][0] for day in days])
    enough = graded.sum(axis=1) >= np.maximum(constants.form_least, forms * constants.form_share) - 1e-9
    return days[enough], graded[enough]


def start_of(days: Days, constants: Constants) -> int:
    """How many visits are the start."""
    close = int((days <= days[0] + constants.baseline_days).sum())
    is_pair = close == 1 and len(days) > 1 and days[1] - days[0] <= constants.baseline_pair_days
    return 2 if is_pair else close


def starts_again(days: Days, graded: Flags, constants: Constants) -> int:
    """The visit from which most of the form has no start, if it is so to the last; else 0."""
    start = start_of(days, constants)
    known, after = graded[:start].any(axis=0), graded[start:]
    new = (after & ~known).sum(axis=1)
    is_new = (new >= constants.new_items_least) & (new >= constants.new_items_share * after.sum(axis=1))
    return start + int(np.argmax(is_new)) if len(is_new) and is_new[-1] else 0


def left_out_of_concern(series: DomainSeries, asked: Flags, latest: int, constants: Constants) -> Numbers:
    """At what grade of concern each of these items was last recorded, not long before; 0 for all others."""
    found = np.zeros(len(series.items))
    for item in np.flatnonzero(asked):
        graded = np.isfinite(series.values[:, item])
        day = series.days[graded][-1]
        value = series.values[graded & (series.days == day), item].max()
        if value >= constants.concern_grade and day >= latest - constants.carried_days:
            found[item] = value
    return found


def levels_of(values: Numbers, constants: Constants) -> Numbers:
    """Each visit’s level, whichever of the items it graded."""
    graded = np.isfinite(values)
    items = np.zeros(values.shape[1])
    levels = np.nanmean(values, axis=1)
    for _ in range(int(constants.fit_rounds)):
        items = np.nansum(values - levels[:, None], axis=0) / (graded.sum(axis=0) + constants.item_shrink)
        items -= items.mean()
        levels = np.nanmean(values - items, axis=1)
    return levels


def drift_of(days: Days, means: Numbers, error: Numbers, constants: Constants) -> float:
    """How far care moves: of three ways, each by how likely it makes the grades."""
    ways = constants.drift_sd * np.array([constants.calm_drift, 1.0, constants.lively_drift])
    otherwise, above = constants.moving_otherwise, means - constants.prior_mean
    fits = []
    for way in ways:
        covariance = prior(days, days, way, constants) + error
        fits.append(-(above @ np.linalg.solve(covariance, above) + np.linalg.slogdet(covariance)[1]) / 2)
    weights = np.array([otherwise, 1 - 2 * otherwise, otherwise]) * np.exp(np.array(fits) - max(fits))
    return float(np.sqrt((weights * ways**2).sum() / weights.sum()))


def prior(one: Days, other: Days, drift: float, constants: Constants) -> Numbers:
    apart = np.sqrt(3) * np.abs(one[:, None] - other) / constants.drift_days
    covariance: Numbers = constants.level_sd**2 + drift**2 * (1 + apart) * np.exp(-apart)
    return covariance


def shares_of_kinds(gains: Numbers, held: Flags, constants: Constants) -> tuple[float, float, float]:
    """`gains` (histories, points) in the order of time, `held` (points,) those of the last six months."""
    now = gains[:, -1]
    best = np.maximum.accumulate(gains, axis=1)
    is_back = gains <= constants.lost_within
    is_given_back = best - gains >= np.maximum(constants.step, constants.lost_share * best)
    lost_gain = ((best >= constants.step) & (is_back | is_given_back)).any(axis=1)
    worst = np.minimum.accumulate(gains, axis=1)
    lost_harm = ((worst <= -constants.step) & (gains >= -constants.lost_within)).any(axis=1)

    deteriorating = now <= -constants.step
    improving = (now >= constants.step) & ~lost_gain
    fluctuating = ~deteriorating & ~improving & (lost_gain | lost_harm)
    sustained = improving & (gains[:, held] >= constants.held_step).all(axis=1)
    unchanged = ~(deteriorating | improving | fluctuating)
    return float(sustained.mean()), float(fluctuating.mean()), float(unchanged.mean())
