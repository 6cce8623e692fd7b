"""A child’s reading in the few lines that a list has room for: what was recorded first, then the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gcp_tracker.change.constants import STANDARD
from gcp_tracker.change.headline_words import headline_said
from gcp_tracker.change.reading import ChildReading
from gcp_tracker.change.recorded_words import at_concern_told, drift_told, first_of, newly_told, not_graded_told
from gcp_tracker.change.words import Names

NAMED_AT_MOST = 3


class Gravity(StrEnum):
    """How much a line asks to be looked at; always said in its words too."""

    GRAVE = "grave"
    CONCERN = "concern"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ShortLine:
    tag: str
    words: str
    gravity: Gravity


@dataclass(frozen=True, slots=True)
class ShortReading:
    """`recorded` is told first, whatever the `headline`, and in its size."""

    recorded: tuple[ShortLine, ...]
    headline: str
    is_better: bool


def in_short(reading: ChildReading, names: Names, at_concern: str) -> ShortReading:
    """`at_concern` is “at 4 or 5” as the instrument has it. Probabilities stand with the domains."""
    return ShortReading(
        recorded=tuple(_recorded(reading, names, at_concern)),
        headline=headline_in_short(reading, names),
        is_better=reading.verdict.is_improving,
    )


def headline_in_short(reading: ChildReading, names: Names) -> str:
    said = headline_said(reading, names, {})
    return " ".join(part for part in (said.lead, said.rest) if part)


def _recorded(reading: ChildReading, names: Names, at_concern: str) -> list[ShortLine]:
    drift = drift_told(reading, names)
    lines: Sequence[tuple[str, list[str], Gravity]] = (
        ("Newly bad", newly_told(reading, names), Gravity.GRAVE),
        ("Drift", drift and [f"{at_concern} without improvement: {drift[0]}", *drift[1:]], Gravity.GRAVE),
        (f"{at_concern.capitalize()} now", at_concern_told(reading, names), Gravity.CONCERN),
        (f"Not graded for {STANDARD.not_graded_days:g} days", not_graded_told(reading, names), Gravity.UNKNOWN),
    )
    return [ShortLine(tag, f"{first_of(told, NAMED_AT_MOST)}.", gravity) for tag, told, gravity in lines if told]
