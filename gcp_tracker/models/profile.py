"""A graded profile: opened, contributed to by visits, completed, and shared with the carer (or why not)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Adult, Child, Household
from gcp_tracker.models.instrument import InstrumentVersion
from gcp_tracker.models.people import User
from gcp_tracker.models.visit import Visit
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import CarerAgrees, PlainPart, ProfileState


class Profile(Base):
    """One graded profile of one child’s care in one home or by one carer."""

    __tablename__ = "profile"
    __table_args__ = (CheckConstraint("household_id IS NOT NULL OR carer_id IS NOT NULL", name="whose_care"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    carer_id: Mapped[int | None] = mapped_column(ForeignKey("adult.id"))
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    band: Mapped[str] = mapped_column(String(20))
    state: Mapped[ProfileState] = mapped_column(default=ProfileState.OPEN)
    rule_version: Mapped[str] = mapped_column(String(20))
    opened_on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    completed_on: Mapped[date | None]
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    shared_on: Mapped[date | None]
    shared_with_id: Mapped[int | None] = mapped_column(ForeignKey("adult.id"))
    not_shared_reason: Mapped[str] = mapped_column(Text, default="")
    carer_comment: Mapped[str] = mapped_column(Text, default="")
    carer_agrees: Mapped[CarerAgrees | None]
    sharing_recorded_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()
    household: Mapped[Household | None] = relationship()
    carer: Mapped[Adult | None] = relationship(foreign_keys=carer_id)
    shared_with: Mapped[Adult | None] = relationship(foreign_keys=shared_with_id)
    instrument: Mapped[InstrumentVersion] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    completed_by: Mapped[User | None] = relationship(foreign_keys=completed_by_id)
    contributions: Mapped[list[ProfileVisit]] = relationship(back_populates="profile", order_by="ProfileVisit.id")
    grades: Mapped[list[ProfileGrade]] = relationship(back_populates="profile", order_by="ProfileGrade.id")

    @property
    def is_completed(self) -> bool:
        return self.state is ProfileState.COMPLETED

    @property
    def care_of(self) -> str:
        return care_of_key(self.household_id, self.carer_id)


class ProfileVisit(Base):
    """A visit that contributes: its first version's id, so that an amendment contributes in its place."""

    __tablename__ = "profile_visit"
    __table_args__ = (UniqueConstraint("profile_id", "visit_first_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id"))
    visit_first_id: Mapped[UUID] = mapped_column(index=True)

    profile: Mapped[Profile] = relationship(back_populates="contributions")


class ProfileGrade(Base):
    """The grade of one item as the profile was completed: value, its date and the visit version it came from."""

    __tablename__ = "profile_grade"
    __table_args__ = (UniqueConstraint("profile_id", "item_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id"))
    item_key: Mapped[str] = mapped_column(String(60))
    value: Mapped[int]
    graded_on: Mapped[date]
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))

    profile: Mapped[Profile] = relationship(back_populates="grades")
    visit: Mapped[Visit] = relationship()


class PlainSentence(Base):
    """A sentence for the carer about one item (or of the worker’s own), printed only once somebody approved it."""

    __tablename__ = "plain_sentence"
    __table_args__ = (
        UniqueConstraint("profile_id", "part", "item_key"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id"))
    part: Mapped[PlainPart]
    item_key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    profile: Mapped[Profile] = relationship()
    approved_by: Mapped[User | None] = relationship()
