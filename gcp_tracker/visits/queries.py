"""Reading visits: earlier grades, open drafts, those of an occasion, and the versions of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, union
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import (
    Allocation,
    Base,
    Child,
    Grade,
    GradedApart,
    InstrumentVersion,
    SafetyCheck,
    StandIn,
    User,
    Visit,
    VisitColleague,
    VisitNote,
)
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.vocabulary import ApartState, RoleName, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import allocated_now, may_know, writable_by

GRADED_APART_FROM_IT = exists().where(
    GradedApart.state != ApartState.ENDED,
    or_(
        and_(GradedApart.first_id == bindparam("first"), GradedApart.second_id == Visit.first_id),
        and_(GradedApart.second_id == bindparam("first"), GradedApart.first_id == Visit.first_id),
    ),
)
# Built once: the grade page and every save ask them.
SAME_SERIES = and_(
    Visit.child_id == bindparam("child"),
    Visit.state == VisitState.SIGNED,
    # Neither another version of this visit, nor the same visit as somebody else graded it apart.
    Visit.first_id != bindparam("first"),
    ~GRADED_APART_FROM_IT,
    Visit.household_id.is_not_distinct_from(bindparam("household")),
    Visit.carer_id.is_not_distinct_from(bindparam("carer")),
    Visit.visited_on <= bindparam("day"),
    # Another instrument's 4 is not this one's.
    Visit.instrument_id.in_(select(InstrumentVersion.id).where(InstrumentVersion.key == bindparam("instrument"))),
)
VISIT_KEY = plain_key(Visit.id).label("key")
OLDEST_FIRST = (
    select(Visit.id, VISIT_KEY, Visit.visited_on, Visit.author_id, User.name)
    .join(Visit.author)
    .where(SAME_SERIES)
    .order_by(Visit.visited_on, Visit.opened_at)
)
# Not through the mapper: hundreds of rows that nobody holds as objects. Of visits that were found through it, and so
# without those that the reader must not see yet.
_GRADE = Base.metadata.tables[Grade.__tablename__].c
VALUES_AT = select(plain_key(_GRADE.visit_id), _GRADE.item_key, _GRADE.value).where(
    _GRADE.visit_id.in_(bindparam("visits", expanding=True)), _GRADE.value.is_not(None)
)
SOME_VALUES_AT = VALUES_AT.where(_GRADE.item_key.in_(bindparam("items", expanding=True)))
GRADES_OF = select(Grade).where(Grade.visit_id == bindparam("visit")).order_by(Grade.id)
NOTES_OF = select(VisitNote).where(VisitNote.visit_id == bindparam("visit")).order_by(VisitNote.id)
PREVIOUS_VALUE = (
    select(Grade.value)
    .join(Visit, Grade.visit_id == Visit.id)
    .where(SAME_SERIES, Grade.item_key.in_(bindparam("items", expanding=True)), Grade.value.is_not(None))
    .order_by(Visit.visited_on.desc(), Visit.opened_at.desc())
    .limit(1)
)


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


def read_answers(session: AnySession, visit: Visit) -> None:
    """Its grades and notes. Asked of the visit itself, they cost a page twice as much: the mapper puts those statements
    together anew each time.
    """
    set_committed_value(visit, "grades", list(session.scalars(GRADES_OF, {"visit": visit.id})))
    set_committed_value(visit, "notes", list(session.scalars(NOTES_OF, {"visit": visit.id})))


def earlier_grades(session: AnySession, visit: Visit) -> dict[str, Earlier]:
    """By item of the visit's age: what the signed visits up to its date gave it, for the same household's or
    carer's care.
    """
    oldest_first = session.execute(OLDEST_FIRST, _series_of(visit)).all()
    instrument = instrument_of(visit.instrument)
    # An item that goes on with an older one has that one's grades too.
    items = {
        older: item.key for item in instrument.items_for(visit.band) for older in instrument.line_of_descent(item.key)
    }
    first: dict[str, EarlierGrade] = {}
    last: dict[str, EarlierGrade] = {}
    # The visits at both ends hold nearly all: the others are asked only for what is missing, ever more at a time. The
    # first visit is usually whole.
    old, new, count = oldest_first, oldest_first[::-1], 1
    while (old or new) and (missing := [key for key, item in items.items() if item not in first or item not in last]):
        ends = ((first, old[:count]), (last, new[: count * 3]))
        found = _values_at({row.id for _, rows in ends for row in rows}, missing if first or last else [], session)
        for met, rows in ends:
            for row in rows:
                for key, value in found.get(row.key, ()):
                    if key in items and items[key] not in met:
                        met[items[key]] = EarlierGrade(value, row.visited_on, row.author_id, row.name)
        old, new, count = old[count:], new[count * 3 :], count * 3
    return {key: Earlier(last[key], first[key]) for key in first}


def _values_at(visit_ids: set[UUID], item_keys: list[str], session: AnySession) -> dict[str, list[tuple[str, int]]]:
    """By the visit’s plain key; of every item where none is named."""
    asked = {"visits": visit_ids, "items": item_keys}
    found: dict[str, list[tuple[str, int]]] = {}
    for visit_key, item_key, value in session.execute(SOME_VALUES_AT if item_keys else VALUES_AT, asked):
        found.setdefault(visit_key, []).append((item_key, value or 0))
    return found


def previous_value(session: AnySession, visit: Visit, item_key: str) -> int | None:
    """The latest signed grade of one item before this visit, in its series."""
    line = instrument_of(visit.instrument).line_of_descent(item_key)
    return session.scalar(PREVIOUS_VALUE, {**_series_of(visit), "items": line})


def _series_of(visit: Visit) -> dict[str, Any]:
    return {
        "child": visit.child_id,
        "first": visit.first_id,
        "household": visit.household_id,
        "carer": visit.carer_id,
        "day": visit.visited_on,
        "instrument": visit.instrument.key,
    }


def open_to(user_id: int) -> ColumnElement[bool]:
    """Drafts that this person may go on with: their own, and those of visits they came along on."""
    shared = select(VisitColleague.visit_id).where(VisitColleague.user_id == user_id)
    return (Visit.state == VisitState.DRAFT) & or_(Visit.author_id == user_id, Visit.id.in_(shared))


def open_drafts(session: AnySession, child_ids: Sequence[UUID], user_id: int) -> list[Visit]:
    """The drafts for these children that this person may go on with, newest first, and whose care they are about."""
    query = select(Visit).where(Visit.child_id.in_(child_ids), open_to(user_id))
    care = (joinedload(Visit.household), joinedload(Visit.carer))
    return list(session.scalars(query.options(*care).order_by(Visit.saved_at.desc())))


def visits_of_occasion(session: AnySession, occasion_id: UUID) -> list[Visit]:
    """Drafts and signed visits to every child of it, the eldest first, with their answers: five queries."""
    query = (
        select(Visit)
        .join(Visit.child)
        .where(Visit.occasion_id == occasion_id, Visit.state.in_((VisitState.DRAFT, VisitState.SIGNED)))
        .options(
            contains_eager(Visit.child),
            joinedload(Visit.instrument),
            joinedload(Visit.safety_check).joinedload(SafetyCheck.answered_by),
            selectinload(Visit.grades),
            selectinload(Visit.colleagues),
        )
        .order_by(Child.born_on, Child.given_name, Visit.number)
    )
    return list(session.scalars(query))


def drafts_beside(session: AnySession, visit_id: UUID, author_id: int) -> list[Visit]:
    """The author’s drafts for brothers and sisters of the same occasion, the eldest first."""
    here = select(Visit.occasion_id).where(Visit.id == visit_id).scalar_subquery()
    query = (
        select(Visit)
        .join(Visit.child)
        .where(
            Visit.occasion_id == here,
            Visit.id != visit_id,
            Visit.state == VisitState.DRAFT,
            Visit.author_id == author_id,
        )
        .options(contains_eager(Visit.child))
        .order_by(Child.born_on, Child.given_name)
    )
    return list(session.scalars(query))


def colleagues_for(session: AnySession, child: Child, now: datetime) -> list[User]:
    """Whoever may record for this child today: allocated to a child of the family, standing in for who is, or manager
    of the child’s team.
    """
    today = now.astimezone(LONDON).date()
    workers = (
        select(Allocation.user_id)
        .join(Child, Child.id == Allocation.child_id)
        .where(Child.family_id == child.family_id, allocated_now(today))
    )
    standing_in = select(StandIn.stand_in_id).where(
        StandIn.away_id.in_(workers), StandIn.from_on <= today, StandIn.to_on > today
    )
    either = union(workers, standing_in)
    query = select(User).where(
        User.active.is_(True), or_(User.id.in_(either), User.team_id == child.team_id), may_know(child, now)
    )
    held = set(session.scalars(either))
    return [
        user
        for user in session.scalars(query.order_by(User.name))
        if user.id in held or (user.team_id == child.team_id and user.is_a(RoleName.MANAGER))
    ]


def visits_written_by(session: AnySession, visit_ids: Sequence[UUID], author_id: int) -> list[Visit]:
    """Those of them whose author this is, whatever their state."""
    query = select(Visit).where(Visit.id.in_(visit_ids), Visit.author_id == author_id)
    return list(session.scalars(query.options(joinedload(Visit.child))))


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


def last_held_visit(session: AnySession, child: Child, instrument_key: str) -> Visit | None:
    """The latest signed visit that took place and was graded with some version of the instrument."""
    versions = select(InstrumentVersion.id).where(InstrumentVersion.key == instrument_key)
    return session.scalar(
        select(Visit)
        .where(
            Visit.child_id == child.id,
            Visit.state == VisitState.SIGNED,
            Visit.outcome == VisitOutcome.HELD,
            Visit.instrument_id.in_(versions),
        )
        .options(joinedload(Visit.instrument))
        .order_by(Visit.visited_on.desc(), Visit.opened_at.desc())
        .limit(1)
    )


def every_visit(session: AnySession, child: Child, reader_id: int) -> list[Visit]:
    """For the list: the standing version of each visit, withdrawn ones, and the drafts that the reader may go on with;
    newest first.
    """
    return list(
        session.scalars(
            select(Visit)
            .where(
                Visit.child_id == child.id,
                or_(
                    Visit.state.in_((VisitState.SIGNED, VisitState.WITHDRAWN)),
                    open_to(reader_id),
                ),
            )
            .options(
                joinedload(Visit.author),
                joinedload(Visit.household),
                joinedload(Visit.carer),
                selectinload(Visit.colleagues).joinedload(VisitColleague.user).lazyload(User.roles),
            )
            .order_by(Visit.visited_on.desc(), Visit.opened_at.desc())
        )
    )


def right_children(session: AnySession, child: Child, reader: User, now: datetime) -> list[Child]:
    """Whom a visit written under the wrong child may have been about: children whom the reader could have visited."""
    query = select(Child).where(writable_by(reader, now), Child.id != child.id, Child.given_name.is_not(None))
    return list(session.scalars(query.options(selectinload(Child.residences)).order_by(Child.given_name)))
