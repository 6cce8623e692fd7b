"""The restriction of a child, who is named, and what waits for a second manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.models import Allocation, Child, NamedPerson, Restriction, RestrictionRequest, Team, User
from gcp_tracker.rules.vocabulary import RequestKind, RoleName
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import Moment, Reader, allocated_now, standing_restrictions, visible_to, without_conflict

CAN_BE_NAMED = (RoleName.PRACTITIONER, RoleName.DUTY_PRACTITIONER, RoleName.MANAGER, RoleName.CHAIR)


@dataclass(frozen=True, slots=True)
class Choices:
    """Who can be named: `near` work with the child, or are in its team, or manage; `others` are everybody else.
    `beforehand` are those of `near` who work with the child or manage it.
    """

    near: list[User]
    beforehand: list[User]
    others: list[User]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that a second manager decides, and the children whom it is about."""

    request: RestrictionRequest
    child: Child

    @property
    def words(self) -> str:
        """ "Take Ben Lowe off the names" """
        person = self.request.person.name if self.request.person else ""
        return {
            RequestKind.SET: "Restrict",
            RequestKind.LIFT: "Lift the restriction of",
            RequestKind.NAME: f"Name {person} for",
            RequestKind.REMOVE: f"Take {person}’s name off",
        }[self.request.kind]


def restriction_of(session: AnySession, child: Child, now: datetime) -> Restriction | None:
    """The one that stands, with its names and requests."""
    if child.restriction_id is None:
        return None
    query = (
        select(Restriction)
        .where(Restriction.id == child.restriction_id, Restriction.id.in_(standing_restrictions(now)))
        .options(
            selectinload(Restriction.people).joinedload(NamedPerson.user).joinedload(User.team),
            selectinload(Restriction.requests).joinedload(RestrictionRequest.asked_by),
        )
    )
    return session.scalar(query)


def can_be_named(user: User) -> bool:
    return user.active and any(user.is_a(role) for role in CAN_BE_NAMED)


def people_to_name(session: AnySession, child: Child, now: datetime) -> Choices:
    today = now.astimezone(LONDON).date()
    query = (
        select(User)
        .outerjoin(Team, Team.id == User.team_id)
        .where(
            User.active.is_(True),
            or_(Team.authority_id == child.authority_id, User.team_id.is_(None)),
            without_conflict(child),
        )
        .options(joinedload(User.team))
        .order_by(User.name)
    )
    everybody = [user for user in session.scalars(query) if can_be_named(user)]
    held = set(session.scalars(select(Allocation.user_id).where(Allocation.child_id == child.id, allocated_now(today))))
    beforehand = [user for user in everybody if user.id in held or _manages(user, child)]
    near = [
        user for user in everybody if user in beforehand or user.team_id == child.team_id or user.is_a(RoleName.MANAGER)
    ]
    return Choices(near, beforehand, [user for user in everybody if user not in near])


def requests_waiting(session: AnySession, user: User, now: datetime) -> list[Waiting]:
    """What this manager is asked to decide: of children for whom the manager is named, asked by somebody else."""
    query = (
        select(RestrictionRequest, Child)
        .join(Child, Child.restriction_id == RestrictionRequest.restriction_id)
        .where(RestrictionRequest.id.in_(waiting_requests(user, now)), visible_to(user, now))
        .options(joinedload(RestrictionRequest.asked_by), joinedload(RestrictionRequest.person))
        .order_by(RestrictionRequest.asked_at, RestrictionRequest.id, Child.born_on)
    )
    first: dict[int, Waiting] = {}
    for request, child in session.execute(query):
        first.setdefault(request.id, Waiting(request, child))
    return list(first.values())


def waiting_requests(user: Reader, now: Moment) -> Select[int]:
    """The same by their ids, each once."""
    return (
        select(RestrictionRequest.id)
        .distinct()
        .join(Restriction, Restriction.id == RestrictionRequest.restriction_id)
        .join(NamedPerson, NamedPerson.restriction_id == Restriction.id)
        .join(Child, Child.restriction_id == Restriction.id)
        .where(
            NamedPerson.user_id == user.id,
            RestrictionRequest.decided_at.is_(None),
            RestrictionRequest.asked_by_id != user.id,
            Restriction.id.in_(standing_restrictions(now)),
            visible_to(user, now),
        )
    )


def _manages(user: User, child: Child) -> bool:
    return user.is_a(RoleName.MANAGER) and user.team_id == child.team_id
