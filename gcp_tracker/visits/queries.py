"""Reading visits: earlier grades, open drafts, those of an occasion, and the versions of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, union
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from gcp_tracker.models import (
    Allocation,
    Child,
    InstrumentVersion,
    SafetyCheck,
    StandIn,
    User,
    Visit,
    VisitColleague,
)
from gcp_tracker.rules.vocabulary import RoleName, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import allocated_now, may_know, writable_by


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
