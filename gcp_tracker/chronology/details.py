"""What a form, the demo or an import hands to the service of this slice: plain values, already read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.models import Child
from gcp_tracker.rules.event_vocabulary import EventSource, Exactness, Shows


@dataclass(frozen=True, slots=True)
class EventDetails:
    """`items`: keys of the instrument `instrument_key`. `who`: who told of it, where somebody is named."""

    happened_on: date
    source: EventSource
    what: str
    until_on: date | None = None
    exactness: Exactness = Exactness.DAY
    who: str = ""
    items: tuple[str, ...] = ()
    shows: Shows = Shows.MISSING
    instrument_key: str = ""


@dataclass(frozen=True, slots=True)
class ForChild:
    """In whose chronology it stands, and what it meant for this one."""

    child: Child
    so_what: str
