"""The rules of practice that every method is given: what counts as a visit, the start, enough evidence, newly bad,
silence, and how domains make a headline. Written from their definitions, not from the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.simulator.visits import FIRST_DAY, History, Row
from bench.simulator.worlds import Days, Flags, Numbers

DETERIORATING, FLUCTUATING, NO_CHANGE, NOT_ENOUGH, NOT_YET, SUSTAINED, IN_PART = range(7)
NAMES = (
    "deteriorating",
    "fluctuating",
    "no_clear_change",
    "not_enough_to_tell",
    "improving_not_yet_sustained",
    "improving_sustained",
    "better_in_part",
)
IMPROVING = (NOT_YET, SUSTAINED)

HOME_COUNTS_DAYS = 90
BASELINE_DAYS, BASELINE_PAIR_DAYS, COMMON_DAYS = 42, 90, 90
LEAST_VISITS, LEAST_DAYS, LEAST_ITEMS = 3, 56, 3
SUSTAINED_SILENT_DAYS, SILENT_DAYS = 60, 90
CONCERN_MEAN, BAD, WORST, GOOD = 2.5, 4, 5, 2
SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Seen:
    """One domain in one home up to a day, as the rules see it.

    `days` (visits,) are the domain’s visits since its start (or latest new start), the first `start` of them the
    baseline; `means` (visits,) of the items in common, NaN where none was graded; `common` (items,) of the whole form.
    `last` is the last day on which anything of it was graded.
    """

    domain: int
    home: str
    days: Days
    start: int
    common: Flags
    means: Numbers
    is_enough: bool
    is_newly_bad: bool
    is_of_concern: bool
    last: int


def seen_by(history: History, home: str, domain: int, size: int, name: str, day: int) -> Seen | None:
    """None where nothing of it was graded until then."""
    own = history.life.form.domain == domain
    rows = [one for one in history.rows if one.home == home and one.day <= day and np.isfinite(one.values[own]).any()]
    if not rows:
        return None
    days, worse, mean = _by_day(rows, own)
    graded = np.isfinite(worse)
    counting = graded.sum(axis=1) >= max(2.0, size / 3 - 1e-9)
    visits, of_visits, means = days[counting], graded[counting], mean[counting]
    first = baseline_length(visits)
    at_first = visits[:first] if first else days[: baseline_length(days)]
    newly = _newly_bad(days, worse, at_first, name == SAFETY)
    while again := _starts_again(visits, of_visits):
        visits, of_visits, means = visits[again:], of_visits[again:], means[again:]
    start = baseline_length(visits)
    common = np.zeros(worse.shape[1], dtype=bool)
    if len(visits) > start:
        lately = np.flatnonzero(visits >= visits[-1] - COMMON_DAYS)
        common = of_visits[:start].any(axis=0) & of_visits[lately[lately >= start]].any(axis=0)
    needed = max(LEAST_ITEMS, size / 2)
    is_enough = bool(
        len(visits) >= LEAST_VISITS and visits[-1] - visits[0] >= LEAST_DAYS and common.sum() >= needed - 1e-9
    )
    of_common = np.where(common, means, np.nan)
    whole = np.zeros(len(own), dtype=bool)
    whole[np.flatnonzero(own)[common]] = True
    return Seen(
        domain,
        home,
        visits,
        start,
        whole,
        _mean(of_common),
        is_enough,
        newly,
        _of_concern(days, worse, visits[:start], rows, own) or not is_enough,
        int(days[-1]),
    )


def baseline_length(days: Days) -> int:
    """How many of the visits, from the first, are the start."""
    if not len(days):
        return 0
    near = int((days - days[0] <= BASELINE_DAYS).sum())
    return 2 if near == 1 and len(days) > 1 and days[1] - days[0] <= BASELINE_PAIR_DAYS else near


def homes_that_count(history: History, last: dict[str, int], day: int) -> list[str]:
    """`last` says when each home was last graded until that day."""
    lived_in = [home for home in last if history.life.moved.get(home, day + 1) > day]
    latest = max((last[home] for home in lived_in), default=0)
    return [home for home in lived_in if latest - last[home] <= HOME_COUNTS_DAYS]


def ruled(verdict: int, seen: Seen, day: int) -> int:
    """A method’s own verdict after the rules that no method may break."""
    return after_facts_and_silence(verdict if seen.is_enough else NOT_ENOUGH, seen, day)


def after_facts_and_silence(verdict: int, seen: Seen, day: int) -> int:
    if verdict in IMPROVING and seen.is_newly_bad:
        verdict = FLUCTUATING
    silent = silent_days(seen, day)
    if verdict == SUSTAINED and silent > SUSTAINED_SILENT_DAYS:
        verdict = NOT_YET
    return NOT_ENOUGH if verdict in (NOT_YET, NO_CHANGE) and silent > SILENT_DAYS else verdict


def silent_days(seen: Seen, day: int) -> int:
    """Since the domain’s latest visit; since it was last graded at all, where no visit counts."""
    return day - (int(seen.days[-1]) if len(seen.days) else seen.last)


def headline(verdicts: Sequence[int], of_concern: Sequence[bool]) -> int:
    """Of the domains’ verdicts, each the least favourable over the homes that count."""
    if DETERIORATING in verdicts:
        return DETERIORATING
    asked = [one for one, is_asked in zip(verdicts, of_concern, strict=True) if is_asked] or list(verdicts)
    worst = min(asked)
    return IN_PART if worst == NO_CHANGE and any(one in IMPROVING for one in asked) else worst


def ordinal(day: int) -> int:
    return FIRST_DAY + day


def _by_day(rows: Sequence[Row], own: Flags) -> tuple[Days, Numbers, Numbers]:
    """Days (days,), and of two workers’ grades of one day the worse and the mean, (days, items)."""
    days = np.array(sorted({one.day for one in rows}))
    worse = np.empty((len(days), int(own.sum())))
    mean = np.empty_like(worse)
    for place, day in enumerate(days.tolist()):
        values = np.array([one.values[own] for one in rows if one.day == day])
        worse[place] = np.fmax.reduce(values, axis=0)
        mean[place] = values[0] if len(values) == 1 else _mean(values.T)
    return days, worse, mean


def _starts_again(days: Days, graded: Flags) -> int:
    """The first visit of which so much has no start; 0 where that is not so at the latest."""
    start = baseline_length(days)
    known = graded[:start].any(axis=0)
    fresh = (graded & ~known).sum(axis=1)
    is_new = (fresh >= 2) & (2 * fresh >= graded.sum(axis=1))
    is_new[:start] = False
    return int(np.argmax(is_new)) if len(is_new) and is_new[-1] else 0


def _newly_bad(days: Days, worse: Numbers, start: Days, is_safety: bool) -> bool:
    for values in worse.T:
        at = np.flatnonzero(np.isfinite(values))
        if not len(at) or values[at[-1]] < BAD:
            continue
        if values[at[-1]] >= WORST and days[_run_begins(values, at, WORST)] > start[-1]:
            return True
        begins = _run_begins(values, at, BAD)
        if not is_safety or days[begins] <= start[-1]:
            continue
        at_start, before = values[at[np.isin(days[at], start)]], values[at[at < begins]]
        if not len(before) or before[-1] <= GOOD or (len(at_start) and at_start.max() < BAD):
            return True
    return False


def _run_begins(values: Numbers, at: Days, bar: float) -> int:
    """The place of the first grading of the latest unbroken run at that grade or worse."""
    better = np.flatnonzero(values[at] < bar)
    return int(at[better[-1] + 1] if len(better) else at[0])


def _of_concern(days: Days, worse: Numbers, start: Days, rows: Sequence[Row], own: Flags) -> bool:
    for values in worse.T:
        known = values[np.isfinite(values)]
        if len(known) and known[-1] >= BAD:
            return True
    if not len(start):
        return True
    at_start = np.concatenate([one.values[own] for one in rows if start[0] <= one.day <= start[-1]])
    return bool(np.nanmean(at_start) >= CONCERN_MEAN or np.nanmax(at_start) >= BAD)


def _mean(values: Numbers) -> Numbers:
    """Over the last axis, of what was graded; NaN where nothing was."""
    known = np.isfinite(values)
    count = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
