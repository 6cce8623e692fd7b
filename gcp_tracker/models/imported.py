"""Each import of a return: which file, by whom, what came of it, and what it said of each child."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import Authority, User


class ImportRun(Base):
    """One file that was taken in. The file itself is not kept."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str]
    file_hash: Mapped[str] = mapped_column(String(64), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # Counts by outcome ("created", "updated", "unchanged", "left out") for children, episodes and meetings; no names.
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Of a chronology: when a manager withdrew all that came with it. Not a foreign key: SQLite adds none to a table
    # that is there.
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None]
    undone_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    authority: Mapped[Authority] = relationship()
    by: Mapped[User | None] = relationship()


class ReturnedChild(Base):
    """What the last return said of a child. A value on the record that differs from it was put there by a person."""

    __tablename__ = "returned_child"

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), primary_key=True)
    given: Mapped[dict[str, Any]] = mapped_column(JSON)

    child: Mapped[Child] = relationship()
