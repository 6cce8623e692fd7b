"""A visit to one child and what was graded, heard and seen at it.

A row is one version: what is signed is never edited.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Adult, Child, Household
from gcp_tracker.models.instrument import InstrumentVersion
from gcp_tracker.models.people import User
from gcp_tracker.rules.bands import BEFORE_BIRTH
from gcp_tracker.rules.engagement_vocabulary import CarerView, InterpreterBy
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import Answer, NoteKind, Place, SafeTonight, Source, VisitOutcome, VisitState


class Visit(Base):
    """`first_id` names the first version of the same visit (its own id on the first one); `number` counts them."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("household_id IS NOT NULL OR carer_id IS NOT NULL", name="whose_care"),
        Index("ix_visit_child_state", "child_id", "state", "visited_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    first_id: Mapped[UUID] = mapped_column(index=True)
    # The same for the brothers and sisters who were visited together; none for a visit to one child.
    occasion_id: Mapped[UUID | None] = mapped_column(index=True)
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[VisitState] = mapped_column(default=VisitState.DRAFT)

    # Whose care is graded: this household's, or this carer's. Two homes are two series.
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    carer_id: Mapped[int | None] = mapped_column(ForeignKey("adult.id"))
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    band: Mapped[str] = mapped_column(String(20))
    band_reason: Mapped[str] = mapped_column(Text, default="")

    visited_on: Mapped[date]
    started_at: Mapped[time | None]
    place: Mapped[Place] = mapped_column(default=Place.HOME)
    outcome: Mapped[VisitOutcome] = mapped_column(default=VisitOutcome.HELD)
    outcome_detail: Mapped[str] = mapped_column(Text, default="")
    announced: Mapped[bool] = mapped_column(default=True)
    child_seen: Mapped[bool] = mapped_column(default=False)
    child_seen_alone: Mapped[bool] = mapped_column(default=False)
    bedroom_seen: Mapped[bool] = mapped_column(default=False)
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    interpreter_used: Mapped[bool] = mapped_column(default=False)
    # Empty where nobody interpreted, and for visits from before it was asked.
    interpreter_by: Mapped[InterpreterBy | None]
    came_with_me: Mapped[str] = mapped_column(default="")

    # Counts the saves of the draft; each answer carries the count at which it last changed.
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    kept_until: Mapped[date | None]
    amendment_reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closing_reason: Mapped[str] = mapped_column(Text, default="")

    child: Mapped[Child] = relationship()
    household: Mapped[Household | None] = relationship()
    carer: Mapped[Adult | None] = relationship()
    instrument: Mapped[InstrumentVersion] = relationship()
    author: Mapped[User] = relationship(foreign_keys=author_id)
    signed_by: Mapped[User | None] = relationship(foreign_keys=signed_by_id)
    grades: Mapped[list[Grade]] = relationship(back_populates="visit", order_by="Grade.id")
    notes: Mapped[list[VisitNote]] = relationship(back_populates="visit", order_by="VisitNote.id")
    adults_seen: Mapped[list[VisitAdult]] = relationship(back_populates="visit", order_by="VisitAdult.id")
    safety_check: Mapped[SafetyCheck | None] = relationship(back_populates="visit", uselist=False)
    colleagues: Mapped[list[VisitColleague]] = relationship(back_populates="visit", order_by="VisitColleague.id")

    @property
    def is_draft(self) -> bool:
        return self.state is VisitState.DRAFT

    @property
    def is_before_birth(self) -> bool:
        """Recorded without grades; see rules.bands."""
        return self.band == BEFORE_BIRTH

    @property
    def care_of(self) -> str:
        """The key of the series that this visit's grades belong to."""
        return care_of_key(self.household_id, self.carer_id)

    def is_shared_with(self, user_id: int) -> bool:
        """Whether this colleague came along, and so may go on with the draft."""
        return any(row.user_id == user_id for row in self.colleagues)


class Grade(Base):
    """The answer to one item. `version` and `operation` tell a save that repeats from one that conflicts."""

    __tablename__ = "grade"
    __table_args__ = (
        UniqueConstraint("visit_id", "item_key"),
        CheckConstraint("(answer = 'graded') = (value IS NOT NULL)", name="value_when_graded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    item_key: Mapped[str] = mapped_column(String(60))
    answer: Mapped[Answer | None]
    value: Mapped[int | None]
    source: Mapped[Source | None]
    evidence: Mapped[str] = mapped_column(Text, default="")
    child_words: Mapped[str] = mapped_column(Text, default="")
    # What the carer says of it, beside what was seen.
    carer_view: Mapped[CarerView | None]
    carer_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    what_changed: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int]
    operation: Mapped[str] = mapped_column(String(40), default="")
    # Who gave it last; for rows from before colleagues could grade too, the visit’s author.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    visit: Mapped[Visit] = relationship(back_populates="grades")
    by: Mapped[User | None] = relationship()


class VisitNote(Base):
    """A text of the visit that belongs to no single item: a part of the day, the child’s own words."""

    __tablename__ = "visit_note"
    __table_args__ = (UniqueConstraint("visit_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    kind: Mapped[NoteKind]
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    operation: Mapped[str] = mapped_column(String(40), default="")
    # Who gave it last; for rows from before colleagues could grade too, the visit’s author.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    visit: Mapped[Visit] = relationship(back_populates="notes")
    by: Mapped[User | None] = relationship()


class KeptOperation(Base):
    """One answer or note of a device that the draft has kept. A device that lost the answer sends it again under the
    same number, and is answered as before, whatever was saved since.
    """

    __tablename__ = "kept_operation"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    operation: Mapped[str] = mapped_column(String(40), primary_key=True)
    # The item, or the kind of note.
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    # Of the words sent: a number used again for other words is not a repeat.
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    by: Mapped[User] = relationship()


class VisitAdult(Base):
    """A carer or other adult who was seen at the visit."""

    __tablename__ = "visit_adult"
    __table_args__ = (UniqueConstraint("visit_id", "adult_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    adult_id: Mapped[int] = mapped_column(ForeignKey("adult.id"))

    visit: Mapped[Visit] = relationship(back_populates="adults_seen")
    adult: Mapped[Adult] = relationship()


class VisitColleague(Base):
    """Somebody who came along and may record for this child too: grades in the draft, and does not sign it."""

    __tablename__ = "visit_colleague"
    __table_args__ = (UniqueConstraint("visit_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)

    visit: Mapped[Visit] = relationship(back_populates="colleagues")
    user: Mapped[User] = relationship()


class SafetyCheck(Base):
    """*Is the child safe tonight?* Asked by a grade, stays until it is answered, and stands on the manager's list
    at once.
    """

    __tablename__ = "safety_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), unique=True)
    asked_at: Mapped[datetime]
    # The items whose grades asked, as the instrument's keys with spaces between.
    asked_by_items: Mapped[str] = mapped_column(Text)
    answer: Mapped[SafeTonight | None]
    who_was_told: Mapped[str] = mapped_column(Text, default="")
    told_at_words: Mapped[str] = mapped_column(default="")
    what_was_agreed: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    visit: Mapped[Visit] = relationship(back_populates="safety_check")
    answered_by: Mapped[User | None] = relationship()

    @property
    def is_answered(self) -> bool:
        return self.answer is not None
