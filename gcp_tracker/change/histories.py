"""What the grades of visits say over time: facts, no verdicts.

All functions take visits in any order and answer the same. Two gradings of one item on one day count as one, the worse:
two workers who differ are no progress.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from gcp_tracker.change.then_and_now import ThenAndNow as ThenAndNow
from gcp_tracker.change.then_and_now import ThenNowRow as ThenNowRow
from gcp_tracker.change.then_and_now import then_and_now as then_and_now
from gcp_tracker.rules.bands import Form
from gcp_tracker.rules.instrument import Instrument, Item
from gcp_tracker.rules.instrument_versions import key_in


@dataclass(frozen=True, slots=True)
class GradedVisit:
    """`care_of` is the key of the series: whose care was graded. `grades` is by item key.

    `form` is what the visit asked, in its own version; None counts as the instrument that the visit is read with.
    """

    visit_id: str
    on: date
    worker: str
    care_of: str
    band: str
    grades: Mapping[str, int] = field(hash=False)
    not_seen: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    form: Form | None = None

    def asked(self, instrument: Instrument) -> frozenset[str]:
        """The items that the visit's form asks, by the keys under which `instrument` goes on with them."""
        if self.form is None:
            return frozenset(item.key for item in instrument.items_for(self.band))
        return _keys_in(instrument, self.form)


@lru_cache(maxsize=64)
def _keys_in(instrument: Instrument, form: Form) -> frozenset[str]:
    return frozenset(key_in(instrument, key) for key in form.keys)


def read_with(instrument: Instrument, visit: GradedVisit) -> GradedVisit:
    """The visit as a newer version of its instrument tells it: an item that goes on under another key has that key."""
    if visit.form is None or visit.form.instrument == instrument:
        return visit
    return replace(
        visit,
        grades={key_in(instrument, key): value for key, value in visit.grades.items()},
        not_seen=frozenset(key_in(instrument, key) for key in visit.not_seen),
        not_applicable=frozenset(key_in(instrument, key) for key in visit.not_applicable),
    )


class Grading(NamedTuple):
    value: int
    on: date
    worker: str
    visit_id: str


@dataclass(frozen=True, slots=True)
class ItemFact:
    """`value` is the latest grade, given `on`; `was` is the grade that it is told against (see each function).

    `since` is the first day of the unbroken run at concern that reaches the latest grading, of `gradings` days;
    None and 0 when the latest is not of concern. `still_asked` is False for an item that the child has outgrown:
    the form of the latest visit no longer asks for it.
    """

    item_key: str
    value: int
    on: date
    was: int | None
    was_on: date | None
    since: date | None
    gradings: int
    still_asked: bool


@dataclass(frozen=True, slots=True)
class ChangedItems:
    """The biggest moves first."""

    better: tuple[ItemFact, ...]
    worse: tuple[ItemFact, ...]


@dataclass(frozen=True, slots=True)
class DomainPoint:
    """One visit's grades in one domain. `of` counts the items that the visit's form asks and that do apply."""

    on: date
    visit_id: str
    worker: str
    mean: float
    worst: int
    graded: int
    of: int
    worst_items: tuple[str, ...]


def in_order(visits: Iterable[GradedVisit]) -> list[GradedVisit]:
    """Oldest first; visits on one day by their ids, so that the order never depends on the query."""
    return sorted(visits, key=lambda visit: (visit.on, visit.visit_id))


def series(visits: Iterable[GradedVisit]) -> dict[str, list[GradedVisit]]:
    """By whose care it is, each oldest first; the series begun first comes first. They are never mixed."""
    grouped: dict[str, list[GradedVisit]] = {}
    for visit in in_order(visits):
        grouped.setdefault(visit.care_of, []).append(visit)
    return grouped


def gradings_of(visits: Iterable[GradedVisit], item: str, instrument: Instrument | None = None) -> list[Grading]:
    """Oldest first. With an instrument one a day, the worse; without one all, as it cannot tell which is worse."""
    return _gradings(visits, [item], instrument)


def _gradings(visits: Iterable[GradedVisit], items: Collection[str], instrument: Instrument | None) -> list[Grading]:
    found: list[Grading] = []
    for visit in in_order(visits):
        for item in items:
            if item not in visit.grades:
                continue
            grading = Grading(visit.grades[item], visit.on, visit.worker, visit.visit_id)
            if instrument is None or not found or found[-1].on != visit.on:
                found.append(grading)
            elif instrument.is_worse(grading.value, found[-1].value):
                found[-1] = grading
    return found


def latest_grades(visits: Iterable[GradedVisit], instrument: Instrument | None = None) -> dict[str, tuple[int, date]]:
    """Per item the last grade and its day; of two on that day the worse, when the instrument is given."""
    visits = in_order(visits)
    return {item: _dated(gradings_of(visits, item, instrument)[-1]) for item in _items_graded(visits)}


