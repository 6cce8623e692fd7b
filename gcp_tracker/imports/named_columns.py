"""A table of which every cell is asked for by the name of its column, as a text: one sheet, its first rows its head.

Nothing is calculated and nothing guessed: a formula gives what the program that saved it had worked out, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO

from gcp_tracker.imports import tables
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.table_files import read_tables
from gcp_tracker.imports.tables import MOST_BYTES, Given

MOST_ROWS, LONGEST_CELL = 20_000, 500
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """`line` as the spreadsheet counts it; `cells` by the plain name of their column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NamedTable:
    columns: tuple[str, ...]
    rows: tuple[NamedRow, ...]


def read_named(stream: IO[bytes]) -> NamedTable:
    """The first sheet that is shown. Raises FileRefused. The first row with something in it is the head."""
    found = read_tables(stream.read(MOST_BYTES + 1)).tables
    if not found:
        raise FileRefused("The workbook has no sheet that is shown")
    head, *rows = found[0].rows or [tables.Row(1, ())]
    columns = tuple(plain(_as_text(cell)) for cell in head.cells)
    named = [name for name in columns if name]
    if not named:
        raise FileRefused("The file is empty, or no column has a name")
    if len(set(named)) < len(named):
        raise FileRefused("Two columns of the file have the same name")
    if len(rows) > MOST_ROWS:
        raise FileRefused(f"The file has more than {MOST_ROWS:,} rows: split it")
    return NamedTable(columns, tuple(_named(columns, row) for row in rows))


def plain(head: str) -> str:
    """ "Sessions  Possible*" is "sessions possible"."""
    return _NOT_A_WORD.sub(" ", head.lower()).strip()


def _named(columns: tuple[str, ...], row: tables.Row) -> NamedRow:
    cells = zip(columns, map(_as_text, row.cells), strict=False)
    return NamedRow(row.line, {name: cell for name, cell in cells if name})


def _as_text(cell: Given) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())[:LONGEST_CELL]
