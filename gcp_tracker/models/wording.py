"""What an item of an instrument is about for one child, where the family says so itself: a goal, in its own words."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import User


class ItemWording(Base):
    """Rows are only ever added: the newest holds, and older ones say what was meant when an older visit was graded."""

    __tablename__ = "item_wording"
    __table_args__ = (Index("ix_item_wording_child_id_instrument_key", "child_id", "instrument_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    instrument_key: Mapped[str] = mapped_column(String(60))
    item_key: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    worded_at: Mapped[datetime]
    worded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    child: Mapped[Child] = relationship()
    worded_by: Mapped[User] = relationship()
