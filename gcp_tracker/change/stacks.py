"""Series of like size as one stack of arrays, filled up at the end to a size that hangs on the series alone: what one
gives never depends on the others, and what fills it up weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.filling import STEP, blocks, filled_up
from gcp_tracker.change.gradings import Days, Flags, Numbers

if TYPE_CHECKING:
    from gcp_tracker.change.evidence import Evidence

ROOT_3 = math.sqrt(3)
# Variance of a line below a covariance: above what any line can take from it, and used for nothing else. What fills up
# is as uncertain.
FAR_ABOVE = 1e12
# Days between any two of those that fill up, and from every other.
FAR_AWAY = 1e7


class Fitted(NamedTuple):
    """What curves of many series are fitted to: the rows of one after those of the other, so many of each as `lengths`
    (series,) says, none where nothing can be settled. The first five, (rows of all,), are as in `Evidence`. Of each
    series: the `latest` day, that on which the start ended, and whether it starts with the first visit ever.
    """

    days: Days
    workers: Days
    means: Numbers
    graded: Numbers
    is_start: Flags
    lengths: Days
    latest: Days
    start_ended: Days
    starts_with_first: Flags


@dataclass(frozen=True, slots=True)
class Rows:
    """Series of like size, which stand at `places` among all that are fitted. `is_live`, `days`, `workers`, `above`,
    `starts` are (series, rows): `days` count from `origin` (series,), `above` are means above the prior mean, `starts`
    weigh each row of the start the same. What fills up is not `is_live`: far away, by workers of its own, and too
    uncertain to weigh anything.

    Grades vary together (series, rows, rows) by `moving`, where care moves by one grade, times the square of how far it
    does, and by what is `still` whatever it does: the child’s level, workers, days, a crisis and single items.
    """

    places: Days
    origin: Days
    is_live: Flags
    days: Numbers
    workers: Days
    above: Numbers
    starts: Numbers
    moving: Numbers
    still: Numbers

    def some(self, chosen: Flags | slice) -> Rows:
        """Of the chosen series."""
        return Rows(
            self.places[chosen],
            self.origin[chosen],
            self.is_live[chosen],
            self.days[chosen],
            self.workers[chosen],
            self.above[chosen],
            self.starts[chosen],
            self.moving[chosen],
            self.still[chosen],
        )

    def covariance(self, drift: Numbers) -> Numbers:
        """(series, rows, rows) of the grades, where care moves as far as `drift` (series,)."""
        found: Numbers = drift[:, None, None] ** 2 * self.moving
        found += self.still
        return found


def fitted_of(evidences: Sequence[Evidence]) -> Fitted:
    """Each with enough evidence."""
    return Fitted(
        np.concatenate([one.days for one in evidences]),
        np.concatenate([one.workers for one in evidences]),
        np.concatenate([one.means for one in evidences]),
        np.concatenate([one.graded for one in evidences]),
        np.concatenate([one.is_start for one in evidences]),
        np.array([len(one.days) for one in evidences]),
        np.array([one.latest for one in evidences]),
        np.array([one.baseline[-1] for one in evidences]),
        np.array([one.starts_with_first for one in evidences]),
    )


def stacks_of(fitted: Fitted, constants: Constants) -> Iterator[Rows]:
    """All that have rows, those of like size together."""
    sizes = filled_up(fitted.lengths, STEP)
    for size in sorted(set(sizes.tolist()) - {0}):
        alike = np.flatnonzero(sizes == size)
        for some in blocks(len(alike), size**2):
            yield _rows(fitted, alike[some], size, constants)


def _rows(fitted: Fitted, places: Days, size: int, constants: Constants) -> Rows:
    lengths = fitted.lengths[places, None]
    first, number = np.cumsum(fitted.lengths)[places, None] - lengths, np.arange(size)
    is_live = number < lengths
    # Beyond its rows, once more its first: of no use to anybody, and then written over.
    rows = np.where(is_live, first + number, first)
    origin = fitted.days[first[:, 0]]
    days = np.where(is_live, fitted.days[rows] - origin[:, None], FAR_AWAY * (1 + number))
    workers = np.where(is_live, fitted.workers[rows], -1 - number)
    start = fitted.is_start[rows] & is_live
    is_crisis = is_live & fitted.starts_with_first[places, None] & (days == 0)
    noise = np.where(is_live, constants.item_sd**2 / fitted.graded[rows], FAR_ABOVE)
    return Rows(
        places=places,
        origin=origin,
        is_live=is_live,
        days=days,
        workers=workers,
        above=np.where(is_live, fitted.means[rows] - constants.prior_mean, 0.0),
        starts=start / start.sum(axis=1, keepdims=True),
        moving=likeness(days, days, constants),
        still=_still(days, workers, is_crisis, noise, constants),
    )


def _still(days: Numbers, workers: Days, is_crisis: Flags, noise: Numbers, constants: Constants) -> Numbers:
    still: Numbers = constants.day_sd**2 * (days[:, :, None] == days[:, None, :])
    still += constants.level_sd**2
    still += constants.worker_sd**2 * same_worker(workers)
    if is_crisis.any():
        # The first day’s rows are the first.
        many = 1 + int(np.flatnonzero(is_crisis.any(axis=0))[-1])
        first = is_crisis[:, :many]
        still[:, :many, :many] += (constants.first_day_sd**2 * first)[:, :, None] * first[:, None, :]
    rows = np.arange(days.shape[1])
    still[:, rows, rows] += noise
    return still


def same_worker(workers: Days) -> Flags:
    """(series, rows, rows)."""
    found: Flags = workers[:, :, None] == workers[:, None, :]
    return found


def own_drift(rows: Rows, constants: Constants) -> Numbers:
    """(series,): how far the care of each child moves, as its grades tell: the mean, by variance, of calm, usual and
    lively, each weighed by how well it foretells them.
    """
    count, size = rows.days.shape
    return np.concatenate([_own_drift(rows.some(some), constants) for some in blocks(count, 3 * size * size)])


def own_drifts(fitted: Fitted, constants: Constants) -> Numbers:
    """(series,): of all; the constant’s where nothing can be settled."""
    found = np.full(len(fitted.lengths), constants.drift_sd)
    for rows in stacks_of(fitted, constants):
        found[rows.places] = own_drift(rows, constants)
    return found


def _own_drift(rows: Rows, constants: Constants) -> Numbers:
    choices = constants.drift_sd * np.array([constants.calm_drift, 1.0, constants.lively_drift])
    before = np.array([constants.moving_otherwise, 1 - 2 * constants.moving_otherwise, constants.moving_otherwise])
    count, size = rows.days.shape
    whole = with_lines(len(choices) * count, size, 1).reshape(len(choices), count, size + 1, size + 1)
    covariance = whole[:, :, :size, :size]
    np.multiply(choices[:, None, None, None] ** 2, rows.moving, out=covariance)
    covariance += rows.still
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


def likeness(one: Numbers, other: Numbers, constants: Constants) -> Numbers:
    """(series, days, other days): how much of a move is shared by two days, 1 on the same day."""
    scale = ROOT_3 / constants.drift_days
    # What is added, and then how far it is from there: below 0.
    apart: Numbers = np.subtract((one * scale)[:, :, None], (other * scale)[:, None, :])
    np.copysign(apart, -1.0, out=apart)
    alike = np.exp(apart)
    np.subtract(1.0, apart, out=apart)
    alike *= apart
    return alike
