"""One visit graded by two workers apart, and what they agreed on afterwards."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.people import User
from gcp_tracker.models.visit import Visit
from gcp_tracker.rules.vocabulary import ApartEnd, ApartState

STANDS = text("state <> 'ended'")


class GradedApart(Base):
    """A visit that a second worker grades too. Each side is a visit of its own, here by its first version."""

    __tablename__ = "graded_apart"
    __table_args__ = (
        Index("uq_graded_apart_first_id", "first_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
        Index("ix_graded_apart_second_id", "second_id"),
        Index("ix_graded_apart_state", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    first_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    # Empty until the second worker has begun.
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    grader_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    state: Mapped[ApartState] = mapped_column(default=ApartState.APART)
    # From this day on the days are counted after which nothing is hidden any more.
    first_signed_on: Mapped[date | None]
    both_signed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ending: Mapped[ApartEnd | None]
    ending_reason: Mapped[str] = mapped_column(Text, default="")

    first: Mapped[Visit] = relationship(foreign_keys=first_id)
    second: Mapped[Visit | None] = relationship(foreign_keys=second_id)
    asker: Mapped[User] = relationship(foreign_keys=asker_id)
    grader: Mapped[User] = relationship(foreign_keys=grader_id)
    ended_by: Mapped[User | None] = relationship(foreign_keys=ended_by_id)
    agreements: Mapped[list[Agreement]] = relationship(back_populates="apart", order_by="Agreement.id")

    @property
    def is_signed_by_both(self) -> bool:
        return self.state in (ApartState.BOTH_SIGNED, ApartState.SIGNED_LATE)


class Agreement(Base):
    """What the two agreed on when they talked, in words; the newest holds. It is shown; nothing is computed from it."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    apart_id: Mapped[UUID] = mapped_column(ForeignKey("graded_apart.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    words: Mapped[str] = mapped_column(Text)

    apart: Mapped[GradedApart] = relationship(back_populates="agreements")
    by: Mapped[User] = relationship()
    grades: Mapped[list[AgreedGrade]] = relationship(back_populates="agreement", order_by="AgreedGrade.id")


class AgreedGrade(Base):
    """The grade of one item that the two agreed on."""

    __tablename__ = "agreed_grade"
    __table_args__ = (UniqueConstraint("agreement_id", "item_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    item_key: Mapped[str] = mapped_column(String(60))
    value: Mapped[int]

    agreement: Mapped[Agreement] = relationship(back_populates="grades")
