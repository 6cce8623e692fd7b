"""Chronologies as other people’s programs write them: rows as CSV or as an Excel workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from gcp_tracker.imports.chronologies.report import EventReport, LineOutcome

TakeIn = Callable[..., EventReport]
HEADS = ("Child", "Date", "Source", "What happened", "So what for the child", "Bears on")
LINE = ("LEO-1", "3/5/2026", "School", "No lunch for the third day", "Was hungry until tea", "Enough food")


def as_csv(*rows: Sequence[Any], encoding: str = "utf-8", between: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=between).writerows(rows)
    return out.getvalue().encode(encoding)


def as_excel(*rows: Sequence[Any], change: Callable[[Workbook, Any], None] | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    with Workbook(out, options) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Events")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif cell is not None:
                    sheet.write(number, place, cell)
        if change is not None:
            change(book, sheet)
    return out.getvalue()


def outcomes(report: EventReport) -> list[tuple[int, LineOutcome, str]]:
    return [(line.line, line.outcome, line.why) for line in report.lines]
