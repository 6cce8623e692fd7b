"""A child’s signed grades as the engine takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from gcp_tracker.change.gradings import ChildGrades, Grade, child_grades
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.models import Child, InstrumentVersion, Reading, Residence, Visit
from gcp_tracker.models import Grade as GradeRow
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import Answer, VisitState
from gcp_tracker.unit_of_work import AnySession

# The engine knows five grades, 1 the best. Another scale is laid over them, end to end.
BEST, WORST = 1.0, 5.0

# Built once, for every signing.
SIGNED = (Visit.child_id == bindparam("child"), Visit.state == VisitState.SIGNED)
SIGNED_GRADES = (
    select(plain_key(GradeRow.visit_id), GradeRow.item_key, GradeRow.value)
    .join(Visit, Visit.id == GradeRow.visit_id)
    .where(*SIGNED, GradeRow.answer.in_((Answer.GRADED, Answer.NOT_APPLICABLE)))
)
SIGNED_VISITS = (
    select(
        plain_key(Visit.id).label("id"),
        Visit.visited_on,
        Visit.author_id,
        Visit.band,
        Visit.household_id,
        Visit.carer_id,
        InstrumentVersion.key,
        InstrumentVersion.version,
        InstrumentVersion.content_hash,
    )
    .join(InstrumentVersion)
    .where(*SIGNED)
)
READ_BEFORE = select(Reading.instrument_key).where(Reading.child_id == bindparam("child")).distinct()
LIVED_AT = (
    select(Residence.household_id, Residence.to_on)
    .where(Residence.child_id == bindparam("child"))
    .order_by(Residence.from_on)
)


@dataclass(frozen=True, slots=True)
class GradedRow:
    """One signed visit’s grades, each an item’s key and its value; `worker` is the author’s id."""

    care_of: str
    on: date
    worker: str
    band: str
    instrument: Instrument
    values: tuple[tuple[str, int], ...]
    not_applicable: Collection[str]


def graded_children(session: AnySession, child: Child) -> dict[str, ChildGrades]:
    """By the key of each instrument whose change is judged and that the child was ever graded with, in a fixed number
    of queries. Where nothing that was read before stands any more, nothing is graded.
    """
    answers: dict[str, list[tuple[str, int]]] = defaultdict(list)
    off: dict[str, set[str]] = defaultdict(set)
    for visit_id, item_key, value in session.execute(SIGNED_GRADES, {"child": child.id}):
        if value is None:
            off[visit_id].add(item_key)
        else:
            answers[visit_id].append((item_key, value))
    visits = session.execute(SIGNED_VISITS, {"child": child.id}).all()
    moved = _moved(session, child)
    by_instrument: dict[str, list[Any]] = defaultdict(list)
    for visit in visits:
        by_instrument[visit.key].append(visit)
    found = {
        key: grades_of(
            str(child.id), newest(key), [_row(visit, answers[visit.id], off[visit.id]) for visit in some], moved
        )
        for key, some in by_instrument.items()
        if newest(key).judged and any(answers[visit.id] for visit in some)
    }
    for key in session.scalars(READ_BEFORE, {"child": child.id}):
        found.setdefault(key, grades_of(str(child.id), newest(key), (), {}))
    return found


def grades_of(child_id: str, latest: Instrument, rows: Iterable[GradedRow], moved: Mapping[str, int]) -> ChildGrades:
    """As the engine takes them. `latest` is the newest version of the rows’ instrument, whose domains are judged."""
    goes_on_as = {older: item.key for item in latest.items for older in latest.line_of_descent(item.key)[1:]}
    found: list[Grade] = []
    forms: dict[tuple[str, str, int], int] = {}
    for row in rows:
        day = row.on.toordinal()
        for domain_key, item_keys in _asked(row.instrument, row.band).items():
            asked = len(item_keys.difference(row.not_applicable))
            key = (row.care_of, domain_key, day)
            forms[key] = max(asked, forms.get(key, 0))
        levels = _levels(row.instrument)
        for item_key, value in row.values:
            item = goes_on_as.get(item_key, item_key)
            domain_key = row.instrument.item(item_key).domain_key
            found.append(Grade(row.care_of, domain_key, item, day, row.worker, levels[value]))
    return child_grades(child_id, found, [domain.key for domain in latest.domains], forms=forms, moved=moved)


def _row(visit: Any, values: Iterable[tuple[str, int]], not_applicable: Collection[str]) -> GradedRow:
    return GradedRow(
        care_of=care_of_key(visit.household_id, visit.carer_id),
        on=visit.visited_on,
        worker=str(visit.author_id),
        band=visit.band,
        instrument=instrument_of(visit),
        values=tuple(values),
        not_applicable=not_applicable,
    )


def level_of(instrument: Instrument, value: int) -> float:
    """A grade as the engine takes it."""
    return _levels(instrument)[value]


def grade_at(values: Sequence[int], level: float) -> float:
    """The engine’s level back on a scale of these grades, the best first; between two grades where it lies between."""
    place = min(1.0, max(0.0, (level - BEST) / (WORST - BEST))) * (len(values) - 1)
    below = min(int(place), max(0, len(values) - 2))
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


@lru_cache(maxsize=32)
def _levels(instrument: Instrument) -> Mapping[int, float]:
    values = instrument.values
    return {value: BEST + (WORST - BEST) * place / max(1, len(values) - 1) for place, value in enumerate(values)}


@lru_cache(maxsize=200)
def _asked(instrument: Instrument, band: str) -> Mapping[str, frozenset[str]]:
    """By domain: the items that its form asks at that age."""
    return {domain.key: frozenset(item.key for item in domain.items_for(band)) for domain in instrument.domains}


def _moved(session: AnySession, child: Child) -> dict[str, int]:
    """Homes that the child has left for good, with the first day on which it no longer lived there."""
    left: dict[int, date | None] = {}
    for household_id, to_on in session.execute(LIVED_AT, {"child": child.id}):
        known = left.get(household_id, date.min)
        left[household_id] = None if to_on is None or known is None else max(to_on, known)
    return {care_of_key(household, None): on.toordinal() for household, on in left.items() if on is not None}
