"""Who did what to whose record, and when: a chain in which each event holds the hash of the one before it.

Written in the same transaction as what it records; never changed. docs/audit.md says the same for whoever wants to
verify the chain with a program of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.people import User

# What stands before the first event.
NOTHING_YET = "0" * 64
# What is hashed of an event, in this order.
HASHED = (
    "id",
    "at",
    "actor_id",
    "actor_role",
    "relation",
    "session_key",
    "action",
    "subject_kind",
    "subject_id",
    "child_id",
    "reason",
    "changed_fields",
    "salt_hash",
    "before_commitment",
    "after_commitment",
    "previous_hash",
)
SQLITE_SHA256 = "sha256_hex"
_in_bytes = json.JSONEncoder(separators=(",", ":")).encode
_sorted_in_bytes = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=str).encode


class AuditEvent(Base):
    """One event of the chain. Its id is its place: 1, 2, 3, without gaps."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_child_at", "child_id", "at"),
        Index("ix_audit_event_actor_at", "actor_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    # Neither this nor the child is a foreign key: an event outlives what it is about, and while it is written the head
    # of the chain is held, so that nothing may wait for a row of another table then.
    actor_id: Mapped[int | None]
    # What the actor was at that moment: roles in general, and to this child (names of rules.permissions.Relation).
    actor_role: Mapped[str] = mapped_column(String(200), default="")
    relation: Mapped[str] = mapped_column(String(200), default="")
    session_key: Mapped[str] = mapped_column(String(64), default="")
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[str] = mapped_column(String(40), default="")
    child_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_fields: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    # The one column that may change, once, to nothing: without it nobody can guess what the commitments stand for.
    salt: Mapped[str | None] = mapped_column(String(32))
    salt_hash: Mapped[str | None] = mapped_column(String(64))
    before_commitment: Mapped[str | None] = mapped_column(String(64))
    after_commitment: Mapped[str | None] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship(
        primaryjoin=lambda: foreign(AuditEvent.actor_id) == User.id, viewonly=True
    )


class AuditHead(Base):
    """One row: where the chain ends. Whoever adds to the chain holds it, as the last lock of a transaction."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Head:
    """The place of the last event, and its hash."""

    position: int = 0
    hash: str = NOTHING_YET


def chained(rows: Iterable[Mapping[str, Any]], head: Head) -> list[dict[str, Any]]:
    """These events with their places and hashes, as they follow on `head`. Each has every other column of the table;
    `at` is aware, `child_id` a UUID.
    """
    linked = []
    position, previous = head.position, head.hash
    for row in rows:
        position += 1
        event = {**row, "id": position, "previous_hash": previous}
        child_id = event["child_id"]
        fields = event | {"at": instant_text(event["at"]), "child_id": child_id.hex if child_id else None}
        previous = event["hash"] = event_hash(fields)
        linked.append(event)
    return linked


def event_hash(fields: Mapping[str, Any]) -> str:
    """SHA-256 of the hashed fields as one JSON list without spaces; `at` and `child_id` as text."""
    return hash_of([fields[name] for name in HASHED])


def hash_of(fields: list[Any]) -> str:
    """The same from the fields themselves, in the order of HASHED."""
    return sha256(_in_bytes(fields).encode()).hexdigest()


def instant_text(instant: datetime) -> str:
    """2026-11-16 15:30:00.000000, in UTC."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def between(event: Mapping[str, Any]) -> str:
    """Of what is hashed, the text between the place and the hash of the event before: the database knows those two."""
    child_id = event["child_id"]
    fields = {**event, "at": instant_text(event["at"]), "child_id": child_id.hex if child_id else None}
    return _in_bytes([fields[name] for name in HASHED[1:-1]])[1:-1]


def sha256_hex(words: str) -> str:
    """What PostgreSQL has by itself, and SQLite is given at every connection as SQLITE_SHA256."""
    return sha256(words.encode()).hexdigest()


def salt_hash(salt: str) -> str:
    return sha256(bytes.fromhex(salt)).hexdigest()


def commitment(salt: str, values: Mapping[str, Any]) -> str:
    """SHA-256 of the salt's 16 bytes and of the values as JSON, keys in order."""
    return sha256(bytes.fromhex(salt) + _sorted_in_bytes(values).encode()).hexdigest()
