"""Who has declared what, for the manager and for the person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Child, Conflict, Team, User
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import may_know


def open_conflicts(session: AnySession, child: Child) -> list[Conflict]:
    """That keep somebody from this child, whichever of the brothers and sisters they were declared about."""
    concerned = or_(Conflict.child_id == child.id, Conflict.family_id == child.family_id)
    query = (
        select(Conflict)
        .where(concerned, Conflict.ended_at.is_(None))
        .options(joinedload(Conflict.user), joinedload(Conflict.declared_by))
        .order_by(Conflict.declared_at)
    )
    return list(session.scalars(query))


def own_conflicts(session: AnySession, user: User) -> list[Conflict]:
    """What the person declared themselves, ended ones too. What a manager declared about them would name a family."""
    query = (
        select(Conflict)
        .where(Conflict.user_id == user.id, Conflict.declared_by_id == user.id)
        .options(joinedload(Conflict.ended_by))
        .order_by(Conflict.declared_at.desc())
    )
    return list(session.scalars(query))


def other_managers_of_team(session: AnySession, child: Child, person: User, now: datetime) -> list[User]:
    query = select(User).where(
        User.team_id == child.team_id, User.id != person.id, User.active.is_(True), may_know(child, now)
    )
    return [user for user in session.scalars(query) if user.is_a(RoleName.MANAGER)]


def colleagues_of_authority(session: AnySession, child: Child) -> list[User]:
    """Everybody of the child's authority who could be in the way of a conflict, by name."""
    query = (
        select(User)
        .join(Team, Team.id == User.team_id)
        .where(Team.authority_id == child.authority_id, User.active.is_(True))
        .options(joinedload(User.team))
        .order_by(User.name)
    )
    roles = (RoleName.PRACTITIONER, RoleName.DUTY_PRACTITIONER, RoleName.MANAGER)
    return [user for user in session.scalars(query) if any(user.is_a(role) for role in roles)]
