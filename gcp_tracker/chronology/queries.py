"""Reading the events of one child: those that stand, the versions of one, and what came with an import."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Child, Event, ImportRun, User
from gcp_tracker.rules.event_vocabulary import EventState
from gcp_tracker.unit_of_work import AnySession

WITH_WRITERS = (
    joinedload(Event.recorded_by).lazyload(User.roles),
    joinedload(Event.closed_by).lazyload(User.roles),
)


def standing_events(session: AnySession, child: Child) -> list[Event]:
    """The earliest first."""
    query = (
        select(Event)
        .where(Event.child_id == child.id, Event.state == EventState.STANDS)
        .options(*WITH_WRITERS)
        .order_by(Event.happened_on, Event.recorded_at, Event.id)
    )
    return list(session.scalars(query))


def event_of_child(session: AnySession, child: Child, event_id: UUID) -> Event | None:
    query = select(Event).where(Event.child_id == child.id, Event.id == event_id).options(*WITH_WRITERS)
    return session.scalar(query)


def versions_of(session: AnySession, event: Event) -> list[Event]:
    """The newest first."""
    query = (
        select(Event)
        .where(Event.line_id == event.line_id, Event.child_id == event.child_id)
        .options(*WITH_WRITERS)
        .order_by(Event.number.desc())
    )
    return list(session.scalars(query))


def together_with(session: AnySession, event: Event, children: Collection[UUID]) -> list[Event]:
    """The same event as it stands with these brothers and sisters, who are for the caller to choose."""
    if event.occasion_id is None or not children:
        return []
    query = (
        select(Event)
        .where(Event.occasion_id == event.occasion_id, Event.id != event.id, Event.state == EventState.STANDS)
        .where(Event.child_id.in_(children))
        .options(joinedload(Event.child))
        .order_by(Event.recorded_at, Event.id)
    )
    return list(session.scalars(query).unique())


def count_of_withdrawn(session: AnySession, child: Child) -> int:
    """Events, whatever the number of their versions."""
    withdrawn = select(func.count(func.distinct(Event.line_id))).where(
        Event.child_id == child.id, Event.state == EventState.WITHDRAWN
    )
    return int(session.scalar(withdrawn) or 0)


def events_of_import(session: AnySession, run: ImportRun) -> list[Event]:
    """Those that stand, whichever child’s; for whoever may withdraw them the caller looks."""
    query = (
        select(Event)
        .where(Event.import_run_id == run.id, Event.state == EventState.STANDS)
        .options(joinedload(Event.child))
        .order_by(Event.child_id, Event.happened_on)
    )
    return list(session.scalars(query).unique())
