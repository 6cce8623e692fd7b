"""A table from outside as plain rows, and how much of one is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from gcp_tracker.imports.faults import FileRefused

# A cell as it stands: None is empty; a number in a column of dates is a spreadsheet's own count of days.
Given: TypeAlias = str | float | date | None
MOST_ROWS, MOST_COLUMNS = 25_000, 60
MOST_BYTES = 30 * 1024 * 1024
NOTHING_WRITTEN = "Nothing was written."


@dataclass(frozen=True, slots=True)
class Row:
    """`line` as the program that wrote it counts. `broken`: places of cells that hold a formula nobody worked out."""

    line: int
    cells: tuple[Given, ...]
    broken: frozenset[int] = frozenset()

    @property
    def is_blank(self) -> bool:
        return not self.broken and all(cell is None or cell == "" for cell in self.cells)


@dataclass(slots=True)
class Table:
    """One sheet. `title` is empty for a file that has no sheets."""

    title: str
    rows: list[Row]
    from_1904: bool = False


@dataclass(slots=True)
class Tables:
    """`notes`: what was not read, and what was read with a doubt, in sentences."""

    tables: list[Table]
    notes: list[str] = field(default_factory=list)


def plain_cell(value: object) -> Given:
    """What a program gives for a cell, as one of ours: a time of day is dropped, a truth becomes a word."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return float(value) if isinstance(value, int | float) else str(value)


def up_to_most(rows: Iterator[Row]) -> list[Row]:
    """Without blank ones. Raises FileRefused beyond MOST_ROWS."""
    kept: list[Row] = []
    for row in rows:
        if row.is_blank:
            continue
        kept.append(row)
        if len(kept) > MOST_ROWS:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} lines: divide it. {NOTHING_WRITTEN}")
    return kept
