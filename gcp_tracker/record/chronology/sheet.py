"""A chronology as a table to take away. What is in it of events can be brought in again, here or elsewhere, and says
the same: the heads are those that an import knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gcp_tracker.exports.sheets import Column
from gcp_tracker.record.chronology.entries import Entry
from gcp_tracker.rules.event_columns import EventColumn
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.recipients import Part
from gcp_tracker.spreadsheets import Cell

PARTS = {
    EventColumn.CHILD: (Part.NAMES, "Child"),
    EventColumn.WHO: (Part.WORKERS, ""),
    EventColumn.WHAT: (Part.SEEN, ""),
    EventColumn.SO_WHAT: (Part.SEEN, ""),
}
COLUMNS = tuple(Column(column.words, *PARTS.get(column, ())) for column in EventColumn)


def chronology_rows(reference: str, entries: Sequence[Entry], instrument: Instrument) -> Iterator[Sequence[Cell]]:
    """The rows below COLUMNS, oldest first. `reference` is the child’s number."""
    for entry in reversed(entries):
        titles = [instrument.item(key).title for key in sorted(entry.items) if instrument.has_item(key)]
        cells: dict[EventColumn, Cell] = {
            EventColumn.CHILD: reference,
            EventColumn.ON: entry.on,
            EventColumn.UNTIL: entry.until,
            EventColumn.EXACTNESS: entry.exactness.words,
            EventColumn.KIND: entry.kind.words,
            EventColumn.SOURCE: entry.source.words if entry.source else None,
            EventColumn.WHO: entry.who or None,
            EventColumn.WHAT: entry.words,
            EventColumn.SO_WHAT: entry.so_what or None,
            EventColumn.ITEMS: "; ".join(titles) or None,
            EventColumn.SHOWS: entry.shows.words if entry.shows and titles else None,
        }
        yield [cells[column] for column in EventColumn]
