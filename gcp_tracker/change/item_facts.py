"""What was recorded, item by item, told whatever the verdict: items at 4 or 5, newly bad, drifting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import baseline_length, counting_visits
from gcp_tracker.change.gradings import DayTable, DomainSeries

SAFETY = "safety"


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


class Graded(NamedTuple):
    day: int
    value: float


@dataclass(frozen=True, slots=True)
class RunOfConcern:
    """An item that was last recorded at 4 or 5: its `gradings` since it has been so without a break, oldest first.

    `newly_since` is the day since which it is newly bad; None where it was so at the start.
    """

    item: str
    gradings: tuple[Graded, ...]
    newly_since: int | None


def runs_of_concern(series: DomainSeries, constants: Constants) -> list[RunOfConcern]:
    """Items in the order of their names."""
    table = series.by_day()
    start = _first_start(table, constants)
    days = table.days.tolist()
    found = []
    for item, column in zip(series.items, table.values.T.tolist(), strict=True):
        gradings = [Graded(day, value) for day, value in zip(days, column, strict=True) if value == value]
        if gradings and gradings[-1].value >= constants.concern_grade:
            newly = _newly_since(gradings, start, series.domain == SAFETY, constants)
            run = _run(gradings, constants.concern_grade)
            found.append(RunOfConcern(item, tuple(reversed(run)), newly))
    return found


def facts_of_runs(
    runs: Iterable[RunOfConcern], domain: str, care_of: str, today: int, constants: Constants
) -> Iterator[Fact]:
    for run in runs:
        latest = run.gradings[-1]
        for kind, since in (
            (FactKind.AT_4_5, run.gradings[0].day),
            (FactKind.NEWLY, run.newly_since),
            (FactKind.DRIFT, _drifting_since(run.gradings, today, constants)),
        ):
            if since is not None:
                yield Fact(kind, domain, care_of, latest.day, since, run.item, latest.value)


def _first_start(table: DayTable, constants: Constants) -> tuple[int, ...]:
    """The first baseline ever, which no later beginning resets; of a domain never graded enough, its first weeks."""
    counting = counting_visits(table, constants)
    days = table.days[counting] if counting.any() else table.days
    return tuple(days[: baseline_length(days, constants)].tolist())


def _run(gradings: list[Graded], bar: float) -> list[Graded]:
    """The latest gradings without a break at that grade or worse, newest first."""
    return list(takewhile(lambda one: one.value >= bar, reversed(gradings)))


def _newly_since(gradings: list[Graded], start: tuple[int, ...], is_safety: bool, constants: Constants) -> int | None:
    worst = _run(gradings, constants.worst_grade)
    if worst and worst[-1].day > start[-1]:
        return worst[-1].day
    run = _run(gradings, constants.concern_grade)
    if not is_safety or not run or run[-1].day <= start[-1]:
        return None
    at_start = [one.value for one in gradings if one.day in start]
    before = gradings[: len(gradings) - len(run)]
    is_new = not before
    was_good = bool(before) and before[-1].value <= constants.good_grade
    was_below = bool(at_start) and max(at_start) < constants.concern_grade
    return run[-1].day if is_new or was_good or was_below else None


def _drifting_since(run: tuple[Graded, ...], today: int, constants: Constants) -> int | None:
    """At 4 or 5 for half a year, graded more than once, and no better than half a year ago."""
    long_ago = [one for one in run if one.day <= today - constants.drift_item_days]
    if not long_ago or len(run) < 2 or run[-1].value < long_ago[-1].value:
        return None
    return run[0].day
