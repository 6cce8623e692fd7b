"""The child’s own words as a pack tells them: by visit, and what was said of several things at once only once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from gcp_tracker.record.voices import Voice
from gcp_tracker.rules.sentences import listed_words


@dataclass(frozen=True, slots=True)
class Quoted:
    """`about` names what it was said of, or is empty."""

    visit_id: UUID
    on: date
    where: str
    worker: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard at one visit."""

    on: date
    where: str
    worker: str
    said: tuple[Quoted, ...]


def quoted(voices: Sequence[Voice]) -> tuple[Quoted, ...]:
    """In their order, the newest first."""
    found: dict[tuple[UUID, str], list[Voice]] = {}
    for one in voices:
        found.setdefault((one.visit_id, one.text), []).append(one)
    told = []
    for (visit_id, text), same in found.items():
        about = listed_words([one.about for one in same if one.about])
        told.append(Quoted(visit_id, same[0].on, same[0].where, same[0].worker, text, about))
    return tuple(told)


def by_visit(quotes: Iterable[Quoted]) -> list[Heard]:
    heard = []
    for _, group in groupby(quotes, key=lambda one: one.visit_id):
        said = tuple(group)
        heard.append(Heard(said[0].on, said[0].where, said[0].worker, said))
    return heard
