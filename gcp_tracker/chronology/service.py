"""Writing events: added to one or several chronologies, amended as a new version, withdrawn. Nothing is altered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select

from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.chronology.details import EventDetails, ForChild
from gcp_tracker.models import Child, Event, ImportRun
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.event_vocabulary import EventState
from gcp_tracker.rules.events import (
    check_event_can_become,
    check_event_day,
    check_event_words,
    content_key,
)
from gcp_tracker.unit_of_work import UnitOfWork


def add_event(uow: UnitOfWork, details: EventDetails, told_for: Sequence[ForChild]) -> list[Event]:
    """The same event in the chronology of each of these brothers and sisters. Raises RuleBroken; of what a sibling’s
    row lacks beside `so_what_<child id>`.
    """
    occasion = uuid4() if len(told_for) > 1 else None
    events: dict[UUID, Event] = {}
    for one in sorted(told_for, key=lambda one: one.child.id):
        lock_child_alone(uow, one.child)
        _check(uow, details, one, is_first=one is told_for[0])
        _check_not_told_already(uow, details, one.child)
        event = new_version(uow, one.child, details, one.so_what)
        event.occasion_id = occasion
        uow.session.add(event)
        uow.record("event:add", subject=event, child=one.child)
        events[one.child.id] = event
    return [events[one.child.id] for one in told_for]


def amend_event(uow: UnitOfWork, event: Event, details: EventDetails, so_what: str, why: str) -> Event:
    """The next version of it in this child’s chronology; the one before stays readable. Raises RuleBroken."""
    _lock(uow, event)
    check_event_can_become(event.state, EventState.REPLACED)
    if not why:
        raise RuleBroken("Say why it is changed", "why")
    _check(uow, details, ForChild(event.child, so_what), is_first=True)
    _check_not_told_already(uow, details, event.child, but=event.line_id)
    later = new_version(uow, event.child, details, so_what)
    later.line_id, later.number, later.why = event.line_id, event.number + 1, why
    later.occasion_id, later.import_run_id = event.occasion_id, event.import_run_id
    _close(uow, event, EventState.REPLACED, "")
    uow.session.add(later)
    uow.record("event:amend", subject=later, child=event.child, reason=why)
    return later


def withdraw_event(uow: UnitOfWork, event: Event, reason: str) -> None:
    """All of its versions: the text is shown to nobody any more, that it was there is. Raises RuleBroken."""
    if not reason:
        raise RuleBroken("Say why it does not belong here", "reason")
    _lock(uow, event)
    check_event_can_become(event.state, EventState.WITHDRAWN)
    versions = select(Event).where(Event.line_id == event.line_id, Event.child_id == event.child_id)
    for version in uow.session.scalars(versions):
        _close(uow, version, EventState.WITHDRAWN, reason)
    uow.record("event:withdraw", subject=event, child=event.child, reason=reason)


def withdraw_import(uow: UnitOfWork, run: ImportRun, events: Collection[Event], reason: str, *, is_whole: bool) -> int:
    """`events`: those of the import that stand and may be withdrawn by this manager; `is_whole` when these are all.
    How many were withdrawn. Raises RuleBroken.
    """
    if not reason:
        raise RuleBroken("Say why it is taken back", "reason")
    if run.undone_at is not None:
        raise RuleBroken("This has been taken back already")
    for event in sorted(events, key=lambda one: (one.child_id, one.id)):
        withdraw_event(uow, event, reason)
    if is_whole:
        run.undone_at, run.undone_by_id, run.undone_reason = uow.now, uow.author.id, reason
    uow.record("chronology:take_back", subject=run, reason=reason)
    return len(events)


def new_version(uow: UnitOfWork, child: Child, details: EventDetails, so_what: str) -> Event:
    """The first version of a new event; not added yet."""
    return Event(
        id=uuid4(),
        child=child,
        line_id=uuid4(),
        number=1,
        state=EventState.STANDS,
        happened_on=details.happened_on,
        until_on=details.until_on,
        exactness=details.exactness,
        source=details.source,
        who=details.who,
        what=details.what,
        so_what=so_what,
        items=" ".join(details.items),
        shows=details.shows,
        instrument_key=details.instrument_key if details.items else "",
        content_key=content_key(details.happened_on, details.until_on, details.source, details.what),
        recorded_at=uow.now,
        recorded_by=uow.author,
    )


def _check(uow: UnitOfWork, details: EventDetails, told: ForChild, *, is_first: bool) -> None:
    child = told.child
    check_event_day(
        details.happened_on, details.until_on, details.exactness, uow.today, child.born_on, child.expected_on
    )
    try:
        check_event_words(details.what, told.so_what)
    except RuleBroken as broken:
        if is_first or broken.field != "so_what":
            raise
        raise RuleBroken(broken.sentence, f"so_what_{child.id}") from None


def _check_not_told_already(uow: UnitOfWork, details: EventDetails, child: Child, but: UUID | None = None) -> None:
    key = content_key(details.happened_on, details.until_on, details.source, details.what)
    same = select(Event).where(Event.child_id == child.id, Event.content_key == key, Event.state == EventState.STANDS)
    twin = next((event for event in uow.session.scalars(same) if event.line_id != but), None)
    if twin is not None:
        told_on = long_date(twin.recorded_at.date())
        raise RuleBroken(
            f"{child.first_name}’s chronology has this already: {twin.recorded_by.name} wrote it on {told_on}", "what"
        )


def _lock(uow: UnitOfWork, event: Event) -> None:
    lock_child_alone(uow, event.child)
    uow.session.refresh(event, ["state"])


def _close(uow: UnitOfWork, event: Event, to: EventState, reason: str) -> None:
    event.state, event.closed_at, event.closed_by, event.closing_reason = to, uow.now, uow.author, reason
