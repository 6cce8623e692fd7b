"""A table as a file that every spreadsheet opens and none can run. All our CSV is written here and nowhere else.

A cell that begins like a formula gets an apostrophe before it. `without_guard` takes it off again, and gives back just
what was there: so a cell that began with an apostrophe before such a sign gets one more.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Cell: TypeAlias = str | int | date | None

# Tells a spreadsheet that names with accents are in UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# Signs that begin a formula, full-width ones too, since some programs read them alike. Before it there may be what
# nobody sees, or apostrophes; a tab or a line break at the start is enough by itself.
_RUN = re.compile("['\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212]|['\\s]*[\t\r\n]")
LONGEST_IN_NAME = 40
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def guarded(text: str) -> str:
    return f"'{text}" if _RUN.match(text) else text


def without_guard(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _RUN.match(cell[1:]) else cell


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Line by line, the mark first. Days are written 2026-11-16; a number stays a number; None is an empty cell."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _written(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else cell


@dataclass(frozen=True, slots=True)
class SheetFile:
    """`pieces` are its bytes, in order; `sha256` is of them all, so that a copy can be known again."""

    name: str
    mimetype: str
    pieces: tuple[bytes, ...]
    sha256: str

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces))


def csv_file(name: str, rows: Iterable[Sequence[Cell]]) -> SheetFile:
    """Whole before the first byte leaves: what is logged is what was sent, and a download that breaks off is noticed.

    `rows` may come one by one, from a query that is still running.
    """
    sha256 = hashlib.sha256()
    lines = []
    for line in csv_lines(rows):
        lines.append(line.encode())
        sha256.update(lines[-1])
    return SheetFile(name, "text/csv", tuple(lines), sha256.hexdigest())


def file_name(ending: str, *words: str) -> str:
    """grades-la-1041-for-riverside-primary-school.csv: nothing that a file system or a header could read otherwise,
    and no word longer than is read at a glance.
    """
    plain = [_NOT_IN_NAMES.sub("-", _without_accents(word))[:LONGEST_IN_NAME].strip("-") for word in words]
    return "-".join(part for part in plain if part) + f".{ending}"


def _without_accents(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(one))
