"""Chronologies of other agencies, as nasty as they come: looked over line by line, taken in whole or not at all."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from gcp_tracker import instruments
from gcp_tracker.chronology.queries import events_of_import, standing_events
from gcp_tracker.chronology.service import withdraw_event, withdraw_import
from gcp_tracker.imports.chronologies.files import read_tables
from gcp_tracker.imports.chronologies.queries import imports_seen_by
from gcp_tracker.imports.chronologies.report import EventReport, LineOutcome
from gcp_tracker.imports.chronologies.service import NOBODY, SEVERAL, FromFile, import_chronology
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.models import Event, ImportRun, User
from gcp_tracker.rules.event_vocabulary import EventSource, EventState, Exactness, Shows
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import NOW, TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]
TakeIn = Callable[..., EventReport]
HEADS = ("Child", "Date", "Source", "What happened", "So what for the child", "Bears on")
LINE = ("LEO-1", "3/5/2026", "School", "No lunch for the third day", "Was hungry until tea", "Enough food")
ADDED, THERE, LEFT_OUT = LineOutcome.ADDED, LineOutcome.THERE, LineOutcome.LEFT_OUT


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


@pytest.fixture
def numbered(session: Session, cast: Cast) -> Cast:
    cast.leo.la_child_id, cast.ruby.upn, cast.zoe.la_child_id = "LEO-1", "A785293400154", "ZOE-1"
    session.commit()
    return cast


@pytest.fixture
def take(numbered: Cast, writing_as: Writing) -> TakeIn:
    """`take(content)`: by Amira; `dry_run`."""

    def run(content: bytes, by: User | None = None, *, dry_run: bool = False) -> EventReport:
        ours = instruments.newest(instruments.OURS)
        file = FromFile(read_tables(content), "school.csv", f"{hash(content):064x}"[-64:])
        uow = writing_as(by or numbered.amira)
        if dry_run:
            return import_chronology(uow, file, numbered.authority, ours, dry_run=True)
        with uow:
            return import_chronology(uow, file, numbered.authority, ours)

    return run


def outcomes(report: EventReport) -> list[tuple[int, LineOutcome, str]]:
    return [(line.line, line.outcome, line.why) for line in report.lines]


def test_a_dry_run_says_what_would_come_and_writes_nothing(session: Session, take: TakeIn) -> None:
    before = events(session)
    report = take(as_csv(HEADS, LINE, (*LINE[:4], "", "")), dry_run=True)
    assert report.summary() == "2 lines: 1 added, 0 there already, 0 passed over, 1 left out"
    assert outcomes(report)[1][2].startswith("Say what it meant for this child")
    assert session.scalar(select(func.count(Event.id))) == 0
    assert events(session) == before


def test_a_line_becomes_an_event_with_all_that_it_says(session: Session, cast: Cast, take: TakeIn) -> None:
    take(as_csv((*HEADS, "Until", "Told by", "Going well"), (*LINE, "9 May 2026", "Mrs Grant", "yes")))
    (event,) = standing_events(session, cast.leo)
    assert (event.happened_on, event.until_on, event.exactness) == (
        date(2026, 5, 3),
        date(2026, 5, 9),
        Exactness.PERIOD,
    )
    assert (event.source, event.who, event.shows) == (EventSource.SCHOOL, "Mrs Grant", Shows.WELL)
    assert (event.item_keys, event.instrument_key) == (("nutrition_quantity",), instruments.OURS)
    assert event.recorded_by is cast.amira
    assert events(session)[-2:] == ["chronology:import", "event:import"]


def test_the_same_file_twice_adds_nothing(session: Session, take: TakeIn) -> None:
    content = as_csv(HEADS, LINE, LINE)
    assert [one[1] for one in outcomes(take(content))] == [ADDED, THERE]
    again = take(content, dry_run=True)
    assert [one[1] for one in outcomes(again)] == [THERE, THERE]
    assert again.notes == ["You brought in this very file on 16 November 2026."]
    with pytest.raises(FileRefused, match="Nothing in this file"):
        take(content)
    assert session.scalar(select(func.count(Event.id))) == 1


def test_whose_a_line_is_is_told_by_numbers_of_the_readers_own_children_only(cast: Cast, take: TakeIn) -> None:
    def line(child: str, what: str) -> tuple[str, ...]:
        return (child, *LINE[1:3], what, *LINE[4:])

    report = take(
        as_csv(
            HEADS,
            line(" leo-1 ", "one"),
            line("A785293400154", "two"),
            line("ZOE-1", "three"),
            line("NOBODY-1", "four"),
            line("Leo Marsh", "five"),
            line("", "six"),
        )
    )
    assert [one[1] for one in outcomes(report)] == [ADDED, ADDED, LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT]
    assert outcomes(report)[2][2] == outcomes(report)[3][2] == outcomes(report)[4][2] == NOBODY, (
        "the same words for all"
    )


def test_a_number_that_two_have_is_nobodys(session: Session, cast: Cast, take: TakeIn) -> None:
    cast.ruby.la_child_id = "leo -1"
    session.commit()
    assert outcomes(take(as_csv(HEADS, LINE), dry_run=True)) == [(2, LEFT_OUT, SEVERAL)]


def test_what_a_manager_withdrew_is_not_brought_back_by_the_file(
    session: Session, cast: Cast, take: TakeIn, writing_as: Writing
) -> None:
    content = as_csv(HEADS, LINE)
    take(content)
    with writing_as(cast.chloe) as uow:
        withdraw_event(uow, standing_events(session, cast.leo)[0], "It was another Leo")
    ((_, outcome, why),) = outcomes(take(content, dry_run=True))
    assert (outcome, why) == (LEFT_OUT, "It was withdrawn on 16 November 2026: It was another Leo")


def test_an_import_is_taken_back_whole_and_can_come_again_put_right(
    session: Session, cast: Cast, take: TakeIn, writing_as: Writing
) -> None:
    content = as_csv(HEADS, LINE, ("A785293400154", *LINE[1:]))
    take(content)
    assert len({event.occasion_id for event in session.scalars(select(Event))} - {None}) == 1, "one for both"
    run = session.scalars(select(ImportRun)).one()
    seen = {
        user.name: [(one.run, one.standing) for one in imports_seen_by(session, user, NOW)]
        for user in (cast.chloe, cast.dev)
    }
    assert seen == {"Chloe Adeyemi": [(run, 2)], "Dev Patel": []}
    with writing_as(cast.chloe) as uow:
        withdraw_import(uow, run, events_of_import(session, run), "Dates of another family", is_whole=True)
    assert {event.state for event in session.scalars(select(Event))} == {EventState.WITHDRAWN}
    assert take(content).adds == 2


# Nasty tables


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


def test_twenty_thousand_lines_are_taken_in(session: Session, cast: Cast, take: TakeIn) -> None:
    def rows() -> list[tuple[str, ...]]:
        start = date(2021, 1, 1)
        return [
            ("LEO-1", (start + timedelta(days=n % 2000)).isoformat(), "School", f"Event {n}", "Was cold", "Enough food")
            for n in range(20_000)
        ]

    report = take(as_excel(HEADS, *rows(), constant_memory=True))
    assert report.adds == 20_000
    assert session.scalar(select(func.count(Event.id))) == 20_000
    assert TODAY.year == 2026
