"""A plan for a child: what must change in the child’s life, by when, and who does what for it.

A row of `plan` is one version. An agreed version never changes: what is to change is a new version, copied from it.
What happens to its actions, and what visits say of its outcomes, is kept beside it, row by row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.instrument import InstrumentVersion
from gcp_tracker.models.people import User
from gcp_tracker.rules.plan_vocabulary import ActionState, Agency, OutcomeState, PlanState, WhoKind
from gcp_tracker.rules.vocabulary import HelpKind


def _only_one(state: PlanState) -> Index:
    """Of each child at most one version is being written, and one is agreed."""
    where = text(f"state = '{state.value}'")
    return Index(f"uq_plan_{state.value}", "child_id", unique=True, sqlite_where=where, postgresql_where=where)


class Plan(Base):
    """One version of a child’s plan."""

    __tablename__ = "plan"
    __table_args__ = (_only_one(PlanState.DRAFT), _only_one(PlanState.AGREED))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    # The version that it was copied from; none for a plan that begins anew.
    before_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[int] = mapped_column(default=1)
    kind: Mapped[HelpKind]
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    starts_on: Mapped[date]
    # Why there is a new version.
    why: Mapped[str] = mapped_column(Text, default="")
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    # Counts the saves of a draft, so that two people who write at once are told.
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    agreed_on: Mapped[date | None]
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closing_reason: Mapped[str] = mapped_column(Text, default="")

    child: Mapped[Child] = relationship()
    before: Mapped[Plan | None] = relationship(remote_side="Plan.id")
    instrument: Mapped[InstrumentVersion] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    agreed_by: Mapped[User | None] = relationship(foreign_keys=agreed_by_id)
    closed_by: Mapped[User | None] = relationship(foreign_keys=closed_by_id)
    outcomes: Mapped[list[Outcome]] = relationship(
        back_populates="plan", order_by="Outcome.place", cascade="all, delete-orphan"
    )

    @property
    def is_draft(self) -> bool:
        return self.state is PlanState.DRAFT

    @property
    def is_agreed(self) -> bool:
        return self.state is PlanState.AGREED


class Outcome(Base):
    """What must be different in this child’s life. `line_id` is the same in every version that has it."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("plan_id", "line_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    line_id: Mapped[UUID]
    place: Mapped[int]
    sentence: Mapped[str] = mapped_column(Text)
    how_known: Mapped[str] = mapped_column(Text, default="")
    if_not: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[Plan] = relationship(back_populates="outcomes")
    items: Mapped[list[OutcomeItem]] = relationship(
        back_populates="outcome", order_by="OutcomeItem.id", cascade="all, delete-orphan"
    )
    actions: Mapped[list[PlanAction]] = relationship(
        back_populates="outcome", order_by="PlanAction.place", cascade="all, delete-orphan"
    )


class OutcomeItem(Base):
    """An item that shows the outcome: its grade when it was set, and the grade aimed at by a day."""

    __tablename__ = "outcome_item"
    __table_args__ = (UniqueConstraint("outcome_id", "item_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id"))
    item_key: Mapped[str] = mapped_column(String(60))
    now: Mapped[int | None]
    now_on: Mapped[date | None]
    aim: Mapped[int]
    by_on: Mapped[date | None]
    # When the first version that has it was agreed: change is judged against the grades of that time.
    began_on: Mapped[date | None]

    outcome: Mapped[Outcome] = relationship(back_populates="items")


class PlanAction(Base):
    """What is done for an outcome. `line_id` is the same in every version that has it, and so is its state."""

    __tablename__ = "plan_action"
    __table_args__ = (UniqueConstraint("outcome_id", "line_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id"))
    line_id: Mapped[UUID]
    place: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    by_on: Mapped[date | None]

    outcome: Mapped[Outcome] = relationship(back_populates="actions")
    people: Mapped[list[ActionPerson]] = relationship(
        back_populates="action", order_by="ActionPerson.id", cascade="all, delete-orphan"
    )


class ActionPerson(Base):
    """One of those who do an action. `words` is what they were called when it was written."""

    __tablename__ = "action_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"), index=True)
    kind: Mapped[WhoKind]
    words: Mapped[str]
    agency: Mapped[Agency | None]
    adult_id: Mapped[int | None] = mapped_column(ForeignKey("adult.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)

    action: Mapped[PlanAction] = relationship(back_populates="people")


class ActionMove(Base):
    """What became of an action, and who said so. The newest row of its line is its state; without one it is to do."""

    __tablename__ = "action_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[ActionState]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[User] = relationship()


class OutcomeReading(Base):
    """What the grades said of an outcome when a visit was signed, or its plan agreed. The newest row is the one that
    holds; older ones stay as they were seen. `outputs` is change/outcomes.py’s, as JSON.
    """

    __tablename__ = "outcome_reading"
    __table_args__ = (Index("ix_outcome_reading_outcome_id_id", "outcome_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id"))
    engine: Mapped[str] = mapped_column(String(20))
    as_of: Mapped[date]
    computed_at: Mapped[datetime]
    state: Mapped[OutcomeState]
    outputs: Mapped[dict[str, Any]] = mapped_column(JSON)
