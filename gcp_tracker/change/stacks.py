"""Series of like size as one stack of arrays, filled up at the end to a size that hangs on the series alone: what one
gives never depends on the others, and what fills it up weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.filling import blocks, filled_size, stacked
from gcp_tracker.change.gradings import Days, Flags, Numbers

if TYPE_CHECKING:
    from gcp_tracker.change.evidence import Evidence

ROOT_3 = math.sqrt(3)
# Variance of a line below a covariance: above what any line can take from it, and used for nothing else.
FAR_ABOVE = 1e12


@dataclass(frozen=True, slots=True)
class Rows:
    """Evidence of like size. All (series, rows) but `drift` (series,), how far the child’s care moves; `days` count
    from the series’ first, `above` are means above the prior mean, `noise` is what single items add. The filling is
    not `is_live`.
    """

    is_live: Flags
    days: Numbers
    workers: Days
    above: Numbers
    noise: Numbers
    is_crisis: Flags
    drift: Numbers

    def some(self, chosen: Flags | slice) -> Rows:
        """Of the chosen series."""
        return Rows(
            self.is_live[chosen],
            self.days[chosen],
            self.workers[chosen],
            self.above[chosen],
            self.noise[chosen],
            self.is_crisis[chosen],
            self.drift[chosen],
        )

    def prior(self, constants: Constants) -> Numbers:
        """Covariance of care on the rows’ days (series, rows, rows)."""
        return prior(self.days, self.days, self.drift, constants)

    def error(self, constants: Constants) -> Numbers:
        """Covariance (series, rows, rows) of what workers, days, a crisis and single items add to care."""
        workers, days, crisis = self.workers, self.days, self.is_crisis
        error: Numbers = constants.day_sd**2 * (days[:, :, None] == days[:, None, :])
        if constants.worker_sd:
            error += constants.worker_sd**2 * (workers[:, :, None] == workers[:, None, :])
        if crisis.any() and constants.first_day_sd:
            # The first day’s rows are the first.
            many = 1 + int(np.flatnonzero(crisis.any(axis=0))[-1])
            first = crisis[:, :many]
            error[:, :many, :many] += (constants.first_day_sd**2 * first)[:, :, None] * first[:, None, :]
        rows = np.arange(days.shape[1])
        error[:, rows, rows] += self.noise
        return error


def rows_of(alike: Sequence[Evidence], constants: Constants) -> Rows:
    """`alike` have the same filled number of rows."""
    lengths = np.array([len(one.days) for one in alike])
    is_live = np.arange(filled_size(int(lengths[0]))) < lengths[:, None]
    days = stacked([one.days for one in alike], is_live, 0)
    days = np.where(is_live, days - days[:, :1], 0).astype(np.float64)
    return Rows(
        is_live=is_live,
        days=days,
        workers=stacked([one.workers for one in alike], is_live, -1),
        above=stacked([one.means for one in alike], is_live, constants.prior_mean) - constants.prior_mean,
        noise=constants.item_sd**2 / stacked([one.graded for one in alike], is_live, 1.0),
        is_crisis=is_live & np.array([one.starts_with_first for one in alike])[:, None] & (days == 0),
        drift=np.array([one.drift_sd for one in alike]),
    )


def own_drift(rows: Rows, constants: Constants) -> Numbers:
    """(series,): how far the care of each child moves, as its grades tell: the mean, by variance, of calm, usual and
    lively, each weighed by how well it foretells them.
    """
    count, size = rows.days.shape
    return np.concatenate([_own_drift(rows.some(some), constants) for some in blocks(count, 3 * size * size)])


def _own_drift(rows: Rows, constants: Constants) -> Numbers:
    choices = constants.drift_sd * np.array([constants.calm_drift, 1.0, constants.lively_drift])
    before = np.array([constants.moving_otherwise, 1 - 2 * constants.moving_otherwise, constants.moving_otherwise])
    count, size = rows.days.shape
    moving, still = likeness(rows.days, rows.days, constants), rows.error(constants)
    still += constants.level_sd**2
    cut_off(moving, rows.is_live, variance=0.0)
    cut_off(still, rows.is_live)
    whole = with_lines(len(choices) * count, size, 1).reshape(len(choices), count, size + 1, size + 1)
    covariance = whole[:, :, :size, :size]
    np.multiply(choices[:, None, None, None] ** 2, moving, out=covariance)
    covariance += still
    whole[:, :, size, :size] = rows.above
    factor = np.linalg.cholesky(whole)
    apart, scale = factor[:, :, size, :size], np.diagonal(factor, axis1=2, axis2=3)[:, :, :size]
    fits = -(apart**2).sum(axis=2) / 2 - np.log(scale).sum(axis=2)
    weights = before[:, None] * np.exp(fits - fits.max(axis=0))
    drift: Numbers = np.sqrt((weights * choices[:, None] ** 2).sum(axis=0) / weights.sum(axis=0))
    return drift


def with_lines(count: int, size: int, lines: int) -> Numbers:
    """(count, size + lines, size + lines): room for covariances, and below each for lines of numbers. In the Cholesky
    factor of the whole, a line stands divided by the factor: so no equations need be solved.
    """
    whole = np.zeros((count, size + lines, size + lines))
    places = np.arange(size, size + lines)
    whole[:, places, places] = FAR_ABOVE
    return whole


def start_weights(alike: Sequence[Evidence], is_live: Flags) -> Numbers:
    """(series, rows): the baseline’s rows, each counting the same."""
    start = stacked([one.is_start for one in alike], is_live, 0)
    weights: Numbers = start / start.sum(axis=1, keepdims=True)
    return weights


def prior(one: Numbers, other: Numbers, drift: Numbers, constants: Constants) -> Numbers:
    """Covariance (series, days, other days) of care that moves as far as `drift` (series,)."""
    covariance = likeness(one, other, constants)
    covariance *= drift[:, None, None] ** 2
    covariance += constants.level_sd**2
    return covariance


def likeness(one: Numbers, other: Numbers, constants: Constants) -> Numbers:
    """(series, days, other days): how much of a move is shared by two days, 1 on the same day."""
    scale = ROOT_3 / constants.drift_days
    apart: Numbers = np.subtract((one * scale)[:, :, None], (other * scale)[:, None, :])
    np.abs(apart, out=apart)
    alike: Numbers = np.negative(apart)
    np.exp(alike, out=alike)
    apart += 1.0
    alike *= apart
    return alike


def cut_off(covariance: Numbers, is_live: Flags, variance: float = 1.0) -> Numbers:
    """The same, with what is not live related to nothing, and of a variance with which the whole can be solved."""
    if not is_live.all():
        series, places = np.nonzero(~is_live)
        covariance[series, places] = 0.0
        covariance[series, :, places] = 0.0
        covariance[series, places, places] = variance
    return covariance
