"""What is true of one domain in one home at a review: the definitions, applied to true care on the days of its visits.

Care is the mean of all items that the form asked at the start and asks at the latest visit, graded or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.simulator.lives import Form, Home
from bench.simulator.rules import DETERIORATING, FLUCTUATING, NO_CHANGE, NOT_YET, SUSTAINED, Seen
from bench.simulator.worlds import Definitions, Flags, Numbers


@dataclass(frozen=True, slots=True)
class Truth:
    """`verdict` from care alone, before silence and recorded facts. `change` is positive where care is better now.

    `is_clear`: the verdict stays when any one threshold is moved by the margin.
    """

    verdict: int
    change: float
    is_better: bool
    is_sustained: bool
    is_flat: bool
    has_lost_gain: bool
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Told:
    """For each of several sets of thresholds, (sets,)."""

    verdicts: Numbers
    lost_gain: Flags


def truth_of(home: Home, form: Form, seen: Seen, known: Definitions) -> Truth | None:
    """None where there is no visit after the start, or no item to compare."""
    if len(seen.days) <= seen.start or not seen.start:
        return None
    latest = int(seen.days[-1])
    asked_first = np.logical_or.reduce([form.asked(day) for day in seen.days[: seen.start].tolist()])
    items = (form.domain == seen.domain) & asked_first & form.asked(latest)
    if not items.any():
        return None
    base = float(np.mean([home.on(day)[items].mean() for day in seen.days[: seen.start].tolist()]))
    points = sorted({*seen.days.tolist(), latest - known.held_days})
    ends = int(seen.days[seen.start - 1])
    gains = np.array([base - home.on(day)[items].mean() if day > ends else 0.0 for day in points])
    held = np.array(points) >= latest - known.held_days
    return truth_from(gains, held, known)


def truth_from(gains: Numbers, held: Flags, known: Definitions) -> Truth:
    """`gains` (points,) in the order of time, 0 until the baseline ends; `held` (points,) marks the last six months."""
    told = _told(gains, held, known)
    verdict = int(told.verdicts[0])
    return Truth(
        verdict=verdict,
        change=float(gains[-1]),
        is_better=bool(gains[-1] >= known.step),
        is_sustained=verdict == SUSTAINED,
        is_flat=bool(np.abs(gains).max() <= known.flat_within),
        has_lost_gain=verdict == FLUCTUATING and bool(told.lost_gain[0]),
        is_clear=bool((told.verdicts == verdict).all()),
    )


def _told(gains: Numbers, held: Flags, known: Definitions) -> Told:
    """As defined, and with each threshold in turn moved by the margin either way."""
    step, held_step, within, swing = (
        np.array([base + sign * known.margin * (moved == place) for moved, sign in _MOVES])[:, None]
        for place, base in enumerate((known.step, known.held_step, known.lost_within, 0.0))
    )
    best, worst = np.maximum.accumulate(gains), np.minimum.accumulate(gains)
    swung = best - gains >= np.maximum(known.step, known.lost_share * best) + swing
    lost_gain = ((best >= step) & ((gains <= within) | swung)).any(axis=1)
    lost_harm = ((worst <= -step) & (gains >= -within)).any(axis=1)
    now, step = gains[-1], step[:, 0]
    has_held = (np.where(held, gains, np.inf) >= held_step).all(axis=1)
    verdicts = np.select(
        [now <= -step, lost_gain | lost_harm, (now >= step) & has_held, now >= step],
        [DETERIORATING, FLUCTUATING, SUSTAINED, NOT_YET],
        NO_CHANGE,
    )
    return Told(verdicts, lost_gain)


_MOVES = [(-1, 0), *((place, sign) for place in range(4) for sign in (-1, 1))]
