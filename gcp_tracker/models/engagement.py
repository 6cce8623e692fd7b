"""What a family was offered by other services, why a parent has not been met, and how often a child was in school."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Adult, Child
from gcp_tracker.models.imported import ImportRun
from gcp_tracker.models.people import Authority, User
from gcp_tracker.rules.engagement_vocabulary import AppointmentState, HalfTermName, NotMetReason, Service


class Appointment(Base):
    """An appointment with another service, for the child or for an adult of the family. Our own visits, and meetings
    about the child, are rows of their own tables.
    """

    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_child_falls", "child_id", "falls_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    # For whom, where it is not the child.
    adult_id: Mapped[int | None] = mapped_column(ForeignKey("adult.id"))
    service: Mapped[Service]
    falls_on: Mapped[date]
    state: Mapped[AppointmentState]
    # What it was for, or why it was not kept.
    words: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    child: Mapped[Child] = relationship()
    adult: Mapped[Adult | None] = relationship()
    recorded_by: Mapped[User] = relationship()


class NotMet(Base):
    """Why somebody has not been met, as it was known on a day; the latest row holds, and the older ones stay.

    Without an adult it is about the child’s father, of whom nothing is on file.
    """

    __tablename__ = "not_met"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    adult_id: Mapped[int | None] = mapped_column(ForeignKey("adult.id"))
    reason: Mapped[NotMetReason]
    words: Mapped[str] = mapped_column(Text, default="")
    said_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    child: Mapped[Child] = relationship()
    adult: Mapped[Adult | None] = relationship()
    recorded_by: Mapped[User] = relationship()


class HalfTerm(Base):
    """One half term of an authority’s schools. `school_year` is the year in which it began: 2026 for 2026/27."""

    __tablename__ = "half_term"
    __table_args__ = (UniqueConstraint("authority_id", "school_year", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    school_year: Mapped[int]
    name: Mapped[HalfTermName]
    from_on: Mapped[date]
    to_on: Mapped[date]

    authority: Mapped[Authority] = relationship()


class SchoolAttendance(Base):
    """Sessions (half days) of one half term at one school: possible, attended, and missed without leave."""

    __tablename__ = "school_attendance"
    __table_args__ = (
        UniqueConstraint("child_id", "half_term_id", "school"),
        CheckConstraint("possible > 0 AND attended >= 0 AND unauthorised >= 0", name="sessions_counted"),
        CheckConstraint("attended + unauthorised <= possible", name="sessions_add_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    half_term_id: Mapped[int] = mapped_column(ForeignKey("half_term.id"))
    school: Mapped[str] = mapped_column(String(200))
    possible: Mapped[int]
    attended: Mapped[int]
    unauthorised: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # The file that the figures came in; none where somebody typed them.
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))

    child: Mapped[Child] = relationship()
    half_term: Mapped[HalfTerm] = relationship()
    recorded_by: Mapped[User] = relationship()
    import_run: Mapped[ImportRun | None] = relationship()
