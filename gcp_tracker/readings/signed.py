"""A child’s signed visits with their grades, asked once: what signing looks at, what the engine reads and what trigger
points stand on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Date, Integer, String, Uuid, bindparam, cast, func, select, union_all

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Child, InstrumentVersion, Plan, Reading, Residence, Visit
from gcp_tracker.models import Grade as GradeRow
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import PlanState
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import Answer, VisitState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import everything_seen

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
        Visit.id,
        Visit.first_id,
        Visit.visited_on,
        Visit.opened_at,
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
class SignedVisit:
    """The version of a visit that stands; `first_id` stays the same through its amendments."""

    id: UUID
    first_id: UUID
    opened_at: datetime
    graded: GradedRow


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """All that is signed of one child. `read_before` names the instruments it was read with, `moved` the homes it has
    left for good, with the first day on which it no longer lived there; `plan_id` is the plan that is agreed.
    """

    child_id: UUID
    visits: tuple[SignedVisit, ...]
    read_before: frozenset[str]
    moved: Mapping[str, int]
    plan_id: UUID | None

    def with_signed(self, visit: Visit) -> SignedRecord:
        """As it is once that visit is signed, in place of what stood of it."""
        others = tuple(one for one in self.visits if one.first_id != visit.first_id)
        return replace(self, visits=(*others, _as_signed(visit)))


def signed_record(session: AnySession, child: Child) -> SignedRecord:
    """In two queries, however many visits there are, and for the reader of the session."""
    visits = tuple(_signed(row) for row in session.execute(SIGNED_VISITS, {"child": child.id}))
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
    return SignedRecord(child.id, visits, frozenset(read_before), _moved(homes), agreed)


def whole_signed_record(session: AnySession, child: Child) -> SignedRecord:
    """For everybody: whoever signs, nothing is left out."""
    with everything_seen(session):
        return signed_record(session, child)


def _signed(visit: Any) -> SignedVisit:
    answers = [answer.split(IS) for answer in visit.answers.split(AND)] if visit.answers else []
    values = [(item_key, int(value)) for item_key, value in answers if value]
    not_applicable = [item_key for item_key, value in answers if not value]
    return SignedVisit(
        visit.id, visit.first_id, visit.opened_at, _graded(visit, instrument_of(visit), values, not_applicable)
    )


def _as_signed(visit: Visit) -> SignedVisit:
    values = [(one.item_key, one.value) for one in visit.grades if one.value is not None]
    not_applicable = [one.item_key for one in visit.grades if one.answer is Answer.NOT_APPLICABLE]
    graded = _graded(visit, instrument_of(visit.instrument), values, not_applicable)
    return SignedVisit(visit.id, visit.first_id, visit.opened_at, graded)


def _graded(
    visit: Any, instrument: Instrument, values: Iterable[tuple[str, int]], not_applicable: Collection[str]
) -> GradedRow:
    return GradedRow(
        care_of=care_of_key(visit.household_id, visit.carer_id),
        on=visit.visited_on,
        worker=str(visit.author_id),
        band=visit.band,
        instrument=instrument,
        values=tuple(values),
        not_applicable=not_applicable,
    )


def _moved(homes: Iterable[tuple[int, date | None]]) -> dict[str, int]:
    left: dict[int, date | None] = {}
    for household_id, to_on in homes:
        known = left.get(household_id, date.min)
        left[household_id] = None if to_on is None or known is None else max(to_on, known)
    return {care_of_key(household, None): on.toordinal() for household, on in left.items() if on is not None}
