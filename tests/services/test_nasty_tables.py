"""Spreadsheets as nasty as they come: encodings, merged cells, dates of any kind, formulas, bombs, too many lines."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from gcp_tracker import instruments
from gcp_tracker.chronology.queries import standing_events
from gcp_tracker.imports.chronologies.reading import ReadEvent, find_heads, read_events
from gcp_tracker.imports.chronologies.report import LineOutcome
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.table_files import read_tables
from gcp_tracker.models import Event
from tests.cast import TODAY, Cast
from tests.conftest import counted_queries
from tests.tables import HEADS, LINE, TakeIn, as_csv, as_excel, outcomes


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (as_csv(HEADS, LINE, between=";"), ""),
        (as_csv(HEADS, LINE, between="\t", encoding="utf-16"), ""),
        (as_csv(("School’s list", "", ""), (), HEADS, (), LINE, ()), ""),
        (as_csv(HEADS, (*LINE[:4], "Sat in Zoë’s coat", ""), encoding="cp1252"), "not in UTF-8"),
        (b"\xef\xbb\xbf" + as_csv(HEADS, LINE), ""),
    ],
)
def test_csv_is_read_as_it_comes(take: TakeIn, content: bytes, note: str) -> None:
    report = take(content, dry_run=True)
    assert report.adds == 1
    assert note in " ".join(report.notes)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"  \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "older Excel, or one with a password"),
        (b"PK\x03\x04 broken", "broken, or no Excel"),
        (b"%PDF-1.7\x00\x01", "This is no table"),
        (as_csv(("Name", "When"), ("Leo", "3/5/2026")), "Missing: Child, Source, What happened and So what"),
        (b"\x81\x8d" + as_csv(HEADS, LINE), "no encoding we know"),
    ],
)
def test_what_is_no_chronology_is_refused_with_a_sentence(take: TakeIn, content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        take(content, dry_run=True)


@pytest.mark.parametrize(("row", "sentence"), [(1_048_575, "in line 1,048,576 of the sheet “Data”"), (99_999, "")])
def test_one_cell_far_below_costs_no_time(take: TakeIn, row: int, sentence: str) -> None:
    out = io.BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet("Data")
        for line, cells in enumerate((HEADS, LINE)):
            for column, words in enumerate(cells):
                sheet.write(line, column, words)
        sheet.write(row, 0, "x")
    started = time.process_time()
    if sentence:
        with pytest.raises(FileRefused, match=sentence):
            read_tables(out.getvalue())
    else:
        assert [one.line for one in read_tables(out.getvalue()).tables[0].rows] == [1, 2, 100_000]
    assert time.process_time() - started < 0.9


def test_a_bomb_is_not_unpacked(take: TakeIn) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(3):
            bomb.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * 80_000_000)
    started = time.process_time()
    with pytest.raises(FileRefused, match="larger than anything"):
        take(out.getvalue(), dry_run=True)
    assert time.process_time() - started < 1
    out = io.BytesIO(as_excel(HEADS, LINE))
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/more.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(FileRefused, match="DOCTYPE"):
        take(out.getvalue(), dry_run=True)


@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_dates_of_excel_are_the_same_days_in_either_system(
    session: Session, cast: Cast, take: TakeIn, options: dict[str, Any]
) -> None:
    day = date(2026, 5, 3)
    serial = (day - (date(1904, 1, 1) if options else date(1899, 12, 30))).days
    written: tuple[Any, ...] = (day, "3 May 2026", "2026-05-03", serial, "03/05/2026")
    rows = [("LEO-1", one, "School", f"Event {number}", "Was cold", "") for number, one in enumerate(written)]
    report = take(as_excel(HEADS, *rows, **options))
    assert {event.happened_on for event in standing_events(session, cast.leo)} == {day}
    (look,) = [line for line in report.lines if line.outcome is LineOutcome.LOOK]
    assert look.why == "Date: a number and no date; read as the spreadsheet counts: 03/05/2026"


def test_merged_cells_say_the_same_in_every_row_that_they_cover(session: Session, cast: Cast, take: TakeIn) -> None:
    def merge(_book: Workbook, sheet: Any) -> None:
        sheet.merge_range(1, 0, 3, 0, "LEO-1")
        sheet.merge_range(1, 1, 2, 1, "3/5/2026")

    rows = [(None, None, "School", f"Event {number}", "Was cold", "") for number in range(2)]
    report = take(as_excel(HEADS, *rows, (None, "4/5/2026", "School", "Event 3", "Was cold", ""), change=merge))
    assert report.adds == 3
    assert [event.happened_on.day for event in standing_events(session, cast.leo)] == [3, 3, 4]


def test_a_formula_counts_with_its_value_and_not_without_one(session: Session, cast: Cast, take: TakeIn) -> None:
    def formulas(_book: Workbook, sheet: Any) -> None:
        sheet.write_formula(1, 3, '="Found "&"asleep"', None, "Found asleep")
        sheet.write_formula(2, 3, '="Never worked out"', None, "")
        sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")

    rows = [("LEO-1", "3/5/2026", "School", None, "Was tired", "") for _ in range(3)]
    report = take(as_excel(HEADS, *rows, change=formulas))
    assert [event.what for event in standing_events(session, cast.leo)] == ["Found asleep"]
    assert "What happened is a formula that was never worked out" in outcomes(report)[1][2]
    assert outcomes(report)[2][2] == "What happened is an error of the spreadsheet: #DIV/0!"


def test_a_hidden_sheet_is_not_read_and_said_so(take: TakeIn) -> None:
    def hide(book: Workbook, _sheet: Any) -> None:
        hidden, other = book.add_worksheet("Old"), book.add_worksheet("Notes")
        hidden.write_row(0, 0, HEADS)
        hidden.write_row(1, 0, (*LINE[:3], "From the hidden sheet", "Was cold"))
        hidden.hide()
        other.write(0, 0, "Nothing here")

    report = take(as_excel(HEADS, LINE, change=hide), dry_run=True)
    assert report.adds == 1
    assert report.notes == [
        "The sheet “Old” is hidden, and was not read.",
        "The sheet “Notes” has not these columns, and was not read.",
    ]


def test_what_cannot_be_read_is_said_line_by_line(take: TakeIn) -> None:
    def line(**change: str) -> tuple[str, ...]:
        return tuple(change.get(head.split()[0].lower(), cell) for head, cell in zip(HEADS, LINE, strict=True))

    report = take(
        as_csv(
            HEADS, line(date="5/13/2026"), line(date="next week"), line(date=""), line(source=""),
            line(source="The milkman", bears="Enough food; Hats"), line(what="x" * 4001), line(date="1/1/2027"),
            line(date="1/1/2010"),
        ),
        dry_run=True,
    )  # fmt: skip
    why = [one[2] for one in outcomes(report)]
    assert why[0] == "There is no 5/13/2026, read as day, month, year"
    assert why[1].startswith("“next week” is no date that can be read")
    assert why[2:4] == ["There is no date", "It does not say who told of it"]
    assert why[5:7] == [
        "Source: none of our sources: kept as another agency, with this name",
        "Bears on: no item has this title",
    ]
    assert why[7].startswith("What happened is too long: this must be at most 4,000")
    assert why[8] == "The day must be today or in the past"
    assert "long before the child" in why[9]


def test_twenty_thousand_lines_are_read_one_by_one_and_no_more_than_we_hold() -> None:
    rows = (("LEO-1", "3/5/2026", "School", f"Event {n}", "Was cold", "Enough food") for n in range(20_000))
    heads = find_heads(read_tables(as_excel(HEADS, *rows, constant_memory=True)))
    read = read_events(heads, instruments.newest(instruments.OURS), TODAY)
    assert sum(isinstance(one, ReadEvent) for one in read) == 20_000
    with pytest.raises(FileRefused, match="more than 25,000 lines"):
        read_tables(as_csv(*(LINE for _ in range(25_002))))


def test_many_lines_are_written_at_once(session: Session, take: TakeIn) -> None:
    rows = [("LEO-1", "3/5/2026", "School", f"Event {n}", "Was cold", "") for n in range(600)]
    with counted_queries() as seen:
        assert take(as_csv(HEADS, *rows)).adds == 600
    assert session.scalar(select(func.count(Event.id))) == 600
    assert len(seen) < 30
