"""What was recorded, item by item, told whatever the verdict: items at 4 or 5, newly bad, drifting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.filling import pieces
from gcp_tracker.change.gradings import Days, Flags, Numbers
from gcp_tracker.change.tables import NEVER, Tables, baseline

SAFETY = "safety"
# A day and the grade given on it. A plain pair, since a reading has hundreds.
Graded: TypeAlias = tuple[int, float]


class FactKind(StrEnum):
    AT_4_5 = "at_4_5"
    NEWLY = "newly"
    DRIFT = "drift"
    NOT_GRADED_SINCE = "not_graded_since"
    ITEMS_CHANGED = "items_changed"


@dataclass(frozen=True, slots=True)
class Fact:
    """`day` and `value` are of the latest grading, `since` is the first day of which the fact is true. Of a domain
    that was not graded or changed its items, `item` is empty and `value` None.
    """

    kind: FactKind
    domain: str
    care_of: str
    day: int
    since: int
    item: str = ""
    value: float | None = None


class RunOfConcern(NamedTuple):
    """An item that was last recorded at 4 or 5: its `gradings` since it has been so without a break, oldest first.

    `newly_since` is the day since which it is newly bad; None where it was so at the start.
    """

    item: str
    gradings: tuple[Graded, ...]
    newly_since: int | None


def runs_in(tables: Tables, counting: Flags, constants: Constants) -> list[tuple[RunOfConcern, ...]]:
    """For each series, in their order; its items in the order of their names. `counting` marks the domain’s visits."""
    places, items = np.nonzero(tables.last_graded()[0] >= constants.concern_grade)
    if not len(places):
        return [() for _ in tables.series]
    graded = _Gradings(
        tables.days[places], tables.day_values[places, :, items], _first_start(tables, counting, constants)[places]
    )
    is_safety = np.array([one.domain == SAFETY for one in tables.series])[places]
    run = graded.run(constants.concern_grade)
    newly_since = _newly_since(graded, run, is_safety, constants).tolist()
    gradings = tuple(zip(graded.days[run].tolist(), graded.values[run].tolist(), strict=True))
    told = zip(
        [tables.series[place].items[item] for place, item in zip(places.tolist(), items.tolist(), strict=True)],
        pieces(gradings, run.sum(axis=1)),
        [newly or None for newly in newly_since],
        strict=True,
    )
    return pieces(tuple(map(RunOfConcern._make, told)), np.bincount(places, minlength=len(tables.series)))


def facts_of_runs(
    runs: Iterable[RunOfConcern], domain: str, care_of: str, today: int, constants: Constants
) -> Iterator[Fact]:
    for run in runs:
        (first, _), (last, value) = run.gradings[0], run.gradings[-1]
        for kind, since in (
            (FactKind.AT_4_5, first),
            (FactKind.NEWLY, run.newly_since),
            (FactKind.DRIFT, _drifting_since(run.gradings, today, constants)),
        ):
            if since is not None:
                yield Fact(kind, domain, care_of, last, since, run.item, value)


def _first_start(tables: Tables, counting: Flags, constants: Constants) -> Flags:
    """(series, rows): the first baseline ever, which no later beginning resets; of a domain never graded enough, its
    first weeks.
    """
    visits = np.where(counting.any(axis=1, keepdims=True), counting, tables.is_day)
    return baseline(tables.days, visits, constants)


@dataclass(frozen=True, slots=True)
class _Gradings:
    """Of some items, all that were graded last at 4 or 5. All (items, days); `values` are NaN where an item was not
    graded, `start` marks the days of the first baseline.
    """

    days: Days
    values: Numbers
    start: Flags

    def run(self, bar: float) -> Flags:
        """The latest gradings without a break at that grade or worse."""
        # What was not graded is neither below the bar nor of the run.
        since_broken = np.logical_and.accumulate(~(self.values[:, ::-1] < bar), axis=1)[:, ::-1]
        run: Flags = since_broken & (self.values >= bar)
        return run


def _newly_since(graded: _Gradings, run: Flags, is_safety: Flags, constants: Constants) -> Days:
    """(items,): the day since which each is newly bad; 0 where it is not. `run` is that of concern."""
    started_by = np.where(graded.start, graded.days, 0).max(axis=1)
    since = _first_day(graded.days, run)
    since_worst = _first_day(graded.days, graded.run(constants.worst_grade))
    before = np.isfinite(graded.values) & (graded.days < since[:, None])
    last_before = np.where(before, graded.days, 0).max(axis=1, keepdims=True)
    was_good = ~(before & (graded.days == last_before) & (graded.values > constants.good_grade)).any(axis=1)
    at_start = graded.start & np.isfinite(graded.values)
    was_below = at_start.any(axis=1) & ~(at_start & (graded.values >= constants.concern_grade)).any(axis=1)
    is_new = is_safety & (since > started_by) & (was_good | was_below)
    found: Days = np.where(since_worst > started_by, since_worst, np.where(is_new, since, 0))
    return found


def _first_day(days: Days, run: Flags) -> Days:
    """(items,): 0 where there is none."""
    found: Days = np.where(run, days, NEVER).min(axis=1)
    return np.where(found < NEVER, found, 0)


def _drifting_since(run: tuple[Graded, ...], today: int, constants: Constants) -> int | None:
    """At 4 or 5 for half a year, graded more than once, and no better than half a year ago."""
    long_ago = [value for day, value in run if day <= today - constants.drift_item_days]
    (first, _), (_, latest) = run[0], run[-1]
    return None if not long_ago or len(run) < 2 or latest < long_ago[-1] else first
