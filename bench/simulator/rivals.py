"""What others do, or could: five ways to read the same visits, each by the definitions, as if what it reads were true.

None of them decides what counts as a visit, whether there is enough evidence, what is newly bad or what silence does:
they are given those rules (`rules`), and the mean of the items in common at each visit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from bench.simulator.rules import DETERIORATING, FLUCTUATING, NO_CHANGE, NOT_YET, SUSTAINED, Seen
from bench.simulator.truth import truth_from
from bench.simulator.worlds import Days, Definitions, Flags, Numbers

NEVER = -np.inf
# From the mean distance of neighbours to a standard deviation, as control charts for single values do.
MOVING_RANGE = 1.128
RELIABILITY = 0.90
CONFIDENCE = 1.645  # 90%, two-sided
TREND_T = 2.0


@dataclass(frozen=True, slots=True)
class Guess:
    """`better` and `sustained` say by how many grades that is passed or missed; NEVER where the method excludes it."""

    verdict: int
    better: float
    sustained: float


@dataclass(frozen=True, slots=True)
class Spreads:
    """Of the run’s own grades, which is more than anybody who uses a rival would know: of visits’ means at the start,
    and of one visit’s mean from its neighbour’s.
    """

    start_sd: float
    visit_sd: float


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits since the start with a mean, (visits,), the first `start` of them the baseline; `gains` from its mean."""

    days: Days
    means: Numbers
    start: int
    gains: Numbers


def spreads_of(all_seen: Iterable[Seen]) -> Spreads:
    known = [visits_of(one) for one in all_seen if one.is_enough]
    starts = [one.means[: one.start].mean() for one in known]
    ranges = np.concatenate([np.abs(np.diff(one.means)) for one in known])
    return Spreads(float(np.std(starts)), float(ranges.mean() / MOVING_RANGE))


def visits_of(seen: Seen) -> Visits:
    """Of a domain with enough evidence."""
    has_mean = np.isfinite(seen.means)
    days, means = seen.days[has_mean], seen.means[has_mean]
    start = int((days <= seen.days[seen.start - 1]).sum())
    return Visits(days, means, start, means[:start].mean() - means)


def last_minus_first(visits: Visits, known: Definitions, _: Spreads) -> Guess:
    """Today’s practice: two visits, and nothing between."""
    gain = float(visits.means[0] - visits.means[-1])
    is_long = visits.days[-1] - visits.days[0] >= known.held_days
    if gain <= -known.step:
        verdict = DETERIORATING
    elif gain >= known.step:
        verdict = SUSTAINED if is_long else NOT_YET
    else:
        verdict = NO_CHANGE
    return Guess(verdict, gain - known.step, gain - known.step if is_long else NEVER)


def mean_of_last_two(visits: Visits, known: Definitions, _: Spreads) -> Guess:
    """Every visit’s mean with the one before it, from the second after the start."""
    after = visits.gains[visits.start :]
    smooth = (after[1:] + after[:-1]) / 2 if len(after) > 1 else after
    return _by_definitions(visits.days[len(visits.days) - len(smooth) :], smooth, visits, known, known.step)


def reliable_change(visits: Visits, known: Definitions, spreads: Spreads) -> Guess:
    """Jacobson and Truax: a change counts when grades of this reliability would rarely show it by chance."""
    least = CONFIDENCE * spreads.start_sd * np.sqrt(2 * (1 - RELIABILITY))
    after = slice(visits.start, None)
    return _by_definitions(visits.days[after], visits.gains[after], visits, known, max(known.step, float(least)))


def control_chart(visits: Visits, known: Definitions, spreads: Spreads) -> Guess:
    """A change counts once one visit lies beyond three standard deviations, or two of three beyond two."""
    gains = visits.gains
    better, worse = _signals(gains, spreads.visit_sd), _signals(-gains, spreads.visit_sd)
    now, best = float(gains[-1]), np.maximum.accumulate(np.where(better, gains, 0.0))
    lost = (best >= known.step) & ((gains <= known.lost_within) | (best - gains >= np.maximum(0.5, best / 2)))
    harmed = np.maximum.accumulate(worse & (gains <= -known.step))
    held = _least_held(visits.days[visits.start :], gains[visits.start :], visits, known)
    if worse[-1] and now <= -known.step:
        verdict = DETERIORATING
    elif lost.any() or (harmed & (gains >= -known.lost_within)).any():
        verdict = FLUCTUATING
    elif better[-1] and now >= known.step:
        verdict = SUSTAINED if held >= known.held_step else NOT_YET
    else:
        verdict = NO_CHANGE
    return Guess(verdict, now - known.step, min(now - known.step, held - known.held_step))


def trend_line(visits: Visits, known: Definitions, _: Spreads) -> Guess:
    """A straight line through all visits; it can see no relapse."""
    days = visits.days.astype(float)
    apart = days - days.mean()
    slope = float((apart * visits.means).sum() / (apart**2).sum())
    left = visits.means - visits.means.mean() - slope * apart
    error = float(np.sqrt((left**2).sum() / max(1, len(days) - 2) / (apart**2).sum()))
    began = float(days[: visits.start].mean())
    now, then = -slope * (days[-1] - began), -slope * (days[-1] - known.held_days - began)
    is_clear = abs(slope) >= TREND_T * error
    verdict = NO_CHANGE
    if is_clear and now <= -known.step:
        verdict = DETERIORATING
    elif is_clear and now >= known.step:
        verdict = SUSTAINED if then >= known.held_step else NOT_YET
    return Guess(verdict, now - known.step, min(now - known.step, then - known.held_step))


RIVALS: Mapping[str, Callable[[Visits, Definitions, Spreads], Guess]] = {
    "last − first": last_minus_first,
    "mean of last two": mean_of_last_two,
    "reliable change .90": reliable_change,
    "control chart": control_chart,
    "trend line": trend_line,
}


def _by_definitions(days: Days, gains: Numbers, visits: Visits, known: Definitions, step: float) -> Guess:
    """The definitions, with what was seen in the place of what is true."""
    began, then = int(visits.days[visits.start - 1]), int(visits.days[-1]) - known.held_days
    earlier = np.flatnonzero(days <= then)
    at_then = float(gains[earlier[-1]]) if len(earlier) and then > began else 0.0
    late = days > then
    path = np.concatenate([[0.0], gains[~late], [at_then], gains[late]])
    held = np.concatenate([np.zeros(1 + int((~late).sum()), dtype=bool), np.ones(1 + int(late.sum()), dtype=bool)])
    verdict = truth_from(path, held, replace(known, step=step)).verdict
    now = float(gains[-1])
    sustained = NEVER if verdict == FLUCTUATING else min(now - step, float(path[held].min()) - known.held_step)
    return Guess(verdict, now - step, sustained)


def _least_held(days: Days, gains: Numbers, visits: Visits, known: Definitions) -> float:
    """The least gain of the last six months; 0 where the start is not so long ago."""
    then = int(visits.days[-1]) - known.held_days
    if then <= visits.days[visits.start - 1]:
        return 0.0
    earlier = gains[days <= then]
    return min(float(gains[days > then].min()), float(earlier[-1]) if len(earlier) else 0.0)


def _signals(gains: Numbers, spread: float) -> Flags:
    """(visits,): whether the chart says at each visit that care is better."""
    beyond = (gains > 2 * spread).astype(int)
    of_three = beyond + np.r_[0, beyond[:-1]] + np.r_[0, 0, beyond[:-2]]
    found: Flags = (gains > 3 * spread) | ((beyond == 1) & (of_three >= 2))
    return found
