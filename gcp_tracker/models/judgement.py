"""A person’s judgement that went against what the grades said then."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.people import User
from gcp_tracker.rules.judgements import Occasion


class Judgement(Base):
    """What was `decided`, what the grades `said` then, and why it was decided all the same; `reason` may be empty."""

    __tablename__ = "judgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    occasion: Mapped[Occasion]
    decided: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(40))
    said: Mapped[str] = mapped_column(Text)
    engine: Mapped[str] = mapped_column(String(20))
    as_of: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    # Where it was said in a supervision.
    record_id: Mapped[UUID | None] = mapped_column(ForeignKey("supervision_record.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    by: Mapped[User] = relationship()
