"""How an outcome of a plan stands: from the verdict of each of its items, never from the last grade.

Each item of an outcome is read as if it were a domain of its own, by the same curve, the same definitions and the same
thresholds. Its start are the grades from which the plan was made: those of six weeks before it was agreed, or the last
one before. The last grade can only take good news away. Decision 18 says why.
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

# One item is its own whole form.
OF_ONE_ITEM = replace(STANDARD, form_least=1, least_items=1)
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
    care_of: str
    day: int
    value: float


@dataclass(frozen=True, slots=True)
class KeptItem:
    """What the grades said of one item: a reading and the last grade for each home."""

    aim: ItemAim
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
    asked = [(place, aim, series) for place, aims in enumerate(outcomes) for aim in aims for series in _of(child, aim)]
    read = [reading for reading, _ in read_series([series for _, _, series in asked], OF_ONE_ITEM)]
    found: dict[tuple[int, str], list[tuple[SeriesReading, DomainSeries]]] = {}
    for (place, aim, series), reading in zip(asked, read, strict=True):
        found.setdefault((place, aim.item), []).append((reading, series))
    return [
        KeptOutcome(
            VERSION, tuple(_kept(aim, found.get((place, aim.item), ())) for aim in aims), dict(child.moved)
        )
        for place, aims in enumerate(outcomes)
    ]


def outcome_as_at(kept: KeptOutcome, on: int) -> OutcomeAsAt:
    """By arithmetic on days alone: which homes count, and what silence takes away."""
    items = sorted((_item_as_at(item, kept, on) for item in kept.items), key=_place)
    return OutcomeAsAt(items[0].state if items else OutcomeState.NOT_ENOUGH, tuple(items))


def state_of(domain: DomainReading, kept: KeptItem) -> OutcomeState:
    """Of one item, from its verdict. Harm first; and no “met” over a last grade that is not."""
    counting = [one.reading for one in domain.series]
    if any(run.newly_since is not None for one in counting for run in one.runs):
        return OutcomeState.WORSE
    if domain.verdict is Verdict.DETERIORATING:
        return OutcomeState.WORSE
    if domain.verdict is Verdict.NOT_ENOUGH:
        return OutcomeState.NOT_ENOUGH
    if domain.verdict is Verdict.NO_CLEAR_CHANGE and _was_reached(kept.aim) and _is_last_at_aim(kept, counting):
        long = min(one.latest - one.first for one in counting) >= OF_ONE_ITEM.held_days
        return OutcomeState.MET if long else OutcomeState.MET_NOT_HELD
    if not domain.verdict.is_improving:
        return OutcomeState.NOT_MOVING
    if not (_is_last_at_aim(kept, counting) and all(_has_come_far_enough(kept.aim, one) for one in counting)):
        return OutcomeState.ON_THE_WAY
    return OutcomeState.MET if domain.verdict is Verdict.IMPROVING_SUSTAINED else OutcomeState.MET_NOT_HELD


def _was_reached(aim: ItemAim) -> bool:
    """What was asked for was there already, and is to stay."""
    return aim.then is not None and aim.then <= aim.aim


def _is_last_at_aim(kept: KeptItem, counting: Iterable[SeriesReading]) -> bool:
    homes = {one.care_of for one in counting}
    return all(one.value <= kept.aim.aim for one in kept.last if one.care_of in homes)


def _has_come_far_enough(aim: ItemAim, reading: SeriesReading) -> bool:
    """By the middle of the curve: nearer to the grade aimed at than to the one above it."""
    if reading.shares is None:
        return False
    asked = 0.0 if aim.then is None else aim.then - aim.aim - OF_ONE_ITEM.step
    return reading.shares.gains[-1] >= max(OF_ONE_ITEM.step, asked)


def _item_as_at(kept: KeptItem, outcome: KeptOutcome, on: int) -> ItemReading:
    item = kept.aim.item
    reading = reading_as_at("", kept.series, (item,), outcome.moved, on, OF_ONE_ITEM, outcome.engine)
    domain = reading.domains[0]
    deciding = domain.deciding
    last = next((one for one in kept.last if deciding and one.care_of == deciding.reading.care_of), None)
    return ItemReading(item, state_of(domain, kept), deciding, last)


def _place(item: ItemReading) -> int:
    return LEAST_FAVOURABLE_FIRST.index(item.state)


def _kept(aim: ItemAim, read: Iterable[tuple[SeriesReading, DomainSeries]]) -> KeptItem:
    both = list(read)
    # Two workers on one day: the worse.
    last = [
        LastGrade(series.care_of, int(series.days[-1]), float(series.values[series.days == series.days[-1]].max()))
        for _, series in both
    ]
    return KeptItem(aim, tuple(reading for reading, _ in both), tuple(last))


def _of(child: ChildGrades, aim: ItemAim) -> list[DomainSeries]:
    """For each home: the gradings of this one item from the start on."""
    found = []
    for series in child.series:
        if aim.item not in series.items:
            continue
        values = series.values[:, [series.items.index(aim.item)]]
        graded = np.isfinite(values[:, 0])
        from_day = _start(series.days[graded].tolist(), aim.began)
        chosen = graded & (series.days >= from_day)
        if chosen.any():
            found.append(
                DomainSeries(
                    series.care_of,
                    aim.item,
                    (aim.item,),
                    series.days[chosen],
                    series.workers[chosen],
                    values[chosen],
                    np.ones(int(chosen.sum()), dtype=np.int64),
                )
            )
    return found


def _start(days: Sequence[int], began: int) -> int:
    """Six weeks before the plan was agreed, or the last grading before that."""
    early = began - int(OF_ONE_ITEM.baseline_days)
    if any(early <= day <= began for day in days):
        return early
    return max((day for day in days if day <= began), default=early)
