"""A child’s signed grades as the engine takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import String, select, type_coerce

from gcp_tracker.change.gradings import ChildGrades, Grade, child_grades
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.models import Child, InstrumentVersion, Residence, Visit
from gcp_tracker.models import Grade as GradeRow
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import Answer, VisitState
from gcp_tracker.unit_of_work import AnySession

# The engine knows five grades, 1 the best. Another scale is laid over them, end to end.
BEST, WORST = 1.0, 5.0


def graded_children(session: AnySession, child: Child) -> dict[str, ChildGrades]:
    """By the key of each instrument whose change is judged and that the child was ever graded with, in a fixed number
    of queries.
    """
    answers: dict[str, list[tuple[str, int]]] = defaultdict(list)
    off: dict[str, set[str]] = defaultdict(set)
    signed = (Visit.child_id == child.id, Visit.state == VisitState.SIGNED)
    # Plain values: to make an id and a word of each again, hundreds of times, costs more than to read them.
    rows = session.execute(
        select(
            type_coerce(GradeRow.visit_id, String),
            GradeRow.item_key,
            GradeRow.value,
        )
        .join(Visit, Visit.id == GradeRow.visit_id)
        .where(*signed, GradeRow.answer.in_((Answer.GRADED, Answer.NOT_APPLICABLE)))
    )
    for visit_id, item_key, value in rows:
        if value is None:
            off[visit_id].add(item_key)
        else:
            answers[visit_id].append((item_key, value))
    visits = session.execute(
        select(
            type_coerce(Visit.id, String).label("id"),
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
        .where(*signed)
    ).all()
    moved = _moved(session, child)
    by_instrument: dict[str, list[Any]] = defaultdict(list)
    for visit in visits:
        by_instrument[visit.key].append(visit)
    return {
        key: _grades(str(child.id), newest(key), some, answers, off, moved)
        for key, some in by_instrument.items()
        if newest(key).judged and any(answers[visit.id] for visit in some)
    }


def nothing_graded(child: Child, instrument_key: str) -> ChildGrades:
    return child_grades(str(child.id), (), [domain.key for domain in newest(instrument_key).domains])


def care_key(household_id: int | None, carer_id: int | None) -> str:
    return f"household-{household_id}" if household_id else f"carer-{carer_id}"


def _grades(
    child_id: str,
    latest: Instrument,
    visits: Iterable[Any],
    answers: Mapping[str, list[tuple[str, int]]],
    off: Mapping[str, set[str]],
    moved: Mapping[str, int],
) -> ChildGrades:
    goes_on_as = {older: item.key for item in latest.items for older in latest.line_of_descent(item.key)[1:]}
    found: list[Grade] = []
    forms: dict[tuple[str, str, int], int] = {}
    for visit in visits:
        instrument = instrument_of(visit)
        care_of, day = care_key(visit.household_id, visit.carer_id), visit.visited_on.toordinal()
        not_asked = off.get(visit.id, set())
        for domain in instrument.domains:
            asked = sum(item.key not in not_asked for item in domain.items_for(visit.band))
            key = (care_of, domain.key, day)
            forms[key] = max(asked, forms.get(key, 0))
        levels, worker = _levels(instrument), str(visit.author_id)
        for item_key, value in answers.get(visit.id, ()):
            item = goes_on_as.get(item_key, item_key)
            found.append(Grade(care_of, instrument.item(item_key).domain_key, item, day, worker, levels[value]))
    return child_grades(child_id, found, [domain.key for domain in latest.domains], forms=forms, moved=moved)


@lru_cache(maxsize=32)
def _levels(instrument: Instrument) -> Mapping[int, float]:
    values = instrument.values
    return {value: BEST + (WORST - BEST) * place / max(1, len(values) - 1) for place, value in enumerate(values)}


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
