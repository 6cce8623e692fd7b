"""Trigger points: the versions of rules this database has met, each firing with the grades behind it, each answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import Authority, User
from gcp_tracker.models.plan import Plan
from gcp_tracker.models.visit import Visit


class TriggerVersion(Base):
    """One version of a file of rules, never altered. With an authority: its own, in force from a day; without: the
    product’s, or those in an instrument’s file, as they were when one of them first fired. `content` is the rules, as
    rules/trigger_kept.py makes JSON of them.
    """

    __tablename__ = "trigger_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[list[Any]] = mapped_column(JSON)
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    loaded_at: Mapped[datetime]
    # Empty: by a command, or with the product.
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    authority: Mapped[Authority | None] = relationship()
    loaded_by: Mapped[User | None] = relationship()


class TriggerFiring(Base):
    """One rule that fired for one child. `rule` is the rule as it was. `lapsed_at`: when what it stood on was taken
    back, by an amendment or because the visit was withdrawn.
    """

    __tablename__ = "trigger_firing"
    __table_args__ = (Index("ix_trigger_firing_child_id_rule_key", "child_id", "rule_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("trigger_version.id"))
    rule_key: Mapped[str] = mapped_column(String(60))
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    fired_on: Mapped[date]
    fired_at: Mapped[datetime]
    # For a rule about a plan.
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan.id"))
    lapsed_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()
    version: Mapped[TriggerVersion] = relationship()
    plan: Mapped[Plan | None] = relationship()
    grades: Mapped[list[TriggerGrade]] = relationship(back_populates="firing", order_by="TriggerGrade.id")
    answer: Mapped[TriggerAnswer | None] = relationship(back_populates="firing", uselist=False)


class TriggerGrade(Base):
    """A grade behind a firing, as it was signed: the visit’s version, and the item by the key of the newest version."""

    __tablename__ = "trigger_grade"
    __table_args__ = (UniqueConstraint("firing_id", "visit_id", "item_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    firing_id: Mapped[UUID] = mapped_column(ForeignKey("trigger_firing.id"))
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    item_key: Mapped[str] = mapped_column(String(60))
    value: Mapped[int]

    firing: Mapped[TriggerFiring] = relationship(back_populates="grades")
    visit: Mapped[Visit] = relationship()


class TriggerAnswer(Base):
    """What somebody said to it, signed and never altered. `steps` are of rules/trigger_vocabulary.Step."""

    __tablename__ = "trigger_answer"
    __table_args__ = (
        CheckConstraint("(is_done AND done_on IS NOT NULL) OR (NOT is_done AND why <> '')", name="done_or_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    firing_id: Mapped[UUID] = mapped_column(ForeignKey("trigger_firing.id"), unique=True)
    is_done: Mapped[bool]
    steps: Mapped[list[Any]] = mapped_column(JSON)
    what: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    firing: Mapped[TriggerFiring] = relationship(back_populates="answer")
    answered_by: Mapped[User] = relationship()
