"""Reading authorities, teams and people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from gcp_tracker.models import Authority, OneTimeLink, SignIn, Team, User
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


def user_by_email(session: AnySession, email: str) -> User | None:
    return session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def user_by_subject(session: AnySession, subject: str) -> User | None:
    return session.scalar(select(User).where(User.provider_subject == subject))


def sign_ins(session: AnySession, user: User, now: datetime) -> list[SignIn]:
    """Those that have not ended, the one last used first."""
    found = select(SignIn).where(SignIn.user_id == user.id, SignIn.ends_at > now).order_by(SignIn.last_seen_at.desc())
    return list(session.scalars(found))


def waiting_link(session: AnySession, user: User, now: datetime) -> OneTimeLink | None:
    """One that was made and not opened yet."""
    return session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now
        )
    )
