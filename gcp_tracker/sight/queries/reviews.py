"""Broken glass: open now, and waiting for a manager to look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.accounts.changes import waiting_for_manager
from gcp_tracker.authority_settings import settings_of
from gcp_tracker.models import Child, NamedPerson, Sight, User, UtcInstant
from gcp_tracker.rules.four_eyes import WAITS_FOR
from gcp_tracker.rules.seeing import working_days_after
from gcp_tracker.rules.vocabulary import SightKind
from gcp_tracker.sight.queries.restrictions import waiting_requests
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import (
    NOW,
    Moment,
    Reader,
    any_reader,
    asked_by,
    is_open,
    managed_by,
    roles_of,
    visible_to,
)

ASKED_SINCE = bindparam("asked_since", type_=UtcInstant)


@dataclass(frozen=True, slots=True)
class Broken:
    """`due_on`: the working day on which it is reviewed at the latest."""

    sight: Sight
    due_on: date
    is_late: bool
    is_open: bool


def glass_to_review(session: AnySession, user: User, now: datetime) -> list[Broken]:
    """Of children whom this manager manages or is named for, broken by somebody else; the oldest first."""
    query = (
        select(Sight)
        .where(Sight.id.in_(_to_review(user, now)))
        .options(joinedload(Sight.child), joinedload(Sight.user).joinedload(User.team))
        .order_by(Sight.from_at)
    )
    return [_broken(session, sight, now) for sight in session.scalars(query)]


def count_to_decide(session: AnySession, user: User, now: datetime) -> int:
    """In one statement: a page asks it that shows none of them."""
    asked = asked_by(user, now) | {ASKED_SINCE.key: now - WAITS_FOR}
    return session.scalar(_to_decide(roles_of(user)), asked) or 0


@cache
def _to_decide(roles: Sequence[str]) -> Select[int]:
    manager = any_reader(roles)
    waiting = (_to_review(manager, NOW), waiting_requests(manager, NOW), waiting_for_manager(manager, ASKED_SINCE))
    broken, asked, accounts = (select(func.count()).select_from(one.subquery()).scalar_subquery() for one in waiting)
    return select(broken + asked + accounts)


def _to_review(user: Reader, now: Moment) -> Select[int]:
    named = and_(
        Child.restriction_id.in_(select(NamedPerson.restriction_id).where(NamedPerson.user_id == user.id)),
        visible_to(user, now),
    )
    return (
        select(Sight.id)
        .join(Child, Child.id == Sight.child_id)
        .where(
            Sight.kind == SightKind.GLASS,
            Sight.reviewed_at.is_(None),
            Sight.user_id != user.id,
            or_(named, managed_by(user, now)),
        )
    )


def glass_of(session: AnySession, child: Child, now: datetime) -> list[Broken]:
    """Every time that the glass was broken for this child, the latest first."""
    query = (
        select(Sight)
        .where(Sight.child_id == child.id, Sight.kind == SightKind.GLASS)
        .options(joinedload(Sight.user).joinedload(User.team), joinedload(Sight.reviewed_by))
        .order_by(Sight.from_at.desc())
    )
    return [_broken(session, sight, now) for sight in session.scalars(query)]


def own_open_glass(session: AnySession, child: Child, user: User, now: datetime) -> list[Sight]:
    query = select(Sight).where(
        Sight.child_id == child.id, Sight.user_id == user.id, Sight.kind == SightKind.GLASS, is_open(now)
    )
    return list(session.scalars(query))


def _broken(session: AnySession, sight: Sight, now: datetime) -> Broken:
    on, today = sight.from_at.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    within = settings_of(session, sight.child.authority_id, on).working_days("glass_review_within")
    due_on = working_days_after(on, within)
    late = sight.reviewed_at is None and today > due_on
    still = sight.ended_at is None and sight.until_at is not None and sight.until_at > now
    return Broken(sight, due_on, late, still)
