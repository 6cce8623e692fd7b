"""Attendance from files as people make them: read strictly, looked over line by line, taken in whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.engagement.service import set_half_terms
from gcp_tracker.imports.attendance import AttendanceReport, Outcome, import_attendance
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.named_columns import MOST_ROWS, NamedTable, read_named
from gcp_tracker.models import ImportRun, SchoolAttendance, User
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import Cast
from tests.guarded import Guarded
from tests.services.test_engagement import YEAR

Writing = Callable[[User | None], UnitOfWork]
HEAD = ["Our number", "UPN", "School", "Half term", "Sessions possible", "Attended", "Unauthorised"]


def csv_of(*rows: str, encoding: str = "utf-8") -> NamedTable:
    return read_named(io.BytesIO("\r\n".join([",".join(HEAD), *rows]).encode(encoding)))


def workbook_of(fill: Callable[[Workbook], None]) -> NamedTable:
    book = Workbook()
    fill(book)
    kept = io.BytesIO()
    book.save(kept)
    return read_named(io.BytesIO(kept.getvalue()))


@pytest.fixture
def numbered(session: Session, cast: Cast, writing_as: Writing) -> Cast:
    with writing_as(cast.chloe) as uow:
        cast.kai.la_child_id, cast.leo.la_child_id, cast.leo.upn = "K-1", "L-1", "A823432112001"
        uow.record("child:describe", subject=cast.kai, child=cast.kai)
    with writing_as(cast.farid) as uow:
        set_half_terms(uow, cast.authority, 2025, YEAR)
    return cast


def taken(writing_as: Writing, cast: Cast, table: NamedTable, *, dry_run: bool = False) -> AttendanceReport:
    if dry_run:
        return import_attendance(writing_as(cast.farid), cast.authority, table, "file.csv", "0" * 64, dry_run=True)
    with writing_as(cast.farid) as uow:
        return import_attendance(uow, cast.authority, table, "file.csv", "0" * 64, dry_run=False)


def test_a_dry_run_says_line_by_line_what_would_come_of_it_and_writes_nothing(
    session: Session, numbered: Cast, writing_as: Writing
) -> None:
    table = csv_of(
        "K-1,,Oak School,Autumn 1 2025/26,70,28,30",
        ",a823432112001,Oak School,Spring 2 2025/26,50,49,",
        "",
        "X-9,,Oak School,Autumn 1 2025/26,70,28,0",
        "K-1,,Oak School,Autumn 1 2025/26,70,29,30",
        "K-1,A823432112001,Oak School,Summer 1 2025/26,50,29,3",
        "K-1,,Oak School,Autumn 2026,70,28,0",
        "K-1,,Oak School,Autumn 1 2030/31,70,28,0",
        "K-1,,Oak School,Summer 2 2025/26,70,71,0",
        "K-1,,Oak School,Summer 2 2025/26,seventy,60,0",
        ",,Oak School,Summer 2 2025/26,70,60,0",
        "K-1,,,Summer 2 2025/26,70,60,0",
    )
    report = taken(writing_as, numbered, table, dry_run=True)
    assert [(line.line, line.outcome) for line in report.lines if line.outcome is not Outcome.LEFT_OUT] == [
        (2, Outcome.NEW), (3, Outcome.NEW),
    ]  # fmt: skip
    whys = {line.line: line.why for line in report.lines if line.outcome is Outcome.LEFT_OUT}
    assert whys == {
        5: "No child of your authority has this number",
        6: "The same child, half term and school stand at line 2 already",
        7: "The number is one child’s and the UPN another’s",
        8: "“Autumn 2026” is not a half term: write it like “Autumn 1 2026/27”",
        9: "The days of Autumn 1 2030/31 are not entered",
        10: "Attended must be from 0 to the 70 that were possible",
        11: "“seventy” is no number of sessions (possible)",
        12: "There is no number and no UPN, so it is not known whose line this is",
        13: "There is no school",
    }
    assert AttendanceReport.from_dict(report.as_dict()) == report
    assert session.scalars(select(SchoolAttendance)).all() == []
    assert session.scalars(select(ImportRun)).all() == []


def test_a_restricted_child_is_no_child_to_the_officer(
    session: Session, numbered: Cast, guarded: Guarded, writing_as: Writing
) -> None:
    """Nor one that was merged into the record of a restricted child."""
    numbered.zoe.merged_into_id, numbered.zoe.la_child_id, guarded.noor.la_child_id = guarded.noor.id, "Z-1", "N-1"
    session.commit()
    table = csv_of(*(f"{number},,Oak School,Autumn 1 2025/26,70,28,30" for number in ("N-1", "Z-1", "X-9")))
    report = taken(writing_as, numbered, table)
    assert [line.why for line in report.lines] == ["No child of your authority has this number"] * 3
    assert session.scalars(select(SchoolAttendance)).all() == []


def test_the_same_file_twice_changes_nothing_and_a_later_one_puts_right(
    session: Session, numbered: Cast, writing_as: Writing
) -> None:
    first = csv_of("K-1,,Oak School,Autumn 1 2025/26,70,28,30", "L-1,,Oak School,Autumn 1 2025/26,70,69,0")
    assert taken(writing_as, numbered, first).count()[Outcome.NEW] == 2
    again = taken(writing_as, numbered, first).count()
    assert (again[Outcome.SAME], again[Outcome.NEW]) == (2, 0)
    changed = taken(writing_as, numbered, csv_of("K-1,,Oak School,Autumn 1 2025/26,70,35,20"))
    assert [line.outcome for line in changed.lines] == [Outcome.CHANGED]
    rows = session.scalars(select(SchoolAttendance).order_by(SchoolAttendance.attended)).all()
    assert [(row.attended, row.unauthorised) for row in rows] == [(35, 20), (69, 0)]
    assert events(session).count("attendance:import") == 3
    assert events(session).count("attendance:import_file") == 3


def test_a_workbook_is_read_as_it_is_shown(numbered: Cast, writing_as: Writing) -> None:
    def fill(book: Workbook) -> None:
        hidden = book.active
        hidden.title, hidden.sheet_state = "Old", "hidden"
        hidden.append(["Nothing", "here"])
        sheet = book.create_sheet("Attendance")
        sheet.append([])
        sheet.append(HEAD)
        sheet.append(["K-1", None, "Oak School", "Autumn 1 2025/26", 70.0, 28, 30])
        sheet.append(["K-1", None, "Oak School", "Spring 1 2025/26", "=35+21", 28, 0])
        sheet.append(["L-1", None, "Oak School", "Autumn 1 2025/26", 70, 69, date(2026, 1, 1)])
        sheet.merge_cells("C3:C4")

    report = taken(writing_as, numbered, workbook_of(fill), dry_run=True)
    found = {line.line: (line.outcome, line.why) for line in report.lines}
    assert found[3][0] is Outcome.NEW
    # A merged cell counts in every row that it covers; a formula that nothing has worked out, and a day for a number.
    assert found[4] == (Outcome.LEFT_OUT, "“” is no number of sessions (possible)")
    assert found[5] == (Outcome.LEFT_OUT, "“2026-01-01” is no number of sessions (unauthorised)")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_name_with_an_accent_is_read_whatever_saved_the_file(
    encoding: str, numbered: Cast, writing_as: Writing
) -> None:
    table = csv_of("K-1,,École Zoë,Autumn 1 2025/26,70,28,30", encoding=encoding)
    assert taken(writing_as, numbered, table, dry_run=True).lines[0].why == "Autumn 1 2025/26, École Zoë"


def test_files_that_cannot_be_read_are_refused_in_words() -> None:
    """What any table is refused for stands in test_nasty_tables.py: one reader reads them all."""
    for content, words in (
        (b"", "is empty"),
        (b"PK\x03\x04 and no more", "broken, or no Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook of an older Excel"),
        (b"school,school\n1,2", "same name"),
        (b",,\n", "no column has a name"),
        (b"school\n" + b"Oak\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
    ):
        with pytest.raises(FileRefused, match=words):
            read_named(io.BytesIO(content))


def test_a_file_without_its_columns_or_before_any_half_term_is_refused_whole(cast: Cast, writing_as: Writing) -> None:
    nameless = read_named(io.BytesIO(b"Name,School,Half term,Possible,Attended\nKai,Oak,Autumn 1 2025/26,70,60"))
    assert taken(writing_as, cast, nameless, dry_run=True).refusal.endswith("a child is never found by name")
    assert "“possible”" in taken(writing_as, cast, read_named(io.BytesIO(b"UPN,School\n1,2")), dry_run=True).refusal
    assert (
        "No half terms" in taken(writing_as, cast, csv_of("K-1,,Oak,Autumn 1 2025/26,70,28,30"), dry_run=True).refusal
    )
