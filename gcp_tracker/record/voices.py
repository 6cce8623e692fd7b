"""What was written down in words: by the child, about the child's day, about what is going well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.record.story import ToldVisit
from gcp_tracker.rules.dates import date_with_age
from gcp_tracker.rules.vocabulary import NoteKind

DAY_PARTS = (NoteKind.MORNING, NoteKind.SCHOOL, NoteKind.AFTER, NoteKind.EVENING, NoteKind.NIGHT, NoteKind.DAY_LIKE)


@dataclass(frozen=True, slots=True)
class Voice:
    """`about` is the item it was said of, or empty; `where` tells how the child could speak: place, alone or not."""

    text: str
    about: str
    where: str
    on: date
    worker: str
    visit_id: UUID


@dataclass(frozen=True, slots=True)
class Day:
    """A day in this child's life as the latest visit that asked was told it: (part of the day, text)."""

    heading: str
    parts: tuple[tuple[str, str], ...]
    visit_id: UUID


def child_voices(visits: Iterable[ToldVisit]) -> list[Voice]:
    """The child's own words, newest first."""
    found = []
    for visit in sorted(visits, key=lambda visit: visit.on, reverse=True):
        if note := visit.notes.get(NoteKind.CHILD_WORDS):
            found.append(_voice(visit, note, ""))
        found += [_voice(visit, text, visit.title_of(key)) for key, text in visit.words]
    return found


def going_well_notes(visits: Iterable[ToldVisit]) -> list[Voice]:
    """What workers wrote of what is going well, newest first."""
    return [
        _voice(visit, visit.notes[NoteKind.GOING_WELL], "")
        for visit in sorted(visits, key=lambda visit: visit.on, reverse=True)
        if NoteKind.GOING_WELL in visit.notes
    ]


def latest_day(visits: Iterable[ToldVisit], today: date) -> Day | None:
    for visit in sorted(visits, key=lambda visit: visit.on, reverse=True):
        parts = tuple((kind.words, visit.notes[kind]) for kind in DAY_PARTS if kind in visit.notes)
        if parts:
            return Day(f"As told on {date_with_age(visit.on, today)} to {visit.author}", parts, visit.id)
    return None


def _voice(visit: ToldVisit, text: str, about: str) -> Voice:
    if visit.child_seen_alone:
        where = f"{visit.place.words}, alone"
    else:
        where = f"{visit.place.words}, {'not alone' if visit.child_seen else 'not seen that day'}"
    return Voice(text, about, where, visit.on, visit.author, visit.id)
