"""A second reading, of the visits since this plan began: labelled as such, never kept, never the headline."""

from __future__ import annotations

from datetime import date

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.reading import ChildReading, read_children
from gcp_tracker.instruments import newest
from gcp_tracker.readings.grades import grades_of
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.readings.signed import GradedRow
from gcp_tracker.record.story import Story


def rows_since(story: Story, instrument_key: str, since: date) -> list[GradedRow]:
    """What was graded on that day or after it, as the engine is given it; no query."""
    return [
        GradedRow(
            care_of=visit.care_of,
            on=visit.on,
            worker=visit.graded.worker,
            band=visit.graded.band,
            instrument=visit.instrument,
            values=tuple(visit.graded.grades.items()),
            not_applicable=visit.graded.not_applicable,
        )
        for visit in story.visits
        if visit.has_grades and visit.on >= since and visit.instrument.key == instrument_key
    ]


def reading_since(story: Story, kept: ReadingToday, since: date, today: date, constants: Constants) -> ChildReading:
    """As if nothing had been graded before that day."""
    latest = newest(kept.instrument_key)
    rows = rows_since(story, kept.instrument_key, since)
    grades = grades_of(str(story.child.id), latest, rows, kept.kept.moved)
    return read_children([(grades, today.toordinal())], constants)[0]
