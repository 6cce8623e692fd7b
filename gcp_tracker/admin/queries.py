"""Reading the people and settings of every authority, for the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from gcp_tracker.accounts.queries import authorities, people, teams, waiting_link
from gcp_tracker.models import Authority, Team, User
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    role_words: str


@dataclass(frozen=True, slots=True)
class TeamPeople:
    team: Team
    people: list[Person]


@dataclass(frozen=True, slots=True)
class AuthorityPeople:
    authority: Authority
    teams: list[TeamPeople]


@dataclass(frozen=True, slots=True)
class Everybody:
    """`across` are the people of no team: chairs, partnership leads and administrators."""

    authorities: list[AuthorityPeople]
    across: list[Person]


def everybody(session: AnySession) -> Everybody:
    """A fixed number of queries, whatever the number of people."""
    staff = [Person(user, ", ".join(RoleName(role.name).words for role in user.roles)) for user in people(session)]
    by_team: dict[int | None, list[Person]] = {}
    for person in staff:
        by_team.setdefault(person.user.team_id, []).append(person)
    groups = [TeamPeople(team, by_team.get(team.id, [])) for team in teams(session)]
    return Everybody(
        [
            AuthorityPeople(authority, [group for group in groups if group.team.authority_id == authority.id])
            for authority in authorities(session)
        ],
        by_team.get(None, []),
    )


def how_far(session: AnySession, user: User, now: datetime) -> str:
    """Whether a person has set up what they sign in with, in words; nothing of what it is."""
    if not user.active:
        return "Disabled"
    if waiting_link(session, user, now) is not None:
        return "A link is waiting to be opened"
    if not user.password and not user.webauthn and not user.provider_subject:
        return "Cannot sign in: the last link has run out, or was never made"
    return "Set up"


def authority_with_id(session: AnySession, authority_id: int) -> Authority | None:
    return session.get(Authority, authority_id)


def user_with_id(session: AnySession, user_id: int) -> User | None:
    return session.scalar(select(User).where(User.id == user_id))
