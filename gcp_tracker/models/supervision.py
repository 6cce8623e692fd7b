"""Supervision: who talked on which day, and for each child what they thought, decided and answered.

A record without a session is a manager’s note of oversight. A signed record never changes; what becomes of its
decisions, and what the worker answers, is kept beside it, row by row.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import User
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.supervision import OnTheWhole, RecordKind, SessionKind


class SupervisionSession(Base):
    """A talk on one day, about one or several children. `worker` is none where a group talked."""

    __tablename__ = "supervision_session"
    __table_args__ = (CheckConstraint("(kind = 'one_to_one') = (worker_id IS NOT NULL)", name="one_has_worker"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[SessionKind]
    held_on: Mapped[date]
    led_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    opened_at: Mapped[datetime]

    led_by: Mapped[User] = relationship(foreign_keys=led_by_id)
    worker: Mapped[User | None] = relationship(foreign_keys=worker_id)
    attenders: Mapped[list[SupervisionAttender]] = relationship(
        back_populates="session", order_by="SupervisionAttender.id"
    )


class SupervisionAttender(Base):
    """Somebody who was there in a group. `words` is what they were called; `user` is set for who has an account."""

    __tablename__ = "supervision_attender"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_session.id"), index=True)
    words: Mapped[str]
    agency: Mapped[Agency]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)

    session: Mapped[SupervisionSession] = relationship(back_populates="attenders")


class SupervisionRecord(Base):
    """What was thought about one child. Its texts are those of `rules.supervision.questions_of` its kind."""

    __tablename__ = "supervision_record"
    __table_args__ = (CheckConstraint("(kind = 'session') = (session_id IS NOT NULL)", name="session_has_session"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("supervision_session.id"), index=True)
    kind: Mapped[RecordKind]
    state: Mapped[RecordState] = mapped_column(default=RecordState.DRAFT)
    like_to_be: Mapped[str] = mapped_column(Text, default="")
    what_changed: Mapped[str] = mapped_column(Text, default="")
    if_wrong: Mapped[str] = mapped_column(Text, default="")
    whose_voice: Mapped[str] = mapped_column(Text, default="")
    on_the_whole: Mapped[OnTheWhole | None]
    prompted_by: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    # Counts the saves of a draft, so that two who write at once are told.
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    # The meeting of that day, which stops the clock of supervision.
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))

    child: Mapped[Child] = relationship()
    session: Mapped[SupervisionSession | None] = relationship()
    author: Mapped[User] = relationship()
    decisions: Mapped[list[Decision]] = relationship(
        back_populates="record", order_by="Decision.place", cascade="all, delete-orphan"
    )
    answers: Mapped[list[SupervisionAnswer]] = relationship(back_populates="record", order_by="SupervisionAnswer.id")

    @property
    def is_draft(self) -> bool:
        return self.state is RecordState.DRAFT

    @property
    def is_signed(self) -> bool:
        return self.state is RecordState.SIGNED


class Decision(Base):
    """What was decided, by whom and by when. `words` is what they were called when it was written."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_record.id"), index=True)
    place: Mapped[int]
    what: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(String, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    by_on: Mapped[date | None]

    record: Mapped[SupervisionRecord] = relationship(back_populates="decisions")


class DecisionMove(Base):
    """What became of a decision, and who said so; the newest row is its state, and without one it is to do.
    `came_of_it`: what came of it for the child, or why it is not to be done.
    """

    __tablename__ = "decision_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    state: Mapped[ActionState]
    came_of_it: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    by: Mapped[User] = relationship()


class SupervisionAnswer(Base):
    """What somebody who works with the child says to a signed record, signed too; without words, that it was read."""

    __tablename__ = "supervision_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_record.id"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    record: Mapped[SupervisionRecord] = relationship(back_populates="answers")
    by: Mapped[User] = relationship()
