"""Series of like size as one stack of arrays, filled up at the end to a size that hangs on the series alone: what one
gives never depends on the others, and what fills it up weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.filling import filled_size, stacked
from gcp_tracker.change.gradings import Days, Flags, Numbers

if TYPE_CHECKING:
    from gcp_tracker.change.evidence import Evidence

ROOT_3 = math.sqrt(3)


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

    def some(self, chosen: Flags) -> Rows:
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
        error: Numbers = constants.worker_sd**2 * (workers[:, :, None] == workers[:, None, :])
        error += constants.day_sd**2 * (days[:, :, None] == days[:, None, :])
        error += constants.first_day_sd**2 * (crisis[:, :, None] & crisis[:, None, :])
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
    choices = constants.drift_sd * np.array([constants.calm_drift, 1.0, constants.lively_drift])
    before = np.array([constants.moving_otherwise, 1 - 2 * constants.moving_otherwise, constants.moving_otherwise])
    error, above = rows.error(constants), np.where(rows.is_live, rows.above, 0.0)[:, :, None]
    fits = []
    for choice in choices.tolist():
        lives = replace(rows, drift=np.full(len(rows.drift), choice))
        factor = np.linalg.cholesky(cut_off(lives.prior(constants) + error, rows.is_live))
        apart = np.linalg.solve(factor, above)[:, :, 0]
        fits.append(-(apart**2).sum(axis=1) / 2 - np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1))
    weights = before[:, None] * np.exp(np.array(fits) - np.max(fits, axis=0))
    drift: Numbers = np.sqrt((weights * choices[:, None] ** 2).sum(axis=0) / weights.sum(axis=0))
    return drift


def start_weights(alike: Sequence[Evidence], is_live: Flags) -> Numbers:
    """(series, rows): the baseline’s rows, each counting the same."""
    start = stacked([one.is_start for one in alike], is_live, 0)
    weights: Numbers = start / start.sum(axis=1, keepdims=True)
    return weights


def prior(one: Numbers, other: Numbers, drift: Numbers, constants: Constants) -> Numbers:
    """Covariance (series, days, other days) of care that moves as far as `drift` (series,)."""
    scale = ROOT_3 / constants.drift_days
    apart: Numbers = np.subtract((one * scale)[:, :, None], (other * scale)[:, None, :])
    np.abs(apart, out=apart)
    covariance: Numbers = np.exp(-apart)
    apart += 1.0
    covariance *= apart
    covariance *= drift[:, None, None] ** 2
    covariance += constants.level_sd**2
    return covariance


def cut_off(covariance: Numbers, is_live: Flags) -> Numbers:
    """With what is not live related to nothing, and of a variance so that the whole can be solved."""
    if is_live.all():
        return covariance
    found: Numbers = np.where(is_live[:, :, None] & is_live[:, None, :], covariance, 0.0)
    places = np.arange(found.shape[1])
    found[:, places, places] += ~is_live
    return found
