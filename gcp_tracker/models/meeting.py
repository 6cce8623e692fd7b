"""Meetings about a child, who was invited and came, and the address of a worker’s calendar."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.people import User
from gcp_tracker.rules.meeting_vocabulary import Agency, Attendance, CancelledBy, MeetingState
from gcp_tracker.rules.vocabulary import MeetingKind

if TYPE_CHECKING:
    from gcp_tracker.models.child import Adult, Child


class Meeting(Base):
    """A meeting about one child: planned, held or cancelled. One that is due has no row yet; the clocks say so."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("child_id", "kind", "held_on"),
        CheckConstraint("(state = 'held') = (held_on IS NOT NULL)", name="held_has_day"),
        CheckConstraint("held_on IS NOT NULL OR planned_on IS NOT NULL", name="has_day"),
        CheckConstraint("(state = 'cancelled') = (cancelled_by IS NOT NULL)", name="cancelled_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    # The same for brothers and sisters who were talked about at one meeting; none for a meeting about one child.
    occasion_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[MeetingKind]
    # What comes in a return was held.
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.HELD, server_default=MeetingState.HELD.value)
    planned_on: Mapped[date | None]
    planned_at: Mapped[time | None]
    place: Mapped[str] = mapped_column(default="", server_default="")
    held_on: Mapped[date | None]
    cancelled_by: Mapped[CancelledBy | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Of a strategy discussion: whether it began an enquiry under section 47, which has to end in a conference in time.
    enquiry_begun: Mapped[bool | None]
    notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    minutes_sent_on: Mapped[date | None]
    plan_sent_on: Mapped[date | None]
    # Empty for what came in a return, which says nothing of minutes.
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    source_key: Mapped[str | None] = mapped_column(String(80))

    child: Mapped[Child] = relationship(back_populates="meetings")
    recorded_by: Mapped[User | None] = relationship()
    people: Mapped[list[MeetingPerson]] = relationship(back_populates="meeting", order_by="MeetingPerson.id")

    @property
    def on(self) -> date:
        """The day it was held, or for which it is or was planned."""
        day = self.held_on or self.planned_on
        if day is None:
            raise ValueError("a meeting has a day")
        return day


class MeetingPerson(Base):
    """Somebody invited to a meeting, or who came all the same: an adult of the family, the child, or an agency."""

    __tablename__ = "meeting_person"
    __table_args__ = (
        CheckConstraint("adult_id IS NOT NULL OR agency IS NOT NULL OR is_child", name="is_somebody"),
        UniqueConstraint("meeting_id", "adult_id"),
        UniqueConstraint("meeting_id", "agency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    adult_id: Mapped[int | None] = mapped_column(ForeignKey("adult.id"))
    agency: Mapped[Agency | None]
    is_child: Mapped[bool] = mapped_column(default=False)
    was_invited: Mapped[bool] = mapped_column(default=True)
    # Empty until it is said who came.
    attendance: Mapped[Attendance | None]
    report_sent: Mapped[bool] = mapped_column(default=False)
    minutes_sent_on: Mapped[date | None]
    plan_sent_on: Mapped[date | None]

    meeting: Mapped[Meeting] = relationship(back_populates="people")
    adult: Mapped[Adult | None] = relationship()


class CalendarFeed(Base):
    """The address from which a calendar program fetches what is due for one worker. Only a hash of what stands in the
    address is kept; there is one for each person at most.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (Index("uq_calendar_feed_token_hash", "token_hash", unique=True),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]

    user: Mapped[User] = relationship()
