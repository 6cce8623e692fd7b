"""Reading visits: earlier grades, open drafts, and a child's signed visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Allocation, Child, Grade, InstrumentVersion, User, Visit
from gcp_tracker.rules.vocabulary import RoleName, VisitState
from gcp_tracker.unit_of_work import AnySession

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class EarlierGrade:
    value: int
    on: date
    worker_id: int
    worker: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest grade before this visit, and the first ever, in the same series."""

    last: EarlierGrade
    first: EarlierGrade


def earlier_grades(session: AnySession, visit: Visit) -> dict[str, Earlier]:
    """By item of the visit's age: what the signed visits up to its date gave it, for the same household's or
    carer's care.
    """
    facts = _same_series(select(Visit.id, Visit.visited_on, Visit.author_id, User.name).join(Visit.author), visit)
    oldest_first = session.execute(facts.order_by(Visit.visited_on, Visit.opened_at)).all()
    instrument = instrument_of(visit.instrument)
    # An item that goes on with an older one has that one's grades too.
    applying = instrument.items_for(visit.band)
    items = {older: item.key for item in applying for older in instrument.line_of_descent(item.key)}
    last = _first_met(session, oldest_first[::-1], items)
    first = _first_met(session, oldest_first, {older: key for older, key in items.items() if key in last})
    return {key: Earlier(last[key], first[key]) for key in last}


def _first_met(session: AnySession, visits: Sequence[Any], items: dict[str, str]) -> dict[str, EarlierGrade]:
    """The first grade of each item, in the order of `visits`. `items` gives for each stored key the item it counts for.

    The first few visits hold nearly all, so the others are asked only for what is still missing, ever more at a time.
    """
    found: dict[str, EarlierGrade] = {}
    start, count = 0, 4
    while start < len(visits) and (missing := [key for key, item in items.items() if item not in found]):
        handful = {row.id: place for place, row in enumerate(visits[start : start + count])}
        query = select(Grade.visit_id, Grade.item_key, Grade.value).where(
            Grade.visit_id.in_(handful), Grade.item_key.in_(missing), Grade.value.is_not(None)
        )
        for visit_id, item_key, value in sorted(session.execute(query), key=lambda row: handful[row[0]]):
            row = visits[start + handful[visit_id]]
            found.setdefault(items[item_key], EarlierGrade(value or 0, row.visited_on, row.author_id, row.name))
        start, count = start + count, count * 3
    return found


def previous_value(session: AnySession, visit: Visit, item_key: str) -> int | None:
    """The latest signed grade of one item before this visit, in its series."""
    line = instrument_of(visit.instrument).line_of_descent(item_key)
    query = _same_series(select(Grade.value).join(Visit, Grade.visit_id == Visit.id), visit).where(
        Grade.item_key.in_(line), Grade.value.is_not(None)
    )
    return session.scalar(query.order_by(Visit.visited_on.desc(), Visit.opened_at.desc()).limit(1))


def _same_series(query: Query, visit: Visit) -> Query:
    return query.where(
        Visit.child_id == visit.child_id,
        Visit.state == VisitState.SIGNED,
        Visit.first_id != visit.first_id,
        Visit.household_id.is_(None) if visit.household_id is None else Visit.household_id == visit.household_id,
        Visit.carer_id.is_(None) if visit.carer_id is None else Visit.carer_id == visit.carer_id,
        Visit.visited_on <= visit.visited_on,
        # Another instrument's 4 is not this one's.
        Visit.instrument_id.in_(select(InstrumentVersion.id).where(InstrumentVersion.key == visit.instrument.key)),
    )


def open_drafts(session: AnySession, child_ids: Sequence[UUID], author_id: int) -> list[Visit]:
    """The author's drafts for these children, newest first."""
    query = select(Visit).where(
        Visit.child_id.in_(child_ids), Visit.state == VisitState.DRAFT, Visit.author_id == author_id
    )
    return list(session.scalars(query.order_by(Visit.saved_at.desc())))


def signed_visits(session: AnySession, child: Child) -> list[Visit]:
    """All that stand, oldest first, with their grades, notes, author and whose care it was: a fixed number of
    queries.
    """
    return list(
        session.scalars(
            select(Visit)
            .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED)
            .options(
                joinedload(Visit.author),
                joinedload(Visit.household),
                joinedload(Visit.carer),
                joinedload(Visit.instrument),
                joinedload(Visit.safety_check),
                selectinload(Visit.grades),
                selectinload(Visit.notes),
            )
            .order_by(Visit.visited_on, Visit.opened_at)
        )
    )


def visit_versions(session: AnySession, visit: Visit) -> list[Visit]:
    """Every version of the same visit, newest first; drafts of amendments too."""
    return list(
        session.scalars(
            select(Visit)
            .where(Visit.first_id == visit.first_id)
            .options(joinedload(Visit.author))
            .order_by(Visit.number.desc())
        )
    )


def last_visit_before(session: AnySession, child: Child) -> Visit | None:
    """The latest signed visit that took place, for the defaults of the next one."""
    return session.scalar(
        select(Visit)
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED)
        .order_by(Visit.visited_on.desc(), Visit.opened_at.desc())
        .limit(1)
    )


def every_visit(session: AnySession, child: Child, reader_id: int) -> list[Visit]:
    """For the list: the standing version of each visit, withdrawn ones, and the reader's own drafts; newest first."""
    return list(
        session.scalars(
            select(Visit)
            .where(
                Visit.child_id == child.id,
                or_(
                    Visit.state.in_((VisitState.SIGNED, VisitState.WITHDRAWN)),
                    (Visit.state == VisitState.DRAFT) & (Visit.author_id == reader_id),
                ),
            )
            .options(joinedload(Visit.author), joinedload(Visit.household), joinedload(Visit.carer))
            .order_by(Visit.visited_on.desc(), Visit.opened_at.desc())
        )
    )


def right_children(session: AnySession, child: Child, reader: User, today: date) -> list[Child]:
    """Whom a visit written under the wrong child may have been about: the reader's other children, and the siblings."""
    mine = (
        select(Allocation.child_id)
        .where(
            Allocation.user_id == reader.id,
            Allocation.from_on <= today,
            or_(Allocation.to_on.is_(None), Allocation.to_on > today),
        )
        .scalar_subquery()
    )
    families = select(Child.family_id).where(Child.id.in_(mine)).scalar_subquery()
    wanted: ColumnElement[bool] = Child.family_id.in_(families)
    if reader.is_a(RoleName.MANAGER):
        wanted = or_(wanted, Child.team_id == reader.team_id)
    query = select(Child).where(wanted, Child.id != child.id, Child.given_name.is_not(None))
    return list(session.scalars(query.options(selectinload(Child.residences)).order_by(Child.given_name)))
