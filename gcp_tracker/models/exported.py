"""What left the house: each file and paper that was made, for whom and why, so that a copy can be known again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.people import User
from gcp_tracker.rules.recipients import Recipient


class ExportedCopy(Base):
    """One file or paper. The copy itself is not kept: `sha256` is of the bytes that left."""

    __tablename__ = "exported_copy"
    __table_args__ = (Index("ix_exported_copy_session_key", "session_key", "made_by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # What stands on every page, and in the name of a file: short enough to be read out over the telephone.
    reference: Mapped[str] = mapped_column(String(8), unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # The sign-in in which it was made: what was chosen last is offered again in it, and in no other.
    session_key: Mapped[str] = mapped_column(String(64))
    # Whom it is about, as the child was filed then; empty for a list. No foreign key: it outlives what it is about.
    child_id: Mapped[UUID | None]
    # Names a row of rules.recipients.EXPORTS.
    export: Mapped[str] = mapped_column(String(40))
    format: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[Recipient]
    # For a carer: which one, so that the choice can be offered again.
    carer_id: Mapped[int | None]
    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(Text)
    # By the stored words of rules.recipients.Part: what was left out, and what was put in with its reason.
    left_out: Mapped[list[Any]] = mapped_column(JSON)
    put_in: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64), index=True)

    made_by: Mapped[User] = relationship()