def previous_grade(
    visits: Iterable[GradedVisit], item: str, before: date, instrument: Instrument | None = None
) -> Grading | None:
    """The last grading of the item on an earlier day than `before`, with who gave it.

    With an instrument, the item goes on with the gradings of the one that it continues.
    """
    line = [item] if instrument is None else instrument.line_of_descent(item)
    earlier = _gradings((visit for visit in visits if visit.on < before), line, instrument)
    return earlier[-1] if earlier else None


def items_of_concern(instrument: Instrument, visits: Iterable[GradedVisit]) -> list[ItemFact]:
    """Items whose latest grade is of concern, the worst first, then the longest so.

    `was` is the last grade before the run of concern began; None when it was so from the first grading.
    """
    facts = [
        _fact(instrument, item, gradings, was, asked)
        for item, gradings, asked in _histories(instrument, visits)
        if instrument.is_concern(gradings[-1].value)
        for was in [_before_run(instrument, gradings)]
    ]
    places = {value: place for place, value in enumerate(instrument.values)}
    return sorted(facts, key=lambda fact: (-places[fact.value], fact.since or fact.on))


def changed_items(instrument: Instrument, visits: Iterable[GradedVisit]) -> ChangedItems:
    """Items whose latest grade differs from their first, which is `was`. First against last hides what lay between."""
    facts = [
        _fact(instrument, item, gradings, gradings[0], asked)
        for item, gradings, asked in _histories(instrument, visits)
        if gradings[0].value != gradings[-1].value
    ]
    facts.sort(key=_size_of_move, reverse=True)
    return ChangedItems(
        better=tuple(fact for fact in facts if fact.was is not None and instrument.is_better(fact.value, fact.was)),
        worse=tuple(fact for fact in facts if fact.was is not None and instrument.is_worse(fact.value, fact.was)),
    )


def domain_points(instrument: Instrument, visits: Iterable[GradedVisit], domain: str) -> list[DomainPoint]:
    """Oldest first, one for each visit that graded an item of the domain. Raises KeyError for an unknown domain."""
    keys = [item.key for area in instrument.domain(domain).areas for item in area.items]
    points = []
    for visit in in_order(visits):
        grades = {key: visit.grades[key] for key in keys if key in visit.grades}
        if grades:
            points.append(_point(instrument, visit, domain, grades))
    return points


def _point(instrument: Instrument, visit: GradedVisit, domain: str, grades: Mapping[str, int]) -> DomainPoint:
    asked = {key for key in visit.asked(instrument) if instrument.item(key).domain_key == domain}
    worst = instrument.worst_of(grades.values())
    return DomainPoint(
        on=visit.on,
        visit_id=visit.visit_id,
        worker=visit.worker,
        mean=sum(grades.values()) / len(grades),
        worst=worst,
        graded=len(grades),
        of=len((asked - visit.not_applicable) | grades.keys()),
        worst_items=tuple(key for key, value in grades.items() if value == worst),
    )


def _items_graded(visits: Iterable[GradedVisit]) -> list[str]:
    return list(dict.fromkeys(item for visit in visits for item in visit.grades))


def _dated(grading: Grading) -> tuple[int, date]:
    return grading.value, grading.on


def _histories(instrument: Instrument, visits: Iterable[GradedVisit]) -> list[tuple[Item, list[Grading], bool]]:
    """Each graded item of the instrument with its gradings and whether it is still asked.

    An item that continues another goes on with its gradings, and the other is then not told a second time.
    """
    visits = in_order(visits)
    asked = visits[-1].asked(instrument) if visits else frozenset()
    lines = {key: instrument.line_of_descent(key) for key in _items_graded(visits) if instrument.has_item(key)}
    told_elsewhere = {older for line in lines.values() for older in line[1:]}
    return [
        (
            item,
            _gradings(visits, lines[item.key], instrument),
            item.key in asked and item.key not in visits[-1].not_applicable,
        )
        for item in instrument.items
        if item.key in lines and item.key not in told_elsewhere
    ]


def _run_of_concern(instrument: Instrument, gradings: list[Grading]) -> int:
    """How many gradings, counted from the latest backwards, are of concern without a break."""
    return sum(1 for _ in takewhile(lambda grading: instrument.is_concern(grading.value), reversed(gradings)))


def _before_run(instrument: Instrument, gradings: list[Grading]) -> Grading | None:
    run = _run_of_concern(instrument, gradings)
    return gradings[-run - 1] if run < len(gradings) else None


def _fact(
    instrument: Instrument, item: Item, gradings: list[Grading], was: Grading | None, still_asked: bool
) -> ItemFact:
    run = _run_of_concern(instrument, gradings)
    return ItemFact(
        item_key=item.key,
        value=gradings[-1].value,
        on=gradings[-1].on,
        was=None if was is None else was.value,
        was_on=None if was is None else was.on,
        since=gradings[-run].on if run else None,
        gradings=run,
        still_asked=still_asked,
    )


def _size_of_move(fact: ItemFact) -> int:
    return 0 if fact.was is None else abs(fact.value - fact.was)
