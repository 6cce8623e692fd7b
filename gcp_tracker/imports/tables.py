"""A table that somebody made in a spreadsheet, read as texts: CSV or an Excel workbook, its first visible sheet.

Nothing is calculated and nothing guessed: a formula gives what the program that saved it had worked out, or nothing.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.spreadsheets import without_guard

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 100, 500
LARGEST = 20 * 1024 * 1024
# A workbook is an archive; what it unfolds to is bounded before any of it is read.
LARGEST_UNFOLDED = 200 * 1024 * 1024
ZIP = b"PK\x03\x04"
ENCODINGS = ("utf-8-sig", "cp1252")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Row:
    """`line` as the spreadsheet counts it; `cells` by the plain name of their column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(stream: IO[bytes]) -> Table:
    """Raises FileRefused. Rows with nothing in them are passed over; the first with something in it is the head."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FileRefused(f"The file is larger than {LARGEST // 1024 // 1024} MB")
    lines = _of_workbook(content) if content.startswith(ZIP) else _of_csv(content)
    return _table(enumerate(lines, 1))


def plain(head: str) -> str:
    """ "Sessions  Possible*" is "sessions possible"."""
    return _NOT_A_WORD.sub(" ", head.lower()).strip()


def _table(lines: Iterable[tuple[int, Sequence[str]]]) -> Table:
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for line, cells in lines:
        if not any(cells):
            continue
        if not columns:
            columns = tuple(plain(cell) for cell in cells)
            continue
        if len(rows) >= MOST_ROWS:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} rows: split it")
        rows.append(Row(line, {name: cell for name, cell in zip(columns, cells, strict=False) if name}))
    if not columns:
        raise FileRefused("The file is empty")
    if len(set(filter(None, columns))) < len(list(filter(None, columns))):
        raise FileRefused("Two columns of the file have the same name")
    return Table(columns, tuple(rows))


def _of_csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            yield [_tidy(without_guard(cell)) for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise FileRefused("The file cannot be read as CSV: a quotation mark is opened and not closed") from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused("The file is neither CSV nor an Excel workbook. Save it as one of them")


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNFOLDED:
                raise FileRefused("The workbook unfolds to more than can be read")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise FileRefused("The workbook has no sheet that is shown")
        # What a file says of its own size is not believed.
        sheets[0].reset_dimensions()
        for cells in sheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield [_tidy(_as_text(cell)) for cell in cells]
    except FileRefused:
        raise
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, SyntaxError) as error:
        raise FileRefused("The workbook cannot be read. Save it again in Excel, or as CSV") from error


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _tidy(cell: str) -> str:
    return " ".join(cell.split())[:LONGEST_CELL]
