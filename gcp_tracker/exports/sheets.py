"""A table that leaves the house: its columns know what they hold, so that a copy for somebody has what they get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from gcp_tracker.exports.screens import Screen
from gcp_tracker.rules.recipients import Part, Terms
from gcp_tracker.spreadsheets import Cell

# The last column of every file. A line above the head would break the programs that read it, and the name of a file
# is soon another; a column is kept by whoever sorts, cuts or pastes.
COPY_HEAD = "Copy"


class Column(NamedTuple):
    """`part`: what its cells hold, where not everybody gets it. With a `stand_in` they become “Worker 1”, “Worker 2”,
    so that rows of one still belong together; without, the column is left out.
    """

    head: str
    part: Part | None = None
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` may come one by one. `families`: for a list of children, each row’s, and the screen of each family."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    families: Sequence[UUID] = ()
    screens: Mapping[UUID, Screen] = field(default_factory=dict)


def sheet_rows(sheet: Sheet, terms: Terms, screen: Screen, reference: str) -> Iterator[list[Cell]]:
    """The head, then what this copy has of every row, and last which copy it is."""
    kept = [place for place, column in enumerate(sheet.columns) if _is_there(column, terms)]
    stand_ins: dict[str, dict[Cell, str]] = {
        column.stand_in: {} for column in sheet.columns if column.stand_in and not _is_told(column, terms)
    }
    yield [*(sheet.columns[place].head for place in kept), COPY_HEAD]
    for number, row in enumerate(sheet.rows):
        own = sheet.screens.get(sheet.families[number], screen) if sheet.families else screen
        yield [*(_cell(row[place], sheet.columns[place], terms, own, stand_ins) for place in kept), reference]


def _is_told(column: Column, terms: Terms) -> bool:
    return column.part is None or terms.has(column.part)


def _is_there(column: Column, terms: Terms) -> bool:
    return _is_told(column, terms) or bool(column.stand_in)


def _cell(cell: Cell, column: Column, terms: Terms, screen: Screen, stand_ins: dict[str, dict[Cell, str]]) -> Cell:
    if not _is_told(column, terms) and cell is not None:
        known = stand_ins[column.stand_in]
        return known.setdefault(cell, f"{column.stand_in} {len(known) + 1}")
    return screen.text(cell) if isinstance(cell, str) else cell
