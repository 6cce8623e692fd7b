"""Scrutiny: what a chair wrote after a conference or review. Signed, it never changes: a later entry stands beside."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.escalation import Escalation
from gcp_tracker.models.judgement import Judgement
from gcp_tracker.models.meeting import Meeting
from gcp_tracker.models.people import User
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.scrutiny import Challenged, Decided, NextHelp, Threshold, Working
from gcp_tracker.rules.vocabulary import AbuseCategory, MeetingKind

_DRAFT = text("state = 'draft'")


class Scrutiny(Base):
    """Of one meeting; `conference` and `held_on` say which it was when it was signed, whatever becomes of its row.

    Its texts are those of `rules.scrutiny.questions_of` its kind. `plan_began_on` is from when the length of the plan
    was counted, `left_open` what was told at the signature and not closed, line by line.
    """

    __tablename__ = "scrutiny"
    __table_args__ = (
        Index("uq_scrutiny_draft", "meeting_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),
        CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name="signed_has_moment"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    conference: Mapped[MeetingKind]
    held_on: Mapped[date]
    state: Mapped[RecordState] = mapped_column(default=RecordState.DRAFT)
    # Counts the saves of a draft, so that two who write at once are told.
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    chair_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)

    decided: Mapped[Decided | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    threshold: Mapped[Threshold | None]
    category: Mapped[AbuseCategory | None]
    working: Mapped[Working | None]
    working_why: Mapped[str] = mapped_column(Text, default="")
    why_so_long: Mapped[str] = mapped_column(Text, default="")
    if_nothing_changes: Mapped[str] = mapped_column(Text, default="")
    challenged: Mapped[Challenged | None]
    escalation_id: Mapped[UUID | None] = mapped_column(ForeignKey("escalation.id"))
    next_help: Mapped[NextHelp | None]
    core_group_on: Mapped[date | None]
    review_on: Mapped[date | None]

    plan_began_on: Mapped[date | None]
    left_open: Mapped[str] = mapped_column(Text, default="")
    judgement_id: Mapped[int | None] = mapped_column(ForeignKey("judgement.id"))
    signed_at: Mapped[datetime | None]
    closing_reason: Mapped[str] = mapped_column(Text, default="")

    child: Mapped[Child] = relationship()
    meeting: Mapped[Meeting] = relationship()
    chair: Mapped[User] = relationship()
    escalation: Mapped[Escalation | None] = relationship()
    judgement: Mapped[Judgement | None] = relationship()

    @property
    def is_draft(self) -> bool:
        return self.state is RecordState.DRAFT

    @property
    def is_signed(self) -> bool:
        return self.state is RecordState.SIGNED
