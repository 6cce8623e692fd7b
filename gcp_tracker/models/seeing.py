"""Who may see a child beside those who work with the child, and who may not."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import User
from gcp_tracker.rules.vocabulary import ConflictKind, RequestKind, ReviewOutcome, SightKind


class Restriction(Base):
    """Children of whom only the people named may know; `child.restriction_id` says which children. It acts from the
    moment in which it was asked for, and lapses unless a second manager has confirmed it.
    """

    __tablename__ = "restriction"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The family whose later children are restricted too; empty where it is about one child. Not a foreign key: a family
    # that was left with nobody is removed.
    family_id: Mapped[UUID | None]
    # Empty once it is confirmed.
    lapses_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    people: Mapped[list[NamedPerson]] = relationship(back_populates="restriction", order_by="NamedPerson.id")
    requests: Mapped[list[RestrictionRequest]] = relationship(
        back_populates="restriction", order_by="RestrictionRequest.id"
    )

    def stands(self, now: datetime) -> bool:
        return self.ended_at is None and (self.lapses_at is None or self.lapses_at > now)


class NamedPerson(Base):
    """Somebody who may know of the restricted children."""

    __tablename__ = "named_person"
    __table_args__ = (UniqueConstraint("restriction_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    restriction_id: Mapped[int] = mapped_column(ForeignKey("restriction.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)

    restriction: Mapped[Restriction] = relationship(back_populates="people")
    user: Mapped[User] = relationship()


class RestrictionRequest(Base):
    """What one manager asked for and another decides. `person_id`: whom a change of the names is about."""

    __tablename__ = "restriction_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    restriction_id: Mapped[int] = mapped_column(ForeignKey("restriction.id"), index=True)
    kind: Mapped[RequestKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    is_agreed: Mapped[bool | None]
    decision_words: Mapped[str] = mapped_column(Text, default="")

    restriction: Mapped[Restriction] = relationship(back_populates="requests")
    person: Mapped[User | None] = relationship(foreign_keys=person_id)
    asked_by: Mapped[User] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)


class Sight(Base):
    """Somebody may see one child for a time, with a reason, without working with the child. Only broken glass is
    reviewed.
    """

    __tablename__ = "sight"
    __table_args__ = (Index("ix_sight_user_child", "user_id", "child_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SightKind]
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    from_at: Mapped[datetime]
    # Empty for a manager who acts for another: until it is ended.
    until_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    conference_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    review_outcome: Mapped[ReviewOutcome | None]
    review_words: Mapped[str] = mapped_column(Text, default="")

    child: Mapped[Child] = relationship()
    user: Mapped[User] = relationship(foreign_keys=user_id)
    given_by: Mapped[User] = relationship(foreign_keys=given_by_id)
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=reviewed_by_id)


class Conflict(Base):
    """A person to whom the family is more than work: denies the child, and brothers and sisters, whatever else allows.
    `family_id` is the child's when it was declared; not a foreign key, as for a restriction.
    """

    __tablename__ = "conflict"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    family_id: Mapped[UUID]
    kind: Mapped[ConflictKind]
    words: Mapped[str] = mapped_column(Text)
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    declared_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")

    user: Mapped[User] = relationship(foreign_keys=user_id)
    declared_by: Mapped[User] = relationship(foreign_keys=declared_by_id)
    ended_by: Mapped[User | None] = relationship(foreign_keys=ended_by_id)


class StandIn(Base):
    """While one person is away, another has what is allocated to them. `to_on` is the day back at work."""

    __tablename__ = "stand_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    away_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    named_at: Mapped[datetime]

    away: Mapped[User] = relationship(foreign_keys=away_id)
    stand_in: Mapped[User] = relationship(foreign_keys=stand_in_id)
