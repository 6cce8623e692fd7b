"""Histories of care that could lie behind the grades, and the share of each kind of them."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from random import Random
from statistics import NormalDist

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.gradings import Days, Flags, Numbers

SEED = 20260503
# Points of series in one block, so that its histories stay in the processor’s cache.
POINTS_AT_ONCE = 400


def shares_of_kinds(
    gains: Numbers, spread: Numbers, later: Flags, held: Flags, points: Days, constants: Constants
) -> tuple[Numbers, Numbers, Numbers]:
    """Shares (series,) of histories that improved and held, went up and down, and did not clearly change.

    `gains` (series, points), in the order of time, are the middle, `spread` (series, points, points) takes draws to
    what lies around it; both are 0 but for `later` points, those after the start. `held` (series, points) marks the
    last six months. `points` (series,) says how many of each series’ points, its last ones, are its own.
    """
    count, (series, size) = int(constants.histories), gains.shape
    begun = (later | held).argmax(axis=1)
    # Those with as many points stand together, since they share their draws; and those with as long a start.
    order = np.lexsort((begun, points))
    begun, points, held = begun[order], points[order], held[order].T
    # (points, series, points and the middle): one point after the other, as they are judged.
    lines = np.concatenate([spread, gains[:, :, None]], axis=2)[order].transpose(1, 0, 2)
    # The same memory for every block: fresh memory is dearer than what is done with it.
    at_once = min(series, max(1, POINTS_AT_ONCE // size))
    room = np.empty((size, at_once, count))
    found = np.empty((3, series))
    for first in range(0, series, at_once):
        block = slice(first, min(first + at_once, series))
        # Nothing can be told of any of them before this point.
        since = int(begun[block].min())
        own = points[block]
        histories = room[since:, : len(own)]
        ends = [0, *(np.flatnonzero(np.diff(own)) + 1).tolist(), len(own)]
        for one, other in pairwise(ends):
            alike = lines[since:, first + one : first + other, size - own[one] :]
            np.matmul(alike, _draws_and_ones(count, int(own[one])), out=histories[:, one:other])
        found[:, order[block]] = _kinds(histories, held[since:, block], constants)
    sustained, fluctuating, unchanged = found / count
    return sustained, fluctuating, unchanged


def _kinds(histories: Numbers, held: Flags, constants: Constants) -> Numbers:
    """How many (kinds, series). `histories` (points, series, count) are gains, 0 up to the start; one point after the
    other, since each looks back only at what was best before.
    """
    better, worse = histories >= constants.step, histories <= -constants.step
    harm_is_over, shares = histories >= -constants.lost_within, histories * (1 - constants.lost_share)
    shape = histories.shape[1:]
    # Lost: back this close to the start, or so much of the best given back. The better the best, the higher the bar.
    bar, room = np.full(shape, constants.lost_within), np.empty(shape)
    was_better, lost_gain, was_worse, lost_harm, lost = (np.zeros(shape, dtype=bool) for _ in range(5))
    for gains, share, is_better, is_worse, is_over in zip(histories, shares, better, worse, harm_is_over, strict=True):
        np.subtract(gains, constants.step, out=room)
        np.minimum(room, share, out=room)
        np.maximum(bar, room, out=bar)
        was_better |= is_better
        np.less_equal(gains, bar, out=lost)
        lost &= was_better
        lost_gain |= lost
        was_worse |= is_worse
        is_over &= was_worse
        lost_harm |= is_over
    has_held = ((histories >= constants.held_step) | ~held[:, :, None]).all(axis=0)
    deteriorating, improving = worse[-1], better[-1] & ~lost_gain
    fluctuating = ~deteriorating & ~improving & (lost_gain | lost_harm)
    unchanged = ~(deteriorating | improving | fluctuating)
    kinds = (improving & has_held, fluctuating, unchanged)
    return np.array([np.count_nonzero(one, axis=1) for one in kinds])


@lru_cache(maxsize=100)
def _draws_and_ones(count: int, points: int) -> Numbers:
    """(points + 1, count): the draws of each point, and a row of ones for the middle."""
    return np.concatenate([standard_draws(count, points).T, np.ones((1, count))])


def standard_draws(count: int, points: int) -> Numbers:
    """Standard normal (count, points), each with its mirror image. Python’s own generator, whose numbers are the same
    on every machine and in every version.
    """
    chance, normal = Random(SEED), NormalDist()  # noqa: S311 - the same draws for everybody is the point
    half = np.array([[normal.inv_cdf(chance.random()) for _ in range(points)] for _ in range(count // 2)])
    return np.concatenate([half, -half])
