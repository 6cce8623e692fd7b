"""The course of care in one domain of one home: how likely it is better or worse, since when, and whether it may be the
change of worker that changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gcp_tracker.change.care_curve import Judged, Shares, better_and_worse, judged_in_stacks, rounded
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence
from gcp_tracker.change.gradings import Days, Flags
from gcp_tracker.change.stacks import cut_off, with_lines
from gcp_tracker.change.tables import NEVER


class Course(NamedTuple):
    """Days by the middle of the curve: `better_since` is the first visit from which on care was half a grade better
    without a break, `lost_on` the first at which an earlier gain was lost.
    """

    shares: Shares | None
    better_since: int | None
    lost_on: int | None
    coincides_with_change_of_worker: bool


# Where there is not enough evidence.
UNSETTLED = Course(None, None, None, False)


def courses_of(evidences: Sequence[Evidence], constants: Constants) -> list[Course]:
    """One for each, in their order; each with enough evidence."""
    found: dict[int, Course] = {}
    for judged in judged_in_stacks(evidences, constants):
        since, lost = _better_since(judged, constants).tolist(), _lost_on(judged, constants).tolist()
        told = zip(judged.places, judged.shares, since, lost, _coinciding(judged, constants).tolist(), strict=True)
        for place, shares, on, lost_on, coincides in told:
            found[place] = Course(shares, on or None, lost_on or None, coincides)
    return [found[place] for place in range(len(evidences))]


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


def _coinciding(judged: Judged, constants: Constants) -> Flags:
    """(series,): care is called better only as long as nobody asks who graded it. If all workers graded alike, how
    likely is it better?
    """
    rows = judged.rows
    is_by_many = (rows.is_live & (rows.workers != rows.workers[:, :1])).any(axis=1)
    asked: Flags = is_by_many & (judged.better < constants.better_at)
    if not asked.any():
        return asked
    alone, rows = replace(constants, worker_sd=0.0), rows.some(asked)
    count, size = rows.days.shape
    covariance = cut_off(rows.prior(alone), rows.is_live)
    latest = rows.is_live & (rows.days == rows.days.max(axis=1, keepdims=True))
    contrast = latest / latest.sum(axis=1, keepdims=True) - judged.starts[asked]
    across = (covariance @ contrast[:, :, None])[:, :, 0]
    whole = with_lines(count, size, 2)
    whole[:, :size, :size] = cut_off(covariance + rows.error(alone), rows.is_live)
    whole[:, size, :size], whole[:, size + 1, :size] = across, rows.above
    towards, above = np.linalg.cholesky(whole)[:, size:, :size].transpose(1, 0, 2)
    variance = (contrast * across).sum(axis=1) - (towards**2).sum(axis=1)
    better, _ = better_and_worse((towards * above).sum(axis=1), variance, alone)
    asked[asked] = rounded(better, alone) >= constants.better_at
    return asked
