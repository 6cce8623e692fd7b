"""Who did what to whose record, and when. Written in the same transaction as what it records; never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.people import User


class AuditEvent(Base):
    """The columns of the chain (salt, commitments, hashes) stand here from the start; they are filled when the
    chain comes.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_child_at", "child_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    session_key: Mapped[str] = mapped_column(String(64), default="")
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[str] = mapped_column(String(40), default="")
    # Not a foreign key: an event outlives the record it is about.
    child_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_fields: Mapped[list[Any] | None] = mapped_column(JSON)
    before_commitment: Mapped[str | None] = mapped_column(String(64))
    after_commitment: Mapped[str | None] = mapped_column(String(64))
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship()
