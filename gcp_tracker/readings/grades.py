"""A child’s signed grades as the engine takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from gcp_tracker.change.gradings import ChildGrades, Grade, child_grades
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.models import Child, InstrumentVersion, Residence, Visit
from gcp_tracker.models import Grade as GradeRow
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import Answer, VisitState
from gcp_tracker.unit_of_work import AnySession

# The engine knows five grades, 1 the best. Another scale is laid over them, end to end.
BEST, WORST = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class GradedRow:
    """One signed visit’s answers, each an item’s key, its grade and its answer; `worker` is the author’s id."""

    care_of: str
    on: date
    worker: str
    band: str
    instrument: Instrument
    answers: tuple[tuple[str, int | None, Answer | None], ...]


def graded_children(session: AnySession, child: Child) -> dict[str, ChildGrades]:
    """By the key of each instrument whose change is judged and that the child was ever graded with, in a fixed number
    of queries.
    """
    answers: dict[UUID, list[tuple[str, int | None, Answer | None]]] = defaultdict(list)
    rows = session.execute(
        select(GradeRow.visit_id, GradeRow.item_key, GradeRow.value, GradeRow.answer)
        .join(Visit, Visit.id == GradeRow.visit_id)
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED, GradeRow.answer.is_not(None))
    )
    for visit_id, item_key, value, answer in rows:
        answers[visit_id].append((item_key, value, answer))
    visits = session.execute(
        select(
            Visit.id,
            Visit.visited_on,
            Visit.author_id,
            Visit.band,
            Visit.household_id,
            Visit.carer_id,
            InstrumentVersion,
        )
        .join(InstrumentVersion)
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED)
    ).all()
    moved = _moved(session, child)
    by_instrument: dict[str, list[Any]] = defaultdict(list)
    for visit in visits:
        by_instrument[visit.InstrumentVersion.key].append(visit)
    return {
        key: grades_of(str(child.id), newest(key), [_row(visit, answers[visit.id]) for visit in some], moved)
        for key, some in by_instrument.items()
        if newest(key).judged and any(answers[visit.id] for visit in some)
    }


def nothing_graded(child: Child, instrument_key: str) -> ChildGrades:
    return child_grades(str(child.id), (), [domain.key for domain in newest(instrument_key).domains])


def care_key(household_id: int | None, carer_id: int | None) -> str:
    return f"household-{household_id}" if household_id else f"carer-{carer_id}"


def grades_of(child_id: str, latest: Instrument, rows: Iterable[GradedRow], moved: Mapping[str, int]) -> ChildGrades:
    """As the engine takes them. `latest` is the newest version of the rows’ instrument, whose domains are judged."""
    goes_on_as = {older: item.key for item in latest.items for older in latest.line_of_descent(item.key)[1:]}
    found: list[Grade] = []
    forms: dict[tuple[str, str, int], int] = {}
    for row in rows:
        day = row.on.toordinal()
        off = {item for item, _, answer in row.answers if answer is Answer.NOT_APPLICABLE}
        for domain in row.instrument.domains:
            asked = sum(item.key not in off for item in domain.items_for(row.band))
            key = (row.care_of, domain.key, day)
            forms[key] = max(asked, forms.get(key, 0))
        for item_key, value, answer in row.answers:
            if answer is Answer.GRADED and value is not None:
                domain_key = row.instrument.item(item_key).domain_key
                level = _level(row.instrument, value)
                item = goes_on_as.get(item_key, item_key)
                found.append(Grade(row.care_of, domain_key, item, day, row.worker, level))
    return child_grades(child_id, found, [domain.key for domain in latest.domains], forms=forms, moved=moved)


def _row(visit: Any, answers: Iterable[tuple[str, int | None, Answer | None]]) -> GradedRow:
    return GradedRow(
        care_of=care_key(visit.household_id, visit.carer_id),
        on=visit.visited_on,
        worker=str(visit.author_id),
        band=visit.band,
        instrument=instrument_of(visit.InstrumentVersion),
        answers=tuple(answers),
    )


def grade_at(values: Sequence[int], level: float) -> float:
    """The engine’s level back on a scale of these grades, the best first; between two grades where it lies between."""
    place = min(1.0, max(0.0, (level - BEST) / (WORST - BEST))) * (len(values) - 1)
    below = min(int(place), max(0, len(values) - 2))
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def _level(instrument: Instrument, value: int) -> float:
    place = instrument.values.index(value) / max(1, len(instrument.values) - 1)
    return BEST + (WORST - BEST) * place


def _moved(session: AnySession, child: Child) -> dict[str, int]:
    """Homes that the child has left for good, with the first day on which it no longer lived there."""
    left: dict[int, date | None] = {}
    rows = session.execute(
        select(Residence.household_id, Residence.to_on)
        .where(Residence.child_id == child.id)
        .order_by(Residence.from_on)
    )
    for household_id, to_on in rows:
        known = left.get(household_id, date.min)
        left[household_id] = None if to_on is None or known is None else max(to_on, known)
    return {care_key(household, None): on.toordinal() for household, on in left.items() if on is not None}
