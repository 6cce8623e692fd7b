"""One line of a chronology from outside, understood; or why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gcp_tracker.chronology.details import EventDetails
from gcp_tracker.imports.faults import Fault, FileRefused, shown
from gcp_tracker.imports.tables import NOTHING_WRITTEN, Given, Row, Table, Tables
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.event_columns import (
    NEEDED,
    EventColumn,
    column_of,
    exactness_of,
    items_named,
    shows_of,
    source_of,
)
from gcp_tracker.rules.event_vocabulary import EntryKind, EventSource, Exactness, Shows
from gcp_tracker.rules.events import LONGEST_SO_WHAT, LONGEST_WHAT, LONGEST_WHO, check_event_words, folded
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.lengths import too_long_words
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.written_dates import Written, day_of_number, read_day

# A title or a note may stand above the heads.
HEADS_WITHIN = 20
NO_DATE = "There is no date"
_ERROR = re.compile(r"#(N/A|[A-Z]+/?[0-9]*[!?])")


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """`child` is a number, as it was given."""

    line: int
    child: str
    details: EventDetails
    so_what: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """`is_ours`: it came by itself and stands on the record anyhow."""

    line: int
    child: str
    why: str
    is_ours: bool = False


@dataclass(slots=True)
class Heads:
    """Where each column of ours stands in a table."""

    table: Table
    line: int
    places: Mapping[EventColumn, int]
    unknown: Sequence[str] = ()


def find_heads(tables: Tables) -> Heads:
    """The first sheet that has our columns. What else there is comes into the notes. Raises FileRefused."""
    best: Heads | None = None
    for table in tables.tables:
        found = _heads_in(table)
        if best is None or len(found.places) > len(best.places):
            best = found
    missing = [column.words for column in NEEDED if best is None or column not in best.places]
    if best is None or missing:
        raise FileRefused(
            f"No line names the columns that are needed. Missing: {listed_words(missing)}. {NOTHING_WRITTEN}"
        )
    for table in tables.tables:
        if table is not best.table:
            tables.notes.append(f"The sheet “{shown(table.title)}” has not these columns, and was not read.")
    if best.unknown:
        names = listed_words([f"“{shown(name)}”" for name in best.unknown])
        tables.notes.append(f"Columns that are not known were passed over: {names}.")
    return best


def read_events(heads: Heads, instrument: Instrument, today: date) -> Iterator[ReadEvent | Unread]:
    """Line by line below the heads. Never raises for what stands in a line."""
    for row in heads.table.rows:
        if row.line > heads.line:
            yield _Line(row, heads, instrument, today).read()


def _heads_in(table: Table) -> Heads:
    found = Heads(table, 0, {})
    for row in table.rows[:HEADS_WITHIN]:
        places: dict[EventColumn, int] = {}
        unknown = []
        for place, cell in enumerate(row.cells):
            column = column_of(cell) if isinstance(cell, str) else None
            if column is not None and column not in places:
                places[column] = place
            elif isinstance(cell, str) and cell:
                unknown.append(cell)
        if len(places) > len(found.places):
            found = Heads(table, row.line, places, unknown)
    return found


@dataclass(slots=True)
class _Line:
    row: Row
    heads: Heads
    instrument: Instrument
    today: date
    faults: list[Fault] = field(default_factory=list)

    @property
    def child(self) -> str:
        return _number(self._cell(EventColumn.CHILD))

    def read(self) -> ReadEvent | Unread:
        kind = self._text(EventColumn.KIND)
        if kind and folded(kind) != folded(EntryKind.EVENT.words):
            why = "Not an event: it came by itself, and stands in the chronology by itself here"
            return Unread(self.row.line, self.child, why, is_ours=True)
        if not self.child:
            return Unread(self.row.line, "", "There is no number to tell whose it is; a name is never used for that")
        try:
            return self._event()
        except RuleBroken as broken:
            return Unread(self.row.line, shown(self.child), broken.sentence)

    def _event(self) -> ReadEvent:
        for column, place in self.heads.places.items():
            if place in self.row.broken:
                raise RuleBroken(
                    f"{column.words} is a formula that was never worked out: save the file from Excel again"
                )
            cell = self._cell(column)
            if isinstance(cell, str) and _ERROR.fullmatch(cell):
                raise RuleBroken(f"{column.words} is an error of the spreadsheet: {shown(cell)}")
        written, source = self._day(), self._source()
        what = self._long(EventColumn.WHAT, LONGEST_WHAT)
        so_what = self._long(EventColumn.SO_WHAT, LONGEST_SO_WHAT)
        check_event_words(what, so_what)
        items = self._items()
        details = EventDetails(
            happened_on=written.on,
            until_on=written.until,
            exactness=written.exactness,
            source=source,
            who=self._who(source),
            what=what,
            items=items,
            shows=self._shows(),
            instrument_key=self.instrument.key,
        )
        return ReadEvent(self.row.line, self.child, details, so_what, tuple(self.faults))

    def _day(self) -> Written:
        written = self._written(EventColumn.ON)
        if written is None:
            raise RuleBroken(NO_DATE)
        until = self._written(EventColumn.UNTIL)
        if until is not None:
            last = until.until or until.on
            written = written if last == written.on else Written(written.on, last, Exactness.PERIOD)
        said = self._text(EventColumn.EXACTNESS)
        if exactness_of(said) is Exactness.ABOUT and written.until is None:
            written = written._replace(exactness=Exactness.ABOUT)
        return written

    def _written(self, column: EventColumn) -> Written | None:
        cell = self._cell(column)
        if cell is None or cell == "":
            return None
        if isinstance(cell, date):
            return Written(cell)
        if isinstance(cell, float):
            day = day_of_number(cell, from_1904=self.heads.table.from_1904)
            self._note(column, f"{cell:g}", f"A number and no date; read as the spreadsheet counts: {day:%d/%m/%Y}")
            return Written(day)
        return read_day(cell, self.today)

    def _source(self) -> EventSource:
        given = self._text(EventColumn.SOURCE)
        if not given:
            raise RuleBroken("It does not say who told of it")
        source = source_of(given)
        if source is None:
            self._note(EventColumn.SOURCE, given, "None of our sources: kept as another agency, with this name")
        return source or EventSource.OTHER

    def _who(self, source: EventSource) -> str:
        who = self._text(EventColumn.WHO)
        if source_of(self._text(EventColumn.SOURCE)) is None and source is EventSource.OTHER:
            who = ", ".join(part for part in (self._text(EventColumn.SOURCE), who) if part)
        if len(who) > LONGEST_WHO:
            self._note(EventColumn.WHO, who, f"Cut: {too_long_words(LONGEST_WHO).lower()}")
        return who[:LONGEST_WHO]

    def _items(self) -> tuple[str, ...]:
        items, unknown = items_named(self._text(EventColumn.ITEMS), self.instrument)
        for name in unknown:
            self.faults.append(
                Fault(self.row.line, shown(self.child), EventColumn.ITEMS.words, shown(name), "No item has this title")
            )
        return items

    def _shows(self) -> Shows:
        given = self._text(EventColumn.SHOWS)
        shows = shows_of(given) if given else Shows.MISSING
        if shows is None:
            self._note(EventColumn.SHOWS, given, "Not understood: kept as neither, so that it is not counted")
        return shows or Shows.NEITHER

    def _long(self, column: EventColumn, longest: int) -> str:
        text = self._text(column)
        if len(text) > longest:
            raise RuleBroken(f"{column.words} is too long: {too_long_words(longest).lower()}")
        return text

    def _text(self, column: EventColumn) -> str:
        cell = self._cell(column)
        if cell is None:
            return ""
        if isinstance(cell, float):
            return f"{cell:.15g}"
        return cell.isoformat() if isinstance(cell, date) else cell

    def _cell(self, column: EventColumn) -> Given:
        place = self.heads.places.get(column)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else None

    def _note(self, column: EventColumn, given: str, sentence: str) -> None:
        self.faults.append(Fault(self.row.line, shown(self.child), column.words, shown(given), sentence, kept=True))


def _number(cell: Given) -> str:
    """A number that a spreadsheet took for one has no point in it: 1041, not 1041.0."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.strip() if isinstance(cell, str) else ""
