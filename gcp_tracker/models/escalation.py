"""A challenge from one professional or agency to another, and every step of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import User
from gcp_tracker.rules.escalations import EscalationState
from gcp_tracker.rules.meeting_vocabulary import Agency


class Escalation(Base):
    """Who challenges, about what, and what is asked for the child. It stays as it was raised; steps are added."""

    __tablename__ = "escalation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    from_words: Mapped[str]
    from_agency: Mapped[Agency]
    about: Mapped[str] = mapped_column(Text)
    asks: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime]
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)

    child: Mapped[Child] = relationship()
    raised_by: Mapped[User] = relationship()
    steps: Mapped[list[EscalationStep]] = relationship(back_populates="escalation", order_by="EscalationStep.id")

    @property
    def last(self) -> EscalationStep:
        return self.steps[-1]

    @property
    def asked(self) -> EscalationStep:
        """The newest time that it was put to somebody."""
        return next(step for step in reversed(self.steps) if step.state.waits)


class EscalationStep(Base):
    """One step: it was put to somebody (`whom_…`), answered, or ended. `on` is the day, `words` what was said; of one
    that is closed, what came of it for the child.
    """

    __tablename__ = "escalation_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey("escalation.id"), index=True)
    state: Mapped[EscalationState]
    stage: Mapped[int]
    on: Mapped[date]
    whom_words: Mapped[str] = mapped_column(default="")
    whom_agency: Mapped[Agency | None]
    whom_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    escalation: Mapped[Escalation] = relationship(back_populates="steps")
    by: Mapped[User] = relationship(foreign_keys=by_id)
