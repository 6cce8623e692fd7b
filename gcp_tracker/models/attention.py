"""What was put off of the reasons why a child needs attention."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import User
from gcp_tracker.rules.reason_kinds import ReasonKind


class AttentionPutOff(Base):
    """One reason, as it stood, that somebody put off until a day. A row is added and never changed: on that day, or as
    soon as `mark` is no longer that of the reason, it has no effect any more.
    """

    __tablename__ = "attention_put_off"
    __table_args__ = (Index("ix_attention_put_off_child_id_until_on", "child_id", "until_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    kind: Mapped[ReasonKind]
    mark: Mapped[str] = mapped_column(Text)
    sentence: Mapped[str] = mapped_column(Text)
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]

    child: Mapped[Child] = relationship()
    by: Mapped[User] = relationship()
