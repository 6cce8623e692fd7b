"""Excel workbooks: opened so that none can blow up, and read as they look to whoever has them open.

A formula counts with the value that was kept beside it, a merged cell in every row that it covers, and a hidden sheet
not at all, since nobody looked at it when they sent the file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from gcp_tracker.imports.faults import FileRefused, shown
from gcp_tracker.imports.safe_xml import SAFELY
from gcp_tracker.imports.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    NOTHING_WRITTEN,
    Given,
    Row,
    Table,
    Tables,
    plain_cell,
    up_to_most,
)

# Unpacked. A sheet of 25,000 lines has some 40 MB; a bomb has thousands.
MOST_UNPACKED, MOST_PARTS = 200 * 1024 * 1024, 500
LAST_ROW = 4 * MOST_ROWS
BROKEN = f"This workbook is broken, or no Excel workbook at all. {NOTHING_WRITTEN}"
_OF_CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class _Looks(NamedTuple):
    """`merged`: (first column, first row, last column, last row). `unworked`: places of formulas without a value.
    `last`: the last row in which something stands.
    """

    merged: list[tuple[int, int, int, int]]
    unworked: set[tuple[int, int]]
    last: int


def read_excel(content: bytes) -> Tables:
    """Raises FileRefused."""
    parts = _check_parts(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        # The library lets out whatever a broken file makes it stumble over.
        raise FileRefused(BROKEN) from error
    found = Tables([])
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                found.notes.append(f"The sheet “{shown(sheet.title)}” is hidden, and was not read.")
                continue
            looks = _looks_of(parts, sheet)
            table = Table(sheet.title, up_to_most(_rows(sheet, looks)), book.epoch == CALENDAR_MAC_1904)
            found.tables.append(table)
    except FileRefused:
        raise
    except Exception as error:
        raise FileRefused(BROKEN) from error
    finally:
        book.close()
    return found


def _check_parts(content: bytes) -> zipfile.ZipFile:
    """Looked over before anything is unpacked. Nothing in a workbook needs a DOCTYPE."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise FileRefused(BROKEN) from error
    inside = parts.infolist()
    if len(inside) > MOST_PARTS or sum(part.file_size for part in inside) > MOST_UNPACKED:
        raise FileRefused(f"Unpacked this workbook would be larger than anything we read. {NOTHING_WRITTEN}")
    for part in inside:
        if part.flag_bits & 0x1:
            raise FileRefused(f"This workbook has a password. Save it without one. {NOTHING_WRITTEN}")
        if part.filename.endswith((".xml", ".rels")):
            with parts.open(part) as stream:
                if b"<!DOCTYPE" in stream.read(2048):
                    raise FileRefused(f"The workbook has a DOCTYPE, which none needs. {NOTHING_WRITTEN}")
    return parts


def _looks_of(parts: zipfile.ZipFile, sheet: Any) -> _Looks:
    """What the library does not tell of a sheet that it reads row by row. Raises FileRefused where something stands so
    far below the rest that all the empty rows between would have to be gone through.
    """
    merged: list[tuple[int, int, int, int]] = []
    unworked: set[tuple[int, int]] = set()
    last = 0
    wanted = (f"{_OF_CELLS}c", f"{_OF_CELLS}mergeCell")
    with parts.open(sheet._worksheet_path) as stream:
        for _, element in etree.iterparse(stream, events=("end",), tag=wanted, **SAFELY):
            if element.tag == wanted[1]:
                merged.append(range_boundaries(element.get("ref")))
                last = max(last, min(merged[-1][3], LAST_ROW))
            elif len(element):
                # A cell need not say where it is: it may be anywhere then.
                row, column = coordinate_to_tuple(element.get("r")) if element.get("r") else (LAST_ROW, 0)
                last = max(last, row)
                if element.find(f"{_OF_CELLS}f") is not None and not element.findtext(f"{_OF_CELLS}v"):
                    unworked.add((row, column))
            element.clear()
    if last > LAST_ROW:
        raise FileRefused(
            f"Something stands in line {last:,} of the sheet “{shown(sheet.title)}”, far below any table that we read:"
            f" delete what is there. {NOTHING_WRITTEN}"
        )
    return _Looks(merged, unworked, last)


def _rows(sheet: Any, looks: _Looks) -> Iterator[Row]:
    covered: dict[int, list[tuple[int, int, int, int]]] = {}
    for merged in looks.merged:
        covered.setdefault(merged[1], []).append(merged)
    never_blank = {row for row, _ in looks.unworked} | covered.keys()
    open_ones: list[tuple[tuple[int, int, int, int], Given]] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=LAST_ROW), 1):
        if number > looks.last:
            break
        # Most of an almost empty sheet.
        if not open_ones and number not in never_blank and all(value is None for value in values):
            continue
        cells = [_text(plain_cell(value)) for value in values]
        open_ones = [one for one in open_ones if one[0][3] >= number]
        for merged in covered.get(number, ()):
            if merged[0] <= len(cells):
                open_ones.append((merged, cells[merged[0] - 1]))
        for (first, _, last, _), value in open_ones:
            # Only downwards: beside each other the columns would say the same of different things.
            if first == last and first <= len(cells) and cells[first - 1] is None:
                cells[first - 1] = value
        broken = frozenset(place for place in range(len(cells)) if (number, place + 1) in looks.unworked)
        yield Row(number, tuple(cells), broken)


def _text(cell: Given) -> Given:
    return cell.strip() if isinstance(cell, str) else cell
