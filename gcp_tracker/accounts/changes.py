"""What administrators asked for about accounts: who may confirm it, what waits, and what a person is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import AccountChange, Child, Role, Team, User
from gcp_tracker.rules.four_eyes import TOLD_FOR, WAITS_FOR, asked_words, told_words
from gcp_tracker.rules.vocabulary import AccountChangeKind, RoleName
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import Moment, Reader


@dataclass(frozen=True, slots=True)
class Waiting:
    """`by`: who can confirm it, those of the person’s own team first."""

    change: AccountChange
    words: str
    by: tuple[User, ...]

    @property
    def by_words(self) -> str:
        """The first, and that there are others."""
        more = len(self.by) - 1
        first = self.by[0].name if self.by else "nobody"
        return f"{first}, or another manager" if more > 0 and self.by[0].is_a(RoleName.MANAGER) else first


@dataclass(frozen=True, slots=True)
class Told:
    change: AccountChange
    words: str
    how: str


def is_anybody_recorded(session: AnySession) -> bool:
    """Whether there is any child to read of."""
    return session.scalar(select(Child.id).limit(1)) is not None


def confirmers(session: AnySession, change: AccountChange, today: date) -> list[User]:
    """Managers of the authority, those of the person’s own team first; where there is none, other administrators.
    Neither who asked nor whom it is about.
    """
    return _confirmers_among(_able(session, today), change)


def _able(session: AnySession, today: date) -> list[User]:
    query = select(User).where(_can_sign_in(today), _has_role(RoleName.MANAGER, RoleName.ADMINISTRATOR))
    return list(session.scalars(query.options(joinedload(User.team))))


def _confirmers_among(managing: list[User], change: AccountChange) -> list[User]:
    but = {change.asked_by_id, change.user.id if change.user else None}
    able = [one for one in managing if one.id not in but]
    team = _team_of(change)
    managers = [
        one
        for one in able
        if one.is_a(RoleName.MANAGER) and one.team and (team is None or one.team.authority_id == team.authority_id)
    ]
    if managers:
        return sorted(managers, key=lambda one: (one.team is not team, one.name, one.id))
    return sorted((one for one in able if one.is_a(RoleName.ADMINISTRATOR)), key=lambda one: (one.name, one.id))


def waiting_with_number(session: AnySession, number: int, reader: User, now: datetime) -> Waiting | None:
    """One that waits and that the reader may confirm; None where it is not theirs."""
    found = _shown(session, _waiting(now).where(AccountChange.id == number), now)
    return next((one for one in found if reader in one.by), None)


def waiting_for(session: AnySession, reader: User, now: datetime) -> list[Waiting]:
    """Those that the reader may confirm, the oldest first."""
    return [one for one in _shown(session, _waiting(now), now) if reader in one.by]


def waiting_about(session: AnySession, user: User, now: datetime) -> list[Waiting]:
    """For the page that shows the person to administrators."""
    return _shown(session, _waiting(now).where(AccountChange.user_id == user.id), now)


def waiting_new(session: AnySession, now: datetime) -> list[Waiting]:
    """People who have no account yet."""
    return _shown(session, _waiting(now).where(AccountChange.kind == AccountChangeKind.NEW_PERSON), now)


def waiting_for_manager(manager: Reader, asked_since: Moment) -> Select[int]:
    """The numbers of `waiting_for`, as a statement to count by."""
    about = select(User.team_id).where(User.id == AccountChange.user_id).scalar_subquery()
    team = func.coalesce(AccountChange.team_id, about)
    authority = select(Team.authority_id).where(Team.id == team).scalar_subquery()
    own = select(Team.authority_id).where(Team.id == manager.team_id).scalar_subquery()
    return select(AccountChange.id).where(
        *_still_waits(asked_since),
        or_(authority.is_(None), authority == own),
        or_(AccountChange.asked_by_id.is_(None), AccountChange.asked_by_id != manager.id),
        or_(AccountChange.user_id.is_(None), AccountChange.user_id != manager.id),
    )


def told_of(session: AnySession, user: User, now: datetime) -> list[Told]:
    """What was done with the person’s own account of late, the latest first."""
    found = session.scalars(
        _changes()
        .where(AccountChange.user_id == user.id, *_came_to_be(), AccountChange.decided_at > now - TOLD_FOR)
        .order_by(AccountChange.decided_at.desc(), AccountChange.id.desc())
    )
    return [_told(change) for change in found]


def untold(user: User) -> Select[int]:
    """Of which the person has not said yet that they know."""
    return select(AccountChange.id).where(
        AccountChange.user_id == user.id, *_came_to_be(), AccountChange.known_at.is_(None)
    )


def has_untold(session: AnySession, user: User) -> bool:
    return session.scalar(untold(user).limit(1)) is not None


def others_to_tell(session: AnySession, user: User, told: list[Told], today: date) -> list[User]:
    """Managers and administrators who had no part in any of it: to whom a person says that they did not ask."""
    part = {number for one in told for number in (one.change.asked_by_id, one.change.decided_by_id, user.id)}
    query = select(User).where(_can_sign_in(today), _has_role(RoleName.MANAGER, RoleName.ADMINISTRATOR))
    found = [one for one in session.scalars(query.order_by(User.name, User.id)) if one.id not in part]
    return sorted(found, key=lambda one: (one.team_id != user.team_id, not one.is_a(RoleName.MANAGER)))[:2]


def _told(change: AccountChange) -> Told:
    asked = f"asked for by {change.asked_by.name}" if change.asked_by else "made on the server, by whoever runs it"
    how = f"{asked}, confirmed by {change.decided_by.name}" if change.decided_by else asked
    team = change.team.name if change.team else ""
    return Told(change, told_words(change.kind, change.email, change.role, team), how)


def _shown(session: AnySession, waiting: Select[AccountChange], now: datetime) -> list[Waiting]:
    """Who could confirm is asked once for all of them."""
    changes = session.scalars(waiting).all()
    able = _able(session, now.astimezone(LONDON).date()) if changes else []
    return [Waiting(change, _words(change), tuple(_confirmers_among(able, change))) for change in changes]


def _words(change: AccountChange) -> str:
    return asked_words(
        change.kind,
        change.whose_name,
        change.email,
        change.role,
        change.team.name if change.team else "",
        change.profession,
    )


def _changes() -> Select[AccountChange]:
    return select(AccountChange).options(
        joinedload(AccountChange.user).joinedload(User.team),
        joinedload(AccountChange.team),
        joinedload(AccountChange.asked_by),
        joinedload(AccountChange.decided_by),
    )


def _waiting(now: datetime) -> Select[AccountChange]:
    return _changes().where(*_still_waits(now - WAITS_FOR)).order_by(AccountChange.asked_at, AccountChange.id)


def _still_waits(asked_since: Moment) -> tuple[ColumnElement[bool], ...]:
    return AccountChange.decided_at.is_(None), AccountChange.asked_at > asked_since


def _came_to_be() -> tuple[ColumnElement[bool], ...]:
    """An invitation is no news to whoever opened it."""
    return AccountChange.is_confirmed.is_(True), AccountChange.kind != AccountChangeKind.NEW_PERSON


def _team_of(change: AccountChange) -> Team | None:
    return change.team or (change.user.team if change.user else None)


def _can_sign_in(today: date) -> ColumnElement[bool]:
    return and_(
        User.active,
        or_(User.ends_on.is_(None), User.ends_on > today),
        or_(User.password != "", User.provider_subject.is_not(None)),
    )


def _has_role(*roles: RoleName) -> ColumnElement[bool]:
    return User.roles.any(Role.name.in_([role.value for role in roles]))
