"""Sessions: whose they were, and what a worker has to read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.models import (
    Child,
    SupervisionAnswer,
    SupervisionAttender,
    SupervisionRecord,
    SupervisionSession,
    User,
)
from gcp_tracker.rules.records import RecordState
from gcp_tracker.supervision.queries.records import WITH_SESSION
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import WORKERS, readable_by, writable_by

# What was signed longer ago was read or will not be.
TO_READ_DAYS = 92
# So long after a talk another child may still be added to it.
OPEN_DAYS = 7
LATEST = 30


@dataclass(frozen=True, slots=True)
class ListedSession:
    """`records` are those about children whom the reader may read, by the child’s name."""

    session: SupervisionSession
    records: tuple[SupervisionRecord, ...]


def session_led_by(session: AnySession, user: User, session_id: UUID) -> SupervisionSession | None:
    return session.scalar(
        select(SupervisionSession)
        .where(SupervisionSession.id == session_id, SupervisionSession.led_by_id == user.id)
        .options(joinedload(SupervisionSession.worker).lazyload(User.roles), selectinload(SupervisionSession.attenders))
    )


def sessions_open_to(session: AnySession, user: User, child: Child, now: datetime) -> list[SupervisionSession]:
    """Of the last days, led by this person, in which the child was not talked about yet."""
    since = now.astimezone(LONDON).date() - timedelta(days=OPEN_DAYS)
    return list(
        session.scalars(
            select(SupervisionSession)
            .where(
                SupervisionSession.led_by_id == user.id,
                SupervisionSession.held_on >= since,
                SupervisionSession.id.not_in(
                    select(SupervisionRecord.session_id).where(
                        SupervisionRecord.child_id == child.id,
                        SupervisionRecord.session_id.is_not(None),
                        SupervisionRecord.state != RecordState.DISCARDED,
                    )
                ),
            )
            .options(
                joinedload(SupervisionSession.worker).lazyload(User.roles), selectinload(SupervisionSession.attenders)
            )
            .order_by(SupervisionSession.held_on.desc(), SupervisionSession.opened_at.desc())
        )
    )


def own_sessions(session: AnySession, user: User, now: datetime) -> list[ListedSession]:
    """Led by this person, or with them; the latest first."""
    there = select(SupervisionAttender.session_id).where(SupervisionAttender.user_id == user.id)
    sessions = list(
        session.scalars(
            select(SupervisionSession)
            .where(
                or_(
                    SupervisionSession.led_by_id == user.id,
                    SupervisionSession.worker_id == user.id,
                    SupervisionSession.id.in_(there),
                )
            )
            .options(
                joinedload(SupervisionSession.led_by).lazyload(User.roles),
                joinedload(SupervisionSession.worker).lazyload(User.roles),
                selectinload(SupervisionSession.attenders),
            )
            .order_by(SupervisionSession.held_on.desc(), SupervisionSession.opened_at.desc())
            .limit(LATEST)
        )
    )
    records = records_in(session, [one.id for one in sessions], user, now)
    return [ListedSession(one, tuple(records.get(one.id, ()))) for one in sessions]


def records_in(
    session: AnySession, session_ids: Collection[UUID], user: User, now: datetime
) -> dict[UUID, list[SupervisionRecord]]:
    """By session, about children whom this person may read: signed ones, and who leads sees the drafts too."""
    rows = session.scalars(
        select(SupervisionRecord)
        .join(Child, Child.id == SupervisionRecord.child_id)
        .join(SupervisionSession, SupervisionSession.id == SupervisionRecord.session_id)
        .where(
            SupervisionRecord.session_id.in_(session_ids),
            or_(
                SupervisionRecord.state == RecordState.SIGNED,
                (SupervisionRecord.state == RecordState.DRAFT) & (SupervisionSession.led_by_id == user.id),
            ),
            readable_by(user, now),
        )
        .options(joinedload(SupervisionRecord.child).joinedload(Child.family))
        .order_by(Child.given_name, SupervisionRecord.opened_at)
    )
    found: dict[UUID, list[SupervisionRecord]] = {}
    for row in rows:
        if row.session_id is not None:
            found.setdefault(row.session_id, []).append(row)
    return found


def records_to_read(session: AnySession, user: User, now: datetime) -> list[SupervisionRecord]:
    """Signed of late by somebody else about children with whom this person works, and not answered by them."""
    answered = select(SupervisionAnswer.record_id).where(SupervisionAnswer.by_id == user.id)
    return list(
        session.scalars(
            select(SupervisionRecord)
            .join(Child, Child.id == SupervisionRecord.child_id)
            .where(
                SupervisionRecord.state == RecordState.SIGNED,
                SupervisionRecord.author_id != user.id,
                SupervisionRecord.closed_at >= now - timedelta(days=TO_READ_DAYS),
                SupervisionRecord.id.not_in(answered),
                writable_by(user, now),
            )
            .options(
                WITH_SESSION,
                joinedload(SupervisionRecord.author).lazyload(User.roles),
                joinedload(SupervisionRecord.child).joinedload(Child.family),
            )
            .order_by(SupervisionRecord.closed_at.desc())
        )
    )


def last_supervised(session: AnySession, child_ids: Sequence[UUID]) -> dict[UUID, date]:
    """By child, of children whom the caller has asked for already: the day of the last signed supervision."""
    rows = session.execute(
        select(SupervisionRecord.child_id, func.max(SupervisionSession.held_on))
        .join(SupervisionSession, SupervisionSession.id == SupervisionRecord.session_id)
        .where(SupervisionRecord.child_id.in_(child_ids), SupervisionRecord.state == RecordState.SIGNED)
        .group_by(SupervisionRecord.child_id)
    )
    return {child_id: on for child_id, on in rows}


def workers_of_team(session: AnySession, user: User) -> list[User]:
    """Those of the manager’s own team who work with children, by name."""
    if user.team_id is None:
        return []
    working = select(User).where(User.team_id == user.team_id, User.active.is_(True), User.id != user.id)
    names = {role.value for role in WORKERS}
    found = session.scalars(working.order_by(User.name))
    return [one for one in found if any(role.name in names for role in one.roles)]
