"""Who works at the fictional authority."""

from __future__ import annotations

from dataclasses import dataclass

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
from gcp_tracker.unit_of_work import UnitOfWork

# Its returns carry the code of the sample return, so that one can be tried. Its telephone numbers lead nowhere.
AUTHORITY = AuthorityDetails(
    name="Tarnbridge Council",
    lea_code="201",
    emergency_numbers="999 · duty team 01632 960 112 · out of hours 01632 960 148",
)


@dataclass(frozen=True, slots=True)
class Staff:
    authority: Authority
    meadow_lane: Team
    intake: Team
    people: dict[str, User]


def gather_staff(uow: UnitOfWork) -> Staff:
    authority = create_authority(uow, AUTHORITY)
    meadow_lane = create_team(uow, authority, TeamDetails("Meadow Lane"))
    intake = create_team(uow, authority, TeamDetails("Front Door", is_intake=True))

    def person(name: str, email: str, role: RoleName, team: Team | None = None, profession: str = "") -> User:
        details = UserDetails(name, f"{email}@tarnbridge.example", role, PASSWORD, team, profession, is_demo=True)
        return create_user(uow, details)

    return Staff(
        authority,
        meadow_lane,
        intake,
        {
            "priya": person("Priya Nair", "priya", RoleName.PRACTITIONER, meadow_lane, "social worker"),
            "tom": person("Tom Ashworth", "tom", RoleName.PRACTITIONER, meadow_lane, "social worker"),
            "grace": person("Grace Mensah", "grace", RoleName.MANAGER, meadow_lane, "social worker"),
            "ines": person("Inés Duarte", "ines", RoleName.MANAGER, intake, "social worker"),
            "helen": person("Helen Fairclough", "helen", RoleName.CHAIR),
            "samir": person("Samir Haddad", "samir", RoleName.DATA_OFFICER, intake),
            "joan": person("Joan Pettit", "joan", RoleName.ADMINISTRATOR),
        },
    )
