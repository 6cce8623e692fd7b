"""Reading authorities, teams and people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from gcp_tracker.models import Authority, Child, OneTimeLink, Role, SignIn, Team, User
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import AnySession


def authorities(session: AnySession) -> list[Authority]:
    return list(session.scalars(select(Authority).order_by(Authority.name)))


def authority_named(session: AnySession, name: str) -> Authority | None:
    return session.scalar(select(Authority).where(func.lower(Authority.name) == name.lower()))


def teams(session: AnySession) -> list[Team]:
    """Those that are open."""
    return list(session.scalars(select(Team).where(Team.closed_on.is_(None)).order_by(Team.authority_id, Team.name)))


def teams_named(session: AnySession, name: str) -> list[Team]:
    """One per authority that has a team of that name."""
    return list(session.scalars(select(Team).where(func.lower(Team.name) == name.lower(), Team.closed_on.is_(None))))


def people(session: AnySession) -> list[User]:
    """Everybody with an account, by name; disabled ones too."""
    return list(session.scalars(select(User).order_by(func.lower(User.name))))


def has_accounts(session: AnySession) -> bool:
    return session.scalar(select(User.id).limit(1)) is not None


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


def count_of_people(session: AnySession, team: Team) -> int:
    """Those whose accounts are open."""
    return session.execute(select(func.count(User.id)).where(User.team_id == team.id, User.active)).scalar_one()


def count_of_children(session: AnySession, team: Team) -> int:
    """All of them, hidden ones too: a count, for whoever closes the team, and no name."""
    own = select(func.count(Child.id)).where(Child.team_id == team.id, Child.merged_into_id.is_(None))
    return session.execute(own).scalar_one()


def count_of_administrators(session: AnySession, but: User | None = None) -> int:
    """Those whose accounts are open and have no end."""
    open_ones = select(func.count(User.id)).where(
        User.active, User.ends_on.is_(None), User.roles.any(Role.name == RoleName.ADMINISTRATOR.value)
    )
    return session.execute(open_ones.where(User.id != but.id) if but else open_ones).scalar_one()


def ended_accounts(session: AnySession, today: date) -> list[User]:
    """Open still, though their last day is over."""
    return list(session.scalars(select(User).where(User.active, User.ends_on <= today).order_by(User.id)))
