"""What a child’s grades say today, where they are judged, and the parts of the page that are drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.change.constants import Constants, constants_of
from gcp_tracker.change.words import Names
from gcp_tracker.charts.care import CareOverTime
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.record.care import Address, care_over_time
from gcp_tracker.record.curves import curves_of_home
from gcp_tracker.record.facts import Since, changes_since
from gcp_tracker.record.plan_reading import reading_since
from gcp_tracker.record.story import Series, Story
from gcp_tracker.record.verdict import VerdictSince, names_in, verdict_since, verdicts_of_home
from gcp_tracker.rules.ages import life_stage
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.unit_of_work import LONDON


@dataclass(frozen=True, slots=True)
class Read:
    """The reading by the instrument on the page, with what people call things, and what it was made by."""

    today: ReadingToday
    names: Names
    constants: Constants


def read_of(
    story: Story, series: Series, readings: Mapping[UUID, ReadingToday], settings: Settings, today: date
) -> Read | None:
    """None where nothing is judged: by an instrument that only shows, or once the child is 18."""
    found = readings.get(story.child.id)
    stage = life_stage(story.child.born_on, story.child.expected_on, today)
    if found is None or not stage.is_graded or all(one.deciding is None for one in found.reading.domains):
        return None
    made_on = found.computed_at.astimezone(LONDON).date()
    return Read(found, names_in(story, series), constants_of(settings.on(made_on)))


def care_read(story: Story, series: Series, today: date, address: Address, read: Read | None) -> CareOverTime:
    """The charts, with curves and verdicts where there is a reading."""
    if read is None:
        return care_over_time(story, series, today, address)
    curves = curves_of_home(read.today.curves, series.care_of, series.instrument, today)
    verdicts = verdicts_of_home(read.today.reading, series.care_of)
    return care_over_time(story, series, today, address, curves, verdicts)


def changes_read(
    story: Story, series: Series, today: date, read: Read | None
) -> list[tuple[Since, VerdictSince | None]]:
    """Since the first grades, and since this plan, each with its reading; a single one is the headline’s already."""
    first, *later = changes_since(series, story, today)
    if read is None or not later:
        return [(since, None) for since in (first, *later)]
    return [
        (first, verdict_since(read.today.reading, read.names)),
        *(
            (since, verdict_since(reading_since(story, read.today, since.since_on, today, read.constants), read.names))
            for since in later
        ),
    ]
