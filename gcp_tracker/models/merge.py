"""Two records of one child: merged into one, parted again, or told apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import User


class ChildMerge(Base):
    """One merge. `changes` is everything that it changed, cell by cell and in order, so that it can be parted again."""

    __tablename__ = "child_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[Any]] = mapped_column(JSON)
    parted_at: Mapped[datetime | None]
    parted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    parting_reason: Mapped[str] = mapped_column(Text, default="")
    # What could not be put back as it was, in sentences for the manager.
    told: Mapped[list[Any]] = mapped_column(JSON, default=list)

    kept: Mapped[Child] = relationship(foreign_keys=kept_id)
    merged: Mapped[Child] = relationship(foreign_keys=merged_id)
    by: Mapped[User] = relationship(foreign_keys=by_id)
    parted_by: Mapped[User | None] = relationship(foreign_keys=parted_by_id)


class ToldApart(Base):
    """Two children who look like one and are not; `one_id` is the smaller id, so that a pair stands here once."""

    __tablename__ = "told_apart"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text)
