"""What happened round a child, as an agency or a person told it: the events of the chronology.

A row is one version of one event in one child's chronology. It never changes: what is put right is a new row with its
reason, and what does not belong there is withdrawn by a manager.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.imported import ImportRun
from gcp_tracker.models.people import User
from gcp_tracker.rules.event_vocabulary import EventSource, EventState, Exactness, Shows


class Event(Base):
    """One version. `line_id` is the same in every version of it."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("(exactness = 'period') = (until_on IS NOT NULL)", name="period_has_end"),
        CheckConstraint("until_on IS NULL OR until_on >= happened_on", name="ends_after_start"),
        Index("ix_event_child_id_happened_on", "child_id", "happened_on"),
        Index("ix_event_child_id_content_key", "child_id", "content_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    line_id: Mapped[UUID] = mapped_column(index=True)
    # The same for brothers and sisters in whose chronologies it stands too; each row has its own “so what”.
    occasion_id: Mapped[UUID | None] = mapped_column(index=True)
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[EventState] = mapped_column(default=EventState.STANDS)
    happened_on: Mapped[date]
    until_on: Mapped[date | None]
    exactness: Mapped[Exactness] = mapped_column(default=Exactness.DAY)
    source: Mapped[EventSource]
    who: Mapped[str] = mapped_column(default="")
    what: Mapped[str] = mapped_column(Text)
    so_what: Mapped[str] = mapped_column(Text)
    # Keys of the instrument's items, with a space between.
    items: Mapped[str] = mapped_column(Text, default="")
    shows: Mapped[Shows] = mapped_column(default=Shows.MISSING)
    instrument_key: Mapped[str] = mapped_column(String(60), default="")
    # Day, source and what happened, hashed: by it the same event is known again, whoever brings it.
    content_key: Mapped[str] = mapped_column(String(64))
    # Why there is a new version.
    why: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closing_reason: Mapped[str] = mapped_column(Text, default="")

    child: Mapped[Child] = relationship()
    import_run: Mapped[ImportRun | None] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=recorded_by_id)
    closed_by: Mapped[User | None] = relationship(foreign_keys=closed_by_id)

    @property
    def item_keys(self) -> tuple[str, ...]:
        return tuple(self.items.split())

    @property
    def stands(self) -> bool:
        return self.state is EventState.STANDS
