"""Which instrument versions this database has met, and the content they had then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gcp_tracker.models.base import Base


class InstrumentVersion(Base):
    """One version of an instrument. Visits point here; the hash shows that its file has not changed under them."""

    __tablename__ = "instrument_version"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    content_hash: Mapped[str] = mapped_column(String(64))
    first_seen_at: Mapped[datetime]
