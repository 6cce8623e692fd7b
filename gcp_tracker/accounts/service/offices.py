"""Authorities and their teams."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from gcp_tracker.accounts.queries import count_of_children, count_of_people
from gcp_tracker.models import Authority, Team
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.staff import check_lea_code, check_team_is_empty
from gcp_tracker.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AuthorityDetails:
    name: str
    lea_code: str = ""
    emergency_numbers: str = "999"


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
    _check_team_name(uow, authority, details.name)
    team = Team(authority=authority, name=details.name, is_intake=details.is_intake)
    uow.session.add(team)
    uow.record("team:create", subject=team)
    return team


def describe_team(uow: UnitOfWork, team: Team, details: TeamDetails) -> None:
    """Another name, or whether children from a return arrive here. Raises RuleBroken."""
    _check_is_open(team)
    _check_team_name(uow, team.authority, details.name, team)
    changed = [field for field in ("name", "is_intake") if getattr(team, field) != getattr(details, field)]
    if "is_intake" in changed and not details.is_intake:
        _check_another_intake(uow, team)
    team.name, team.is_intake = details.name, details.is_intake
    uow.record("team:describe", subject=team, changed=changed)


def close_team(uow: UnitOfWork, team: Team) -> None:
    """Once nobody works in it and no child is with it. Raises RuleBroken with how many are."""
    uow.session.execute(select(Team.id).where(Team.id == team.id).with_for_update())
    _check_is_open(team)
    if team.is_intake:
        _check_another_intake(uow, team)
    check_team_is_empty(team.name, count_of_people(uow.session, team), count_of_children(uow.session, team))
    team.closed_on = uow.today
    uow.record("team:close", subject=team)


def _check_is_open(team: Team) -> None:
    if team.closed_on is not None:
        raise RuleBroken(f"{team.name} is closed already.")


def _check_another_intake(uow: UnitOfWork, team: Team) -> None:
    others = select(Team.id).where(
        Team.authority_id == team.authority_id, Team.is_intake, Team.closed_on.is_(None), Team.id != team.id
    )
    if uow.session.scalar(others.limit(1)) is None:
        raise RuleBroken(
            "Children from a return arrive here, and in no other team: make another one the intake team first.",
            "is_intake",
        )


def _check_team_name(uow: UnitOfWork, authority: Authority, name: str, itself: Team | None = None) -> None:
    """A closed team keeps its name: what it did is still told under it."""
    if not name:
        raise RuleBroken("Enter the team’s name", field="name")
    taken = select(Team).where(Team.authority_id == authority.id, func.lower(Team.name) == name.lower())
    if any(team is not itself for team in uow.session.scalars(taken)):
        raise RuleBroken(f"{authority.name} already has a team called {name}", field="name")


def _describe(uow: UnitOfWork, authority: Authority, details: AuthorityDetails) -> list[str]:
    if not details.name:
        raise RuleBroken("Enter the authority’s name", field="name")
    if not details.emergency_numbers:
        raise RuleBroken("Enter the numbers to ring when a child is not safe tonight", field="emergency_numbers")
    lea_code = check_lea_code(details.lea_code)
    _refuse_taken(uow, authority, "name", details.name)
    if lea_code:
        _refuse_taken(uow, authority, "lea_code", lea_code)
    new = {
        "name": details.name,
        "lea_code": lea_code,
        "emergency_numbers": details.emergency_numbers,
    }
    changed = [field for field, value in new.items() if getattr(authority, field) != value]
    for field in changed:
        setattr(authority, field, new[field])
    return changed


def _refuse_taken(uow: UnitOfWork, authority: Authority, field: str, value: str) -> None:
    others = select(Authority).where(func.lower(getattr(Authority, field)) == value.lower())
    if any(other is not authority for other in uow.session.scalars(others)):
        raise RuleBroken(f"Another authority has “{value}”", field=field)
