"""Events for tests, written as workers write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from gcp_tracker import instruments
from gcp_tracker.chronology.details import EventDetails, ForChild
from gcp_tracker.chronology.service import add_event
from gcp_tracker.models import Child, Event
from gcp_tracker.rules.event_vocabulary import EventSource
from gcp_tracker.unit_of_work import UnitOfWork

NO_LUNCH = "No lunch and no money for it, for the third day"
HUNGRY = "Was hungry until tea, and took food from another child’s bag"


def details_of(on: date, what: str = NO_LUNCH, source: EventSource = EventSource.SCHOOL, **more: Any) -> EventDetails:
    items = more.pop("items", ("nutrition_quantity",))
    return EventDetails(on, source, what, items=items, instrument_key=instruments.OURS, **more)


def added(uow: UnitOfWork, child: Child, on: date, what: str = NO_LUNCH, so_what: str = HUNGRY, **more: Any) -> Event:
    (event,) = add_event(uow, details_of(on, what, **more), [ForChild(child, so_what)])
    return event
