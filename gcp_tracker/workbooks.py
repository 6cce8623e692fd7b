"""A table as an Excel workbook in which nothing can be a formula: every text is written as text, and as nothing else.

The numbers are on the first sheet, as a program wants them; what the file is, for whom and by whom is on the second.
Both carry it on every page that is printed of them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from gcp_tracker.spreadsheets import Cell, SheetFile

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the format takes above and below a page.
LONGEST_MARGIN = 250
WIDEST, NARROWEST, LOOKED_AT = 60, 8, 200


def excel_file(
    name: str, rows: Iterable[Sequence[Cell]], about: Sequence[tuple[str, str]], margins: tuple[str, str]
) -> SheetFile:
    """`rows`: the head first. `about`: what the second sheet says. `margins`: above and below each printed page.

    It is put together in memory: what is about a child is not written to a disk on the way.
    """
    # Imported here: eleven megabytes, which a process that makes no workbook need not hold.
    from xlsxwriter import Workbook

    out = io.BytesIO()
    # A name like =1+1 or an address of the web stays what it is: words.
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, settings) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        _write_sheet(book.add_worksheet("Data"), rows, bold, day, margins)
        second = book.add_worksheet("About this file")
        _write_margins(second, margins)
        second.set_column(0, 0, 24, bold)
        second.set_column(1, 1, 90, book.add_format({"text_wrap": True}))
        for number, pair in enumerate(about):
            for column, words in enumerate(pair):
                second.write_string(number, column, words)
    whole = out.getvalue()
    return SheetFile(name, EXCEL, (whole,), hashlib.sha256(whole).hexdigest())


def _write_sheet(sheet: Any, rows: Iterable[Sequence[Cell]], bold: Any, day: Any, margins: tuple[str, str]) -> None:
    widths: dict[int, int] = {}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, bold if number == 0 else None, day)
            if number < LOOKED_AT:
                widths[column] = max(widths.get(column, NARROWEST), min(WIDEST, len(str(cell or ""))))
    for column, width in widths.items():
        sheet.set_column(column, column, width + 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    _write_margins(sheet, margins)


def _write_cell(sheet: Any, number: int, column: int, cell: Cell, style: Any, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(number, column, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(number, column, cell, style)
    else:
        sheet.write_number(number, column, cell)


def _write_margins(sheet: Any, margins: tuple[str, str]) -> None:
    above, below = (words[:LONGEST_MARGIN].replace("&", "&&")[:LONGEST_MARGIN].rstrip("&") for words in margins)
    sheet.set_paper(9)
    sheet.set_header(f"&L{above}")
    sheet.set_footer(f"&L{below}")
