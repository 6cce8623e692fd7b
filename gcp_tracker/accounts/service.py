"""Authorities, teams and the people who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import delete, func, select

from gcp_tracker.models import Authority, EndedSession, Role, Team, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.staff import (
    check_email,
    check_lea_code,
    check_password,
    check_periods,
    check_team_fits_role,
)
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AuthorityDetails:
    """What an authority sets for itself; none of the periods is national."""

    name: str
    lea_code: str = ""
    retention_years: int = 17
    emergency_numbers: str = "999"
    profile_every_days: int = 91


@dataclass(frozen=True, slots=True)
class TeamDetails:
    name: str
    is_intake: bool = False


@dataclass(frozen=True, slots=True)
class UserDetails:
    """`password` is the first one, as typed."""

    name: str
    email: str
    role: RoleName
    password: str
    team: Team | None = None
    profession: str = ""
    is_demo: bool = False


def create_authority(uow: UnitOfWork, details: AuthorityDetails) -> Authority:
    authority = Authority()
    _describe(uow, authority, details)
    uow.session.add(authority)
    uow.record("authority:create", subject=authority)
    return authority


def describe_authority(uow: UnitOfWork, authority: Authority, details: AuthorityDetails) -> None:
    changed = _describe(uow, authority, details)
    uow.record("authority:describe", subject=authority, changed=changed)


def create_team(uow: UnitOfWork, authority: Authority, details: TeamDetails) -> Team:
    """Raises RuleBroken when the authority has a team of that name."""
    if not details.name:
        raise RuleBroken("Enter the team’s name", field="name")
    taken = select(Team.id).where(Team.authority_id == authority.id, func.lower(Team.name) == details.name.lower())
    if uow.session.scalar(taken) is not None:
        raise RuleBroken(f"{authority.name} already has a team called {details.name}", field="name")
    team = Team(authority=authority, name=details.name, is_intake=details.is_intake)
    uow.session.add(team)
    uow.record("team:create", subject=team)
    return team


def create_user(uow: UnitOfWork, details: UserDetails) -> User:
    """Needs an application context, whose settings say how passwords are hashed. Raises RuleBroken beside the field."""
    if not details.name:
        raise RuleBroken("Enter the person’s name", field="name")
    email = check_email(details.email)
    if uow.session.scalar(select(User.id).where(func.lower(User.email) == email)) is not None:
        raise RuleBroken("Somebody has an account with this e-mail address", field="email")
    check_team_fits_role(details.role, has_team=details.team is not None)
    check_password(details.password)
    user = User(
        name=details.name,
        email=email,
        password=str(hash_password(details.password)),
        fs_uniquifier=uuid4().hex,
        team=details.team,
        profession=details.profession,
        roles=[_role(uow, details.role)],
        is_demo=details.is_demo,
        created_at=uow.now,
    )
    uow.session.add(user)
    uow.record("user:create", subject=user)
    return user


def disable_user(uow: UnitOfWork, user: User) -> None:
    """No more sign-ins, and what is open now ends at its next request. What the person wrote stays."""
    if uow.actor is user:
        raise RuleBroken("You cannot disable your own account: ask another administrator.")
    if not user.active:
        raise RuleBroken(f"{user.name}’s account is disabled already.")
    user.active = False
    # Sessions hold this word; with another one none of them is known any more.
    user.fs_uniquifier = uuid4().hex
    uow.record("user:disable", subject=user)


def enable_user(uow: UnitOfWork, user: User) -> None:
    if user.active:
        raise RuleBroken(f"{user.name}’s account is in use already.")
    user.active = True
    uow.record("user:enable", subject=user)


def end_session(uow: UnitOfWork, key: str, forget_at: datetime) -> None:
    """The sign-in of that key (accounts/sessions.py) opens nothing any more. `forget_at`: when it would have ended of
    itself.
    """
    uow.session.execute(delete(EndedSession).where(EndedSession.forget_at <= uow.now))
    uow.session.add(EndedSession(key=key, forget_at=forget_at))
    uow.record("session:end")


def _describe(uow: UnitOfWork, authority: Authority, details: AuthorityDetails) -> list[str]:
    if not details.name:
        raise RuleBroken("Enter the authority’s name", field="name")
    if not details.emergency_numbers:
        raise RuleBroken("Enter the numbers to ring when a child is not safe tonight", field="emergency_numbers")
    lea_code = check_lea_code(details.lea_code)
    check_periods(details.retention_years, details.profile_every_days)
    _refuse_taken(uow, authority, "name", details.name)
    if lea_code:
        _refuse_taken(uow, authority, "lea_code", lea_code)
    new = {
        "name": details.name,
        "lea_code": lea_code,
        "retention_years": details.retention_years,
        "emergency_numbers": details.emergency_numbers,
        "profile_every_days": details.profile_every_days,
    }
    changed = [field for field, value in new.items() if getattr(authority, field) != value]
    for field in changed:
        setattr(authority, field, new[field])
    return changed


def _refuse_taken(uow: UnitOfWork, authority: Authority, field: str, value: str) -> None:
    others = select(Authority).where(func.lower(getattr(Authority, field)) == value.lower())
    if any(other is not authority for other in uow.session.scalars(others)):
        raise RuleBroken(f"Another authority has “{value}”", field=field)


def _role(uow: UnitOfWork, name: RoleName) -> Role:
    role = uow.session.scalar(select(Role).where(Role.name == name.value))
    if role is None:
        role = Role(name.value)
        uow.session.add(role)
    return role
