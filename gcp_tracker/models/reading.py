"""What a child’s grades said, as it was computed when a visit was signed, amended or withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child


class Reading(Base):
    """One for each instrument of the child whose change is judged; the newest row is the one that holds, and older ones
    stay as they were seen. `outputs` and `curves` are change/kept.py’s, as JSON.
    """

    __tablename__ = "reading"
    __table_args__ = (Index("ix_reading_child_id_id", "child_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    instrument_key: Mapped[str] = mapped_column(String(60))
    engine: Mapped[str] = mapped_column(String(20))
    inputs_hash: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date]
    computed_at: Mapped[datetime]
    outputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Long, and only drawn on the child’s own page.
    curves: Mapped[list[Any]] = deferred(mapped_column(JSON, nullable=False))

    child: Mapped[Child] = relationship()
