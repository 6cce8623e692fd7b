"""Which children are whose, and who can be given a child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from gcp_tracker.children.finding import folded, is_found, words_to_find
from gcp_tracker.models import (
    Allocation,
    Child,
    ChildIdentifier,
    Conflict,
    HelpEpisode,
    StandIn,
    Team,
    User,
)
from gcp_tracker.models.base import is_current_spell
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import (
    NOW,
    TODAY,
    WORKERS,
    Moment,
    Reader,
    allocated_now,
    allocated_to,
    any_reader,
    asked_by,
    managed_by,
    may_know,
    roles_of,
    stands_in_for,
    visible_to,
)

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Worker:
    """`gone`: why nobody has the child through this person, though the child was never handed over."""

    id: int
    name: str
    is_lead: bool
    gone: str = ""
    stand_in: str = ""

    @property
    def words(self) -> str:
        """ "Priya Nair (away; Tom Ashworth stands in)" """
        if self.gone:
            return f"{self.name} ({self.gone})"
        return f"{self.name} (away; {self.stand_in} stands in)" if self.stand_in else self.name


Listed = list[tuple[Child, str, str]]


def children_with_numbers(session: AnySession, reader: User, now: datetime, wanted: ColumnElement[bool]) -> Listed:
    """Children with all their other numbers in one string, for searching, and for whom the reader stands in where the
    reader has the child through nobody else. A record that was merged into another, and a child of whom the reader may
    not know, is not among them.
    """
    return _listed(session, with_numbers(reader, now, wanted), asked_by(reader, now))


def own_children(session: AnySession, worker: User, now: datetime) -> Listed:
    """The same of all who are allocated to this person today, or to somebody for whom they stand in."""
    return _listed(session, _allocated(roles_of(worker)), asked_by(worker, now))


def _listed(session: AnySession, query: Select[Any], asked: dict[str, Any]) -> Listed:
    return [(child, found or "", for_whom or "") for child, found, for_whom in session.execute(query, asked)]


@cache
def _allocated(roles: Sequence[str]) -> Select[Any]:
    worker = any_reader(roles)
    return with_numbers(worker, NOW, Child.id.in_(allocated_to(worker.id, TODAY)))


def with_numbers(reader: Reader, now: Moment, wanted: ColumnElement[bool]) -> Select[Any]:
    """The statement of `children_with_numbers`, for which `asked_by` has the values."""
    numbers = (
        select(func.aggregate_strings(ChildIdentifier.value, " "))
        .where(ChildIdentifier.child_id == Child.id)
        .correlate(Child)
        .scalar_subquery()
    )
    query = select(Child, numbers, _for_whom(reader))
    return query.where(wanted, Child.merged_into_id.is_(None), visible_to(reader, now))


def _for_whom(reader: Reader) -> ScalarSelect[str]:
    """The name of the colleague; nothing where the child is allocated to the reader as well."""
    own = aliased(Allocation)
    has_own = exists().where(
        own.child_id == Allocation.child_id, own.user_id == reader.id, is_current_spell(own.from_on, own.to_on, TODAY)
    )
    query = (
        select(func.min(User.name))
        .join(Allocation, Allocation.user_id == User.id)
        .where(
            Allocation.child_id == Child.id,
            Allocation.user_id.in_(stands_in_for(reader.id, TODAY)),
            allocated_now(TODAY),
            ~has_own,
        )
    )
    return query.correlate(Child).scalar_subquery()


def workers_now(session: AnySession, children: Select[UUID] | Sequence[UUID], today: date) -> dict[UUID, list[Worker]]:
    """Who has each child today, the lead first."""
    if isinstance(children, Select):
        rows = session.execute(_workers().where(Allocation.child_id.in_(children)), {"today": today})
    else:
        rows = session.execute(_workers_of_these(), {"today": today, "children": children})
    found: dict[UUID, list[Worker]] = defaultdict(list)
    for child_id, user_id, name, is_lead, why_gone, stand_in in rows:
        found[child_id].append(Worker(user_id, name, is_lead, why_gone, stand_in))
    return dict(found)


@cache
def _workers_of_these() -> Select[Any]:
    return _workers().where(Allocation.child_id.in_(bindparam("children", expanding=True)))


@cache
def _workers() -> Select[Any]:
    other = aliased(User)
    concerned = or_(Conflict.child_id == Child.id, Conflict.family_id == Child.family_id)
    in_conflict = exists().where(Conflict.user_id == User.id, concerned, Conflict.ended_at.is_(None))
    gone = case((~User.active, "has left"), (in_conflict, "conflict of interest"), else_="")
    return (
        select(Allocation.child_id, User.id, User.name, Allocation.is_lead, gone, func.coalesce(other.name, ""))
        .join(User, User.id == Allocation.user_id)
        .join(Child, Child.id == Allocation.child_id)
        .outerjoin(StandIn, and_(StandIn.away_id == User.id, StandIn.from_on <= TODAY, StandIn.to_on > TODAY))
        .outerjoin(other, other.id == StandIn.stand_in_id)
        .where(allocated_now(TODAY))
        .order_by(Allocation.is_lead.desc(), Allocation.from_on.desc(), User.name)
    )


def worker_in_team(session: AnySession, manager: User, user_id: int, now: datetime) -> User | None:
    """That worker, if a child whom `manager` manages is theirs today, or they stand in for whose it is."""
    today = now.astimezone(LONDON).date()
    theirs = select(Child.id).where(Child.id.in_(allocated_to(user_id, today)), managed_by(manager, now))
    return session.scalar(select(User).where(User.id == user_id, theirs.exists()))


def closed_since(session: AnySession, children: Select[UUID] | Sequence[UUID], today: date) -> dict[UUID, date]:
    """The last day of work, for each child whom somebody has worked with and nobody does now, and who is under no
    help today.
    """
    helped = exists().where(
        HelpEpisode.child_id == Allocation.child_id,
        is_current_spell(HelpEpisode.started_on, HelpEpisode.ended_on, today),
    )
    # Without an end, an allocation goes on: it counts as one that ends after every day there is.
    last = func.max(func.coalesce(Allocation.to_on, date.max))
    query = (
        select(Allocation.child_id, last)
        .where(Allocation.child_id.in_(children), ~helped)
        .group_by(Allocation.child_id)
        .having(last <= today)
    )
    return {child_id: on for child_id, on in session.execute(query)}


def workers_for(session: AnySession, child: Child, now: datetime) -> list[User]:
    """Practitioners who can be given this child: of its team; from the intake team, of every team of the authority.
    Nobody from whom the child is hidden.
    """
    same_team = User.team_id == child.team_id
    wanted = Team.authority_id == child.authority_id if child.team.is_intake else same_team
    query = (
        select(User)
        .join(Team, Team.id == User.team_id)
        .where(wanted, User.active.is_(True), may_know(child, now))
        .options(joinedload(User.team))
        .order_by(User.name)
    )
    return [user for user in session.scalars(query) if any(user.is_a(role) for role in WORKERS)]


def children_of_other_families(
    session: AnySession, reader: User, now: datetime, child: Child, asked: str
) -> list[Child]:
    """Children of the same team and another family, found by part of a name or number; at most MOST_FOUND."""
    others = and_(Child.team_id == child.team_id, Child.family_id != child.family_id)
    return _found_so(session, reader, now, others, asked)


def children_of_team_like(session: AnySession, reader: User, now: datetime, child: Child, asked: str) -> list[Child]:
    """Other children of the same team, found by part of a name or number; at most MOST_FOUND."""
    return _found_so(session, reader, now, and_(Child.team_id == child.team_id, Child.id != child.id), asked)


def _found_so(session: AnySession, reader: User, now: datetime, wanted: ColumnElement[bool], asked: str) -> list[Child]:
    found = [
        other
        for other, numbers, _ in children_with_numbers(session, reader, now, wanted)
        if is_found(words_to_find(other, numbers), asked)
    ]
    return sorted(found, key=lambda other: folded(other.full_name))[:MOST_FOUND]
