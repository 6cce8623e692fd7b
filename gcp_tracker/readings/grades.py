"""A child’s signed grades as the engine takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import CompoundSelect, Date, Integer, String, Uuid, bindparam, cast, func, select, union_all

from gcp_tracker.change.gradings import ChildGrades, Sheet, child_of_sheets
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.models import Child, InstrumentVersion, Plan, Reading, Residence, Visit
from gcp_tracker.models import Grade as GradeRow
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import PlanState
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import Answer, VisitState
from gcp_tracker.unit_of_work import AnySession

# The engine knows five grades, 1 the best. Another scale is laid over them, end to end.
BEST, WORST = 1.0, 5.0

# Neither sign stands in the key of an item.
IS, AND = ":", " "

# Built once, for every signing. A row for each grade would be hundreds: the database writes those of a visit in one
# word, where an item that does not apply is nothing.
ANSWERS = (
    select(func.aggregate_strings(GradeRow.item_key + IS + func.coalesce(cast(GradeRow.value, String), ""), AND))
    .where(GradeRow.visit_id == Visit.id, GradeRow.answer.in_((Answer.GRADED, Answer.NOT_APPLICABLE)))
    .correlate(Visit)
    .scalar_subquery()
)
SIGNED_VISITS = (
    select(
        Visit.visited_on,
        Visit.author_id,
        Visit.band,
        Visit.household_id,
        Visit.carer_id,
        InstrumentVersion.key,
        InstrumentVersion.version,
        InstrumentVersion.content_hash,
        ANSWERS.label("answers"),
    )
    .join(InstrumentVersion)
    .where(Visit.child_id == bindparam("child"), Visit.state == VisitState.SIGNED)
)
# The instruments with which the child was read before, the homes where it lived and the plan that is agreed, asked as
# one.
NO_KEY, NO_HOUSEHOLD, NO_DAY, NO_PLAN = (cast(None, kind) for kind in (String, Integer, Date, Uuid))
OF_THE_CHILD: CompoundSelect[Any] = union_all(
    select(Reading.instrument_key, NO_HOUSEHOLD, NO_DAY, NO_PLAN)
    .where(Reading.child_id == bindparam("child"))
    .distinct(),
    select(NO_KEY, Residence.household_id, Residence.to_on, NO_PLAN).where(Residence.child_id == bindparam("child")),
    select(NO_KEY, NO_HOUSEHOLD, NO_DAY, Plan.id).where(
        Plan.child_id == bindparam("child"), Plan.state == PlanState.AGREED
    ),
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


@dataclass(frozen=True, slots=True)
class SignedGrades:
    """`by_instrument`: by the key of each whose change is judged and that the child was ever graded with. Where nothing
    that was read before stands any more, nothing is graded. `plan_id` is the plan that is agreed.
    """

    by_instrument: dict[str, ChildGrades]
    plan_id: UUID | None


def graded_children(session: AnySession, child: Child) -> dict[str, ChildGrades]:
    """By the key of the instrument."""
    return signed_grades(session, child).by_instrument


def signed_grades(session: AnySession, child: Child) -> SignedGrades:
    """In two queries, however many visits there are."""
    by_instrument: dict[str, list[GradedRow]] = defaultdict(list)
    for visit in session.execute(SIGNED_VISITS, {"child": child.id}):
        by_instrument[visit.key].append(_row(visit))
    read = {key for key, rows in by_instrument.items() if newest(key).judged and any(row.values for row in rows)}
    read_before: set[str] = set()
    homes: list[tuple[int, date | None]] = []
    agreed: UUID | None = None
    for key, household_id, to_on, plan_id in session.execute(OF_THE_CHILD, {"child": child.id}):
        if key is not None:
            read_before.add(key)
        elif plan_id is not None:
            agreed = plan_id
        else:
            homes.append((household_id, to_on))
    moved = _moved(homes)
    found = {key: grades_of(str(child.id), newest(key), by_instrument[key], moved) for key in sorted(read)}
    nothing = {key: grades_of(str(child.id), newest(key), (), {}) for key in sorted(read_before - read)}
    return SignedGrades(found | nothing, agreed)


def grades_of(child_id: str, latest: Instrument, rows: Iterable[GradedRow], moved: Mapping[str, int]) -> ChildGrades:
    """As the engine takes them. `latest` is the newest version of the rows’ instrument, whose domains are judged."""
    found: list[Sheet] = []
    forms: dict[tuple[str, str, int], int] = {}
    for row in rows:
        day, levels, names = row.on.toordinal(), _levels(row.instrument), _names(row.instrument, latest)
        for domain_key, item_keys in _asked(row.instrument, row.band).items():
            asked = len(item_keys.difference(row.not_applicable))
            key = (row.care_of, domain_key, day)
            forms[key] = max(asked, forms.get(key, 0))
        cells: dict[str, dict[str, float]] = defaultdict(dict)
        for item_key, value in row.values:
            domain_key, item = names[item_key]
            some, level = cells[domain_key], levels[value]
            if level > some.setdefault(item, level):
                some[item] = level
        found += [Sheet(row.care_of, domain_key, day, row.worker, graded) for domain_key, graded in cells.items()]
    return child_of_sheets(child_id, found, [domain.key for domain in latest.domains], forms, {}, moved)


def _row(visit: Any) -> GradedRow:
    answers = [answer.split(IS) for answer in visit.answers.split(AND)] if visit.answers else []
    return GradedRow(
        care_of=care_of_key(visit.household_id, visit.carer_id),
        on=visit.visited_on,
        worker=str(visit.author_id),
        band=visit.band,
        instrument=instrument_of(visit),
        values=tuple([(item_key, int(value)) for item_key, value in answers if value]),
        not_applicable=[item_key for item_key, value in answers if not value],
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


def grades_at(values: Sequence[int], levels: Sequence[float]) -> list[float]:
    """`grade_at` of many levels at once: a page draws some thousands."""
    told: list[float] = np.interp(levels, np.linspace(BEST, WORST, len(values)), values).tolist()
    return told


@lru_cache(maxsize=32)
def _levels(instrument: Instrument) -> Mapping[int, float]:
    values = instrument.values
    return {value: BEST + (WORST - BEST) * place / max(1, len(values) - 1) for place, value in enumerate(values)}


@lru_cache(maxsize=100)
def _names(instrument: Instrument, latest: Instrument) -> Mapping[str, tuple[str, str]]:
    """By item: its domain, and the key under which the latest version goes on with it."""
    goes_on_as = {older: item.key for item in latest.items for older in latest.line_of_descent(item.key)[1:]}
    return {item.key: (item.domain_key, goes_on_as.get(item.key, item.key)) for item in instrument.items}


@lru_cache(maxsize=200)
def _asked(instrument: Instrument, band: str) -> Mapping[str, frozenset[str]]:
    """By domain: the items that its form asks at that age."""
    return {domain.key: frozenset(item.key for item in domain.items_for(band)) for domain in instrument.domains}


def _moved(homes: Iterable[tuple[int, date | None]]) -> dict[str, int]:
    """Homes that the child has left for good, with the first day on which it no longer lived there."""
    left: dict[int, date | None] = {}
    for household_id, to_on in homes:
        known = left.get(household_id, date.min)
        left[household_id] = None if to_on is None or known is None else max(to_on, known)
    return {care_of_key(household, None): on.toordinal() for household, on in left.items() if on is not None}
