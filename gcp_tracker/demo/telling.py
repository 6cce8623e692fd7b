"""What other agencies and people told of a story’s child, as the child’s worker wrote it into the chronology."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from functools import partial

from gcp_tracker.chronology.details import EventDetails, ForChild
from gcp_tracker.chronology.service import add_event
from gcp_tracker.demo.dealings import (
    EventStory,
)
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.staff import PEOPLE
from gcp_tracker.demo.stories import (
    ChildStory,
    FamilyStory,
)
from gcp_tracker.rules.event_vocabulary import EventSource, Exactness, Shows
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.unit_of_work import UnitOfWork

# It reaches the worker some days later, whatever holidays lie between.
DAYS_LATER = 5
WRITTEN = time(20, 15)
Step = tuple[int, time, str, Callable[[UnitOfWork], None]]


def told_steps(on_file: FamilyOnFile, key: str, instrument: Instrument) -> Iterator[Step]:
    """Day, time, who writes it, and what is done."""
    child = on_file.story.children[key]
    for story in child.events:
        day = max(story.until or story.day, child.added, child.allocations[0].day) + DAYS_LATER
        yield day, WRITTEN, _worker(child, day), partial(_write, on_file, key, story, instrument)


def event_faults(instrument: Instrument, family: FamilyStory, child: ChildStory) -> Iterator[str]:
    for number, story in enumerate(child.events, 1):
        at = f"event {number}"
        if not story.day <= -DAYS_LATER or (story.until is not None and not story.day < story.until <= -DAYS_LATER):
            yield f"{at}: at least {DAYS_LATER} days ago, and it ends after it began"
        if story.source not in list(EventSource) or story.shows not in list(Shows):
            yield f"{at}: there is no source {story.source}, or it cannot show {story.shows}"
        if unknown := [item for item in story.items if not instrument.has_item(item)]:
            yield f"{at}: {', '.join(unknown)}: no such item"
        if not story.what or not story.so:
            yield f"{at}: says what happened, and what it meant for the child"
        if strangers := [key for key in story.also if key not in family.children]:
            yield f"{at}: {', '.join(strangers)} is no brother or sister"
        if PEOPLE[_worker(child, story.day + DAYS_LATER)].team != family.team:
            yield f"{at}: whoever writes it works in {family.team}"


def _worker(child: ChildStory, day: int) -> str:
    """Whoever had the child then; before anybody had, the first."""
    return [one.to for one in child.allocations if one.day <= day or one is child.allocations[0]][-1]


def _write(on_file: FamilyOnFile, key: str, story: EventStory, instrument: Instrument, uow: UnitOfWork) -> None:
    days, children = on_file.days, on_file.children
    until = None if story.until is None else days.born(story.until)
    about = Exactness.ABOUT if story.about else Exactness.DAY
    details = EventDetails(
        happened_on=days.born(story.day),
        until_on=until,
        exactness=about if until is None else Exactness.PERIOD,
        source=EventSource(story.source),
        who=story.who,
        what=story.what,
        items=tuple(story.items),
        shows=Shows(story.shows),
        instrument_key=instrument.key,
    )
    others = [ForChild(children[one], so) for one, so in story.also.items() if one in children]
    add_event(uow, details, [ForChild(children[key], story.so), *others])
