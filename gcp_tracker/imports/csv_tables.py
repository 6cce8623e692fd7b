"""CSV as councils’ programs write it: in UTF-8, UTF-16 or Windows’ own letters, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.tables import MOST_COLUMNS, NOTHING_WRITTEN, Row, Table, Tables, up_to_most
from gcp_tracker.spreadsheets import without_guard

BETWEEN = ",;\t|"
NOT_UTF8 = (
    "The file is not in UTF-8, so it was read in the letters of Windows. Look whether names and apostrophes are right."
)


def read_csv(content: bytes) -> Tables:
    """A cell that was guarded against being a formula has the text again that stood there before."""
    text, notes = _decoded(content)
    head = next((line for line in text.splitlines() if line.strip()), "")
    between = max(BETWEEN, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        rows = up_to_most(_rows(reader))
    except csv.Error as error:
        raise FileRefused(f"The file is broken at line {reader.line_num:,}: {error}. {NOTHING_WRITTEN}") from error
    return Tables([Table("", rows)], notes)


def _rows(reader: object) -> Iterator[Row]:
    before = 0
    for cells in reader:  # type: ignore[attr-defined]  # the library names no type for it
        yield Row(before + 1, tuple(without_guard(cell).strip() for cell in cells[:MOST_COLUMNS]))
        before = reader.line_num  # type: ignore[attr-defined]  # as above


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(content, "utf-16"), []
    if b"\x00" in content:
        raise FileRefused(f"This is no table: neither CSV nor an Excel workbook. {NOTHING_WRITTEN}")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _as(content, "cp1252"), [NOT_UTF8]


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"The file holds characters of no encoding we know: save it as CSV in UTF-8. {NOTHING_WRITTEN}"
        ) from error
