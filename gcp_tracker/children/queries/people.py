"""Which children are whose, and who can be given a child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.children.finding import folded, is_found, words_to_find
from gcp_tracker.models import Allocation, Child, ChildIdentifier, HelpEpisode, Household, Residence, Team, User
from gcp_tracker.models.base import is_current_spell
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import AnySession

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Worker:
    id: int
    name: str
    is_lead: bool


def allocated_now(today: date) -> ColumnElement[bool]:
    return is_current_spell(Allocation.from_on, Allocation.to_on, today)


def allocated_to(user_id: int, today: date) -> Select[UUID]:
    return select(Allocation.child_id).where(Allocation.user_id == user_id, allocated_now(today))


def may_be_read_by(user: User, today: date) -> ColumnElement[bool]:
    """As the loader decides for one child: allocated, brother or sister of one allocated, or of a team managed."""
    mine = allocated_to(user.id, today)
    families = select(Child.family_id).where(Child.id.in_(mine), Child.merged_into_id.is_(None))
    readable = or_(Child.id.in_(mine), Child.family_id.in_(families))
    if user.is_a(RoleName.MANAGER) and user.team_id is not None:
        readable = or_(readable, Child.team_id == user.team_id)
    return and_(readable, Child.merged_into_id.is_(None))


def children_with_numbers(session: AnySession, wanted: ColumnElement[bool]) -> list[tuple[Child, str]]:
    """Children with all their other numbers in one string, for searching. Their authority comes along; a record that
    was merged into another is not among them.
    """
    numbers = (
        select(func.aggregate_strings(ChildIdentifier.value, " "))
        .where(ChildIdentifier.child_id == Child.id)
        .correlate(Child)
        .scalar_subquery()
    )
    query = select(Child, numbers).where(wanted, Child.merged_into_id.is_(None)).options(joinedload(Child.authority))
    return [(child, found or "") for child, found in session.execute(query)]


def workers_now(session: AnySession, children: Select[UUID], today: date) -> dict[UUID, list[Worker]]:
    """Who has each child today, the lead first."""
    query = (
        select(Allocation.child_id, User.id, User.name, Allocation.is_lead)
        .join(User, User.id == Allocation.user_id)
        .where(Allocation.child_id.in_(children), allocated_now(today))
        .order_by(Allocation.is_lead.desc(), Allocation.from_on.desc(), User.name)
    )
    found: dict[UUID, list[Worker]] = defaultdict(list)
    for child_id, user_id, name, is_lead in session.execute(query):
        found[child_id].append(Worker(user_id, name, is_lead))
    return dict(found)


def closed_since(session: AnySession, children: Select[UUID], today: date) -> dict[UUID, date]:
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


def homes_now(session: AnySession, children: Sequence[UUID], today: date) -> dict[UUID, dict[int, str]]:
    """Where each child lives today: the households' names by their ids."""
    query = (
        select(Residence.child_id, Residence.from_on, Residence.to_on, Household.id, Household.name)
        .join(Household, Household.id == Residence.household_id)
        .where(Residence.child_id.in_(children))
        .order_by(Residence.from_on)
    )
    found: dict[UUID, dict[int, str]] = defaultdict(dict)
    for child_id, from_on, to_on, household_id, name in session.execute(query):
        if is_current(from_on, to_on, today):
            found[child_id][household_id] = name
    return dict(found)


def workers_for(session: AnySession, child: Child) -> list[User]:
    """Practitioners who can be given this child: of its team; from the intake team, of every team of the authority."""
    same_team = User.team_id == child.team_id
    wanted = Team.authority_id == child.authority_id if child.team.is_intake else same_team
    query = (
        select(User)
        .join(Team, Team.id == User.team_id)
        .where(wanted, User.active.is_(True))
        .options(joinedload(User.team))
        .order_by(User.name)
    )
    roles = (RoleName.PRACTITIONER, RoleName.DUTY_PRACTITIONER)
    return [user for user in session.scalars(query) if any(user.is_a(role) for role in roles)]


def children_of_other_families(session: AnySession, child: Child, asked: str) -> list[Child]:
    """Children of the same team and another family, found by part of a name or number; at most MOST_FOUND."""
    return _found_so(session, and_(Child.team_id == child.team_id, Child.family_id != child.family_id), asked)


def children_of_team_like(session: AnySession, child: Child, asked: str) -> list[Child]:
    """Other children of the same team, found by part of a name or number; at most MOST_FOUND."""
    return _found_so(session, and_(Child.team_id == child.team_id, Child.id != child.id), asked)


def _found_so(session: AnySession, wanted: ColumnElement[bool], asked: str) -> list[Child]:
    found = [
        other
        for other, numbers in children_with_numbers(session, wanted)
        if is_found(words_to_find(other, numbers), asked)
    ]
    return sorted(found, key=lambda other: folded(other.full_name))[:MOST_FOUND]
