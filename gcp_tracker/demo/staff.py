"""Who works at the fictional authority."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from gcp_tracker.accounts.service import (
    AuthorityDetails,
    TeamDetails,
    UserDetails,
    create_authority,
    create_team,
    create_user,
)
from gcp_tracker.demo.state import PASSWORD
from gcp_tracker.models import Authority, Team, User
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import AnySession, UnitOfWork

# Its returns carry the code of the sample return, so that one can be tried. Its telephone numbers lead nowhere.
AUTHORITY = AuthorityDetails(
    name="Tarnbridge Council",
    lea_code="201",
    emergency_numbers="999 · duty team 01632 960 112 · out of hours 01632 960 148",
)
INTAKE = "front_door"
TEAMS = {
    "meadow_lane": TeamDetails("Meadow Lane"),
    "harbour": TeamDetails("Harbour"),
    INTAKE: TeamDetails("Front Door", is_intake=True),
}


@dataclass(frozen=True, slots=True)
class Person:
    """`left` is the last day of somebody who works elsewhere now."""

    name: str
    role: RoleName
    team: str = ""
    profession: str = ""
    left: int | None = None


# Keys are the first part of the e-mail address, and how the stories call them.
PEOPLE = {
    "priya": Person("Priya Nair", RoleName.PRACTITIONER, "meadow_lane", "social worker"),
    "tom": Person("Tom Ashworth", RoleName.PRACTITIONER, "meadow_lane", "social worker"),
    "leila": Person("Leila Haidari", RoleName.PRACTITIONER, "meadow_lane", "social worker"),
    "owen": Person("Owen Griffiths", RoleName.PRACTITIONER, "meadow_lane", "social worker", left=-210),
    "grace": Person("Grace Mensah", RoleName.MANAGER, "meadow_lane", "social worker"),
    "marcus": Person("Marcus Bell", RoleName.PRACTITIONER, "harbour", "family support worker"),
    "sunita": Person("Sunita Rao", RoleName.PRACTITIONER, "harbour", "social worker"),
    "kofi": Person("Kofi Asante", RoleName.PRACTITIONER, "harbour", "social worker"),
    "nadia": Person("Nadia Frost", RoleName.DUTY_PRACTITIONER, "harbour", "social worker"),
    "dale": Person("Dale Osborne", RoleName.MANAGER, "harbour", "social worker"),
    "ines": Person("Inés Duarte", RoleName.MANAGER, INTAKE, "social worker"),
    "helen": Person("Helen Fairclough", RoleName.CHAIR),
    "samir": Person("Samir Haddad", RoleName.DATA_OFFICER, INTAKE),
    "joan": Person("Joan Pettit", RoleName.ADMINISTRATOR),
}


@dataclass(frozen=True, slots=True)
class Staff:
    authority: Authority
    teams: dict[str, Team]
    people: dict[str, User]

    def manager_of(self, team: str) -> User:
        return next(
            self.people[key]
            for key, person in PEOPLE.items()
            if person.team == team and person.role is RoleName.MANAGER
        )


def gather_staff(uow: UnitOfWork) -> Staff:
    authority = create_authority(uow, AUTHORITY)
    teams = {key: create_team(uow, authority, details) for key, details in TEAMS.items()}
    people = {}
    for key, person in PEOPLE.items():
        details = UserDetails(
            person.name,
            _email(key),
            person.role,
            PASSWORD,
            teams[person.team] if person.team else None,
            person.profession,
            is_demo=True,
        )
        people[key] = create_user(uow, details)
    return Staff(authority, teams, people)


def staff_on_file(session: AnySession) -> Staff | None:
    """Those of a demo whose making was cut off; None where nobody is there yet."""
    authority = session.scalar(select(Authority))
    if authority is None:
        return None
    teams = {team.name: team for team in session.scalars(select(Team))}
    people = {user.email: user for user in session.scalars(select(User))}
    return Staff(
        authority,
        {key: teams[details.name] for key, details in TEAMS.items()},
        {key: people[_email(key)] for key in PEOPLE},
    )


def _email(key: str) -> str:
    return f"{key}@tarnbridge.example"
