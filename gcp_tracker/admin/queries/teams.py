"""Teams, with how many people and children are in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from gcp_tracker.accounts.queries import authorities
from gcp_tracker.admin.queries.people import Person, managers_of, role_words, state_of
from gcp_tracker.models import Authority, Child, Team, User
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class TeamNow:
    """`people` are those whose accounts are open; `managers` by name."""

    team: Team
    people: int
    children: int
    managers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthorityTeams:
    authority: Authority
    open: list[TeamNow]
    closed: list[Team]

    @property
    def intake(self) -> bool:
        """Whether children from a return have somewhere to arrive."""
        return any(one.team.is_intake for one in self.open)


def teams_now(session: AnySession) -> list[AuthorityTeams]:
    """Of every authority; a fixed number of queries."""
    teams = list(session.scalars(select(Team).order_by(func.lower(Team.name))))
    people = _counts(session, select(User.team_id, func.count()).where(User.active).group_by(User.team_id))
    standing = select(Child.team_id, func.count()).where(Child.merged_into_id.is_(None))
    children = _counts(session, standing.group_by(Child.team_id))
    managers = managers_of(session, [team.id for team in teams])
    return [
        AuthorityTeams(
            authority,
            [
                TeamNow(
                    team,
                    people.get(team.id, 0),
                    children.get(team.id, 0),
                    tuple(one.name for one in managers.get(team.id, [])),
                )
                for team in teams
                if team.authority_id == authority.id and team.closed_on is None
            ],
            [team for team in teams if team.authority_id == authority.id and team.closed_on is not None],
        )
        for authority in authorities(session)
    ]


def team_with_id(session: AnySession, team_id: int) -> Team | None:
    return session.scalar(select(Team).where(Team.id == team_id).options(joinedload(Team.authority)))


def people_of(session: AnySession, team: Team) -> list[Person]:
    """Those whose accounts are open, by name."""
    query = select(User).where(User.team_id == team.id, User.active).order_by(func.lower(User.name))
    return [Person(user, role_words(user), None, state_of(user)) for user in session.scalars(query)]


def _counts(session: AnySession, by_team: Select[Any, int]) -> dict[int, int]:
    return {team_id: count for team_id, count in session.execute(by_team)}
