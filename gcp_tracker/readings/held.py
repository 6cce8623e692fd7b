"""Kept readings that this process has read before, so that a list does not fetch a megabyte of them each time it is
opened.

A row of `reading` is written once; a change in what was signed writes another. Which row is the newest, and whose, is
asked every time, with all that tells one row from another: `Which`. Only what such a row holds is not fetched again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from gcp_tracker.change.kept import Kept, KeptCurve
from gcp_tracker.change.reading import ChildReading

# Of about ten kilobytes each.
MOST = 512


@dataclass(frozen=True, slots=True, eq=False)
class ReadingToday:
    """A child’s `reading` as at a day; `kept` is what it rests on, `curves` are empty where they were not asked for.
    While nothing else is kept for the child, a list gets the same object all day, and knows it by that.
    """

    instrument_key: str
    reading: ChildReading
    kept: Kept
    curves: tuple[KeptCurve, ...]
    computed_at: datetime


class Which(NamedTuple):
    """One row: its number could come again after a write that was taken back, but not with the same moment and hash."""

    id: int
    child_id: UUID
    instrument_key: str
    engine: str
    inputs_hash: str
    as_of: date
    computed_at: datetime


class Held:
    """Each as at the latest day for which it was asked, which is nearly always today."""

    def __init__(self) -> None:
        self._found: OrderedDict[Which, tuple[date, ReadingToday]] = OrderedDict()
        self._lock = Lock()

    def ids_of(self, child_ids: Iterable[UUID]) -> list[int]:
        """Of the rows that need not be fetched."""
        wanted = set(child_ids)
        with self._lock:
            return [which.id for which in self._found if which.child_id in wanted]

    def get(self, which: Which) -> tuple[date, ReadingToday] | None:
        with self._lock:
            found = self._found.get(which)
            if found is not None:
                self._found.move_to_end(which)
            return found

    def keep(self, which: Which, on: date, reading: ReadingToday) -> None:
        with self._lock:
            if which in self._found and self._found[which][0] > on:
                return
            self._found[which] = on, reading
            self._found.move_to_end(which)
            if len(self._found) > MOST:
                self._found.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._found.clear()
