"""How an outcome of a plan stands: from the verdict of each of its items, never from the last grade.

Each item of an outcome is read as if it were a domain of its own, by the same curve, the same definitions and the same
thresholds. Its start are the grades from which the plan was made: those of six weeks before it was agreed, or the last
one before. A last grade can take good news away, and “not moving”; it makes nothing better. Decision 18 says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gcp_tracker.change.constants import STANDARD, VERSION
from gcp_tracker.change.gradings import ChildGrades, DomainSeries
from gcp_tracker.change.reading import DomainReading, SeriesAsAt, reading_as_at
from gcp_tracker.change.series_reading import SeriesReading, read_series
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.rules.plan_vocabulary import OutcomeState

# One item is its own whole form. How far it moves apart from its domain is no error here, but what is asked for; and
# the start is no first visit in a crisis, unless it is the very first.
OF_ONE_ITEM = replace(STANDARD, form_least=1, least_items=1, item_sd=0.45, first_day_sd=0.0)
FROM_THE_FIRST = replace(OF_ONE_ITEM, first_day_sd=STANDARD.first_day_sd)
LEAST_FAVOURABLE_FIRST = tuple(OutcomeState)


@dataclass(frozen=True, slots=True)
class ItemAim:
    """One item of an outcome. `then` is its grade when it was set (None: never graded), `aim` the one aimed at, both as
    the engine takes grades; `began` is the day on which the plan that has it was agreed.
    """

    item: str
    then: float | None
    aim: float
    began: int


@dataclass(frozen=True, slots=True)
class LastGrade:
    """In one home. `lately` counts the days of the last 90 up to it on which the item was graded, and `worst_lately` is
    the worst of those grades.
    """

    care_of: str
    day: int
    value: float
    lately: int
    worst_lately: float


@dataclass(frozen=True, slots=True)
class KeptItem:
    """What the grades said of one item: a reading and the last grade for each home."""

    aim: ItemAim
    domain: str
    series: tuple[SeriesReading, ...]
    last: tuple[LastGrade, ...]


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    engine: str
    items: tuple[KeptItem, ...]
    moved: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ItemReading:
    """`deciding` is the home whose verdict is the least favourable; None where nothing was graded since the start."""

    item: str
    state: OutcomeState
    deciding: SeriesAsAt | None
    last: LastGrade | None


@dataclass(frozen=True, slots=True)
class OutcomeAsAt:
    """`items` stand with the least favourable first, and its state is the outcome’s."""

    state: OutcomeState
    items: tuple[ItemReading, ...]


def keep_outcomes(child: ChildGrades, outcomes: Sequence[Sequence[ItemAim]]) -> list[KeptOutcome]:
    """One for each, in their order; all curves are worked out together."""
    started = [_of(child, aim) for aims in outcomes for aim in aims]
    read: dict[int, SeriesReading] = {}
    for constants, is_first in ((OF_ONE_ITEM, False), (FROM_THE_FIRST, True)):
        alike = [one.series for some in started for one in some if one.is_first is is_first]
        readings = read_series(alike, constants)
        read |= {id(series): reading for series, reading in zip(alike, readings, strict=True)}
    found = iter(started)
    return [
        KeptOutcome(VERSION, tuple(_kept(child, aim, next(found), read) for aim in aims), dict(child.moved))
        for aims in outcomes
    ]


def outcome_as_at(kept: KeptOutcome, on: int) -> OutcomeAsAt:
    """By arithmetic on days alone: which homes count, and what silence takes away."""
    items = sorted((_item_as_at(item, kept, on) for item in kept.items), key=_place)
    return OutcomeAsAt(items[0].state if items else OutcomeState.NOT_ENOUGH, tuple(items))


def state_of(domain: DomainReading, kept: KeptItem) -> OutcomeState:
    """Of one item, from its verdict. Harm first; and no “met” over a grade of late that is not."""
    counting = [one.reading for one in domain.series]
    if any(run.newly_since is not None for one in counting for run in one.runs):
        return OutcomeState.WORSE
    if domain.verdict is Verdict.DETERIORATING:
        return OutcomeState.WORSE
    if domain.verdict is Verdict.NOT_ENOUGH:
        return OutcomeState.NOT_ENOUGH
    is_at_aim = _is_at_aim(kept, counting)
    if domain.verdict is Verdict.NO_CLEAR_CHANGE and _was_reached(kept.aim) and is_at_aim:
        long = min(one.latest - one.first for one in counting) >= OF_ONE_ITEM.held_days
        return OutcomeState.MET if long else OutcomeState.MET_NOT_HELD
    if not domain.verdict.is_improving:
        moved = domain.verdict is Verdict.NO_CLEAR_CHANGE and _is_last_better(kept, counting)
        return OutcomeState.NOT_ENOUGH if moved else OutcomeState.NOT_MOVING
    if not is_at_aim:
        return OutcomeState.ON_THE_WAY
    return OutcomeState.MET if domain.verdict is Verdict.IMPROVING_SUSTAINED else OutcomeState.MET_NOT_HELD


def _was_reached(aim: ItemAim) -> bool:
    """What was asked for was there already, and is to stay."""
    return aim.then is not None and aim.then <= aim.aim


def _is_last_better(kept: KeptItem, counting: Iterable[SeriesReading]) -> bool:
    """Then one cannot say that nothing moves, nor yet that it does."""
    then, homes = kept.aim.then, {one.care_of for one in counting}
    return then is not None and all(one.value < then for one in kept.last if one.care_of in homes)


def _is_at_aim(kept: KeptItem, counting: Iterable[SeriesReading]) -> bool:
    """In every home, whenever it was graded lately, and that more than once."""
    homes = {one.care_of for one in counting}
    lately = [one for one in kept.last if one.care_of in homes]
    return all(one.lately > 1 and one.worst_lately <= kept.aim.aim for one in lately)


def _item_as_at(kept: KeptItem, outcome: KeptOutcome, on: int) -> ItemReading:
    domains = (kept.domain,)
    reading = reading_as_at("", kept.series, domains, outcome.moved, on, OF_ONE_ITEM, outcome.engine).domains[0]
    deciding = reading.deciding
    last = next((one for one in kept.last if deciding and one.care_of == deciding.reading.care_of), None)
    return ItemReading(kept.aim.item, state_of(reading, kept), deciding, last)


def _place(item: ItemReading) -> int:
    return LEAST_FAVOURABLE_FIRST.index(item.state)


@dataclass(frozen=True, slots=True)
class _Started:
    """One item in one home, from its start on; `is_first` where that is the first grading ever."""

    series: DomainSeries
    is_first: bool


def _kept(child: ChildGrades, aim: ItemAim, started: Sequence[_Started], read: Mapping[int, SeriesReading]) -> KeptItem:
    domain = next((one.domain for one in child.series if aim.item in one.items), "")
    readings = tuple(read[id(one.series)] for one in started)
    return KeptItem(aim, domain, readings, tuple(_last(one.series) for one in started))


def _last(series: DomainSeries) -> LastGrade:
    """Of two workers on one day the worse."""
    day = int(series.days[-1])
    lately = series.days > day - OF_ONE_ITEM.common_days
    return LastGrade(
        series.care_of,
        day,
        value=float(series.values[series.days == day].max()),
        lately=len(np.unique(series.days[lately])),
        worst_lately=float(series.values[lately].max()),
    )


def _of(child: ChildGrades, aim: ItemAim) -> list[_Started]:
    """For each home: the gradings of this one item from the start on."""
    found = []
    for series in child.series:
        if aim.item not in series.items:
            continue
        place = series.items.index(aim.item)
        graded = np.isfinite(series.values[:, place])
        days = series.days[graded].tolist()
        chosen = graded & (series.days >= _start(days, aim.began))
        count = int(chosen.sum())
        if count:
            own = DomainSeries(
                series.care_of,
                series.domain,
                (aim.item,),
                series.days[chosen],
                series.workers[chosen],
                series.values[chosen][:, [place]],
                np.ones(count, dtype=np.int64),
            )
            found.append(_Started(own, count == len(days)))
    return found


def _start(days: Sequence[int], began: int) -> int:
    """Six weeks before the plan was agreed, or the last grading before that. A visit on that day comes after it."""
    early = began - int(OF_ONE_ITEM.baseline_days)
    if any(early <= day < began for day in days):
        return early
    return max((day for day in days if day < began), default=early)
