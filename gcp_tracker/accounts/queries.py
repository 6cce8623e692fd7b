"""Reading authorities, teams and people."""

from __future__ import annotations

from sqlalchemy import func, select

from gcp_tracker.models import Authority, Team, User
from gcp_tracker.unit_of_work import AnySession


def authorities(session: AnySession) -> list[Authority]:
    return list(session.scalars(select(Authority).order_by(Authority.name)))


def authority_named(session: AnySession, name: str) -> Authority | None:
    return session.scalar(select(Authority).where(func.lower(Authority.name) == name.lower()))


def teams(session: AnySession) -> list[Team]:
    return list(session.scalars(select(Team).order_by(Team.authority_id, Team.name)))


def teams_named(session: AnySession, name: str) -> list[Team]:
    """One per authority that has a team of that name."""
    return list(session.scalars(select(Team).where(func.lower(Team.name) == name.lower())))


def people(session: AnySession) -> list[User]:
    """Everybody with an account, by name; disabled ones too."""
    return list(session.scalars(select(User).order_by(func.lower(User.name))))


def has_demo_accounts(session: AnySession) -> bool:
    return session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None
