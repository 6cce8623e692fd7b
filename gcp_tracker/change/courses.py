"""The course of care in one domain of one home: how likely it is better or worse, since when, and whether it may be the
change of worker that changed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gcp_tracker.change.care_curve import Judged, Shares, better_and_worse, judged, rounded
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.gradings import Days, Flags, Numbers
from gcp_tracker.change.stacks import Fitted, Rows, own_drift, same_worker, stacks_of, with_lines
from gcp_tracker.change.tables import NEVER


class Courses(NamedTuple):
    """Of many series, field by field. Days by the middle of the curve: `better_since` is the first visit from which on
    care was half a grade better without a break, `lost_on` the first at which an earlier gain was lost. `drift` is how
    far care moves. None, and False, where there is not enough evidence.
    """

    shares: list[Shares | None]
    better_since: list[int | None]
    lost_on: list[int | None]
    coincides_with_change_of_worker: list[bool]
    drift: Numbers

    def some(self, chosen: slice) -> Courses:
        """Of the chosen series."""
        return Courses(
            self.shares[chosen],
            self.better_since[chosen],
            self.lost_on[chosen],
            self.coincides_with_change_of_worker[chosen],
            self.drift[chosen],
        )


def courses_of(fitted: Fitted, constants: Constants) -> Courses:
    """Of all that are fitted, in their order."""
    count = len(fitted.lengths)
    found = Courses([None] * count, [None] * count, [None] * count, [False] * count, np.full(count, constants.drift_sd))
    for rows in stacks_of(fitted, constants):
        found.drift[rows.places] = drift = own_drift(rows, constants)
        curve = judged(rows, fitted, drift, constants)
        since, lost = _better_since(curve, constants).tolist(), _lost_on(curve, constants).tolist()
        coincides = _coinciding(rows, curve, constants).tolist()
        for number, place in enumerate(rows.places.tolist()):
            found.shares[place] = curve.shares[number]
            found.better_since[place] = since[number] or None
            found.lost_on[place] = lost[number] or None
            found.coincides_with_change_of_worker[place] = coincides[number]
    return found


def _better_since(judged: Judged, constants: Constants) -> Days:
    """(series,): 0 where it is not better."""
    is_better = judged.later & (judged.gains >= constants.step)
    to_the_last = np.logical_and.accumulate(is_better[:, ::-1], axis=1)[:, ::-1]
    return _first_day(judged.days, to_the_last & judged.is_visit)


def _lost_on(judged: Judged, constants: Constants) -> Days:
    """(series,): 0 where none was."""
    gains = np.where(judged.later, judged.gains, 0.0)
    best = np.maximum.accumulate(gains, axis=1)
    is_given_back = best - gains >= np.maximum(constants.step, constants.lost_share * best)
    is_lost = (best >= constants.step) & ((gains <= constants.lost_within) | is_given_back)
    return _first_day(judged.days, judged.later & is_lost)


def _first_day(days: Days, is_marked: Flags) -> Days:
    first: Days = np.where(is_marked, days, NEVER).min(axis=1)
    return np.where(first < NEVER, first, 0)


def _coinciding(rows: Rows, curve: Judged, constants: Constants) -> Flags:
    """(series,): care is called better only as long as nobody asks who graded it. If all workers graded alike, how
    likely is it better?
    """
    is_by_many = (rows.is_live & (rows.workers != rows.workers[:, :1])).any(axis=1)
    asked: Flags = is_by_many & (curve.better < constants.better_at)
    if not asked.any():
        return asked
    rows, variance = rows.some(asked), curve.drift[asked, None] ** 2
    count, size = rows.days.shape
    latest = rows.is_live & (rows.days == np.where(rows.is_live, rows.days, 0.0).max(axis=1, keepdims=True))
    # It adds up to nothing, so nothing that all days have in common counts.
    contrast = latest / latest.sum(axis=1, keepdims=True) - rows.starts
    across = variance * (rows.moving @ contrast[:, :, None])[:, :, 0]
    whole = with_lines(count, size, 2)
    np.multiply(variance[:, :, None], rows.moving, out=whole[:, :size, :size])
    whole[:, :size, :size] += rows.still
    whole[:, :size, :size] -= constants.worker_sd**2 * same_worker(rows.workers)
    whole[:, size, :size], whole[:, size + 1, :size] = across, rows.above
    towards, above = np.linalg.cholesky(whole)[:, size:, :size].transpose(1, 0, 2)
    spread = (contrast * across).sum(axis=1) - (towards**2).sum(axis=1)
    better, _ = better_and_worse((towards * above).sum(axis=1), spread, constants)
    asked[asked] = rounded(better, constants) >= constants.better_at
    return asked
