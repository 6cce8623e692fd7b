"""Tries that failed, counted so that the next ones wait (rules/throttling.py says how long)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from gcp_tracker.models import FailedTry, User
from gcp_tracker.rules.throttling import FORGOTTEN_AFTER, Counted, wait_until
from gcp_tracker.unit_of_work import AnySession, UnitOfWork

Buckets = dict[str, Counted]


def seconds_to_wait(session: AnySession, buckets: Buckets, now: datetime) -> int:
    """0 when the next try is heard at once. `buckets`: keyed hashes, and what each counts."""
    until = now
    for found in session.scalars(select(FailedTry).where(FailedTry.bucket.in_(buckets))):
        if found.last_at > now - FORGOTTEN_AFTER:
            until = max(until, wait_until(buckets[found.bucket], found.failures, found.last_at))
    return max(0, -int((now - until).total_seconds() // 1))


def note_failed_try(uow: UnitOfWork, buckets: Buckets, user: User | None, what: str) -> None:
    """`user`: whose account it was, where there is one. What was typed is kept nowhere."""
    uow.session.execute(delete(FailedTry).where(FailedTry.last_at <= uow.now - FORGOTTEN_AFTER))
    insert: Any = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"bucket": bucket, "failures": 1, "last_at": uow.now} for bucket in sorted(buckets)]
    added = insert(FailedTry).values(rows)
    uow.session.execute(
        added.on_conflict_do_update(
            index_elements=[FailedTry.bucket],
            set_={"failures": FailedTry.failures + 1, "last_at": uow.now},
        )
    )
    uow.record("session:refuse", subject=user, reason=what)


def forget_tries(uow: UnitOfWork, buckets: Iterable[str]) -> None:
    """After one that was right."""
    uow.session.execute(delete(FailedTry).where(FailedTry.bucket.in_(list(buckets))))
