"""Authorities and their teams."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from gcp_tracker.models import Authority, Team
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.staff import check_lea_code, check_periods
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
