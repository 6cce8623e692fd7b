"""What this slice reads: what the clocks look at, an authority’s periods, meetings of a child, calendars."""

from gcp_tracker.meetings.queries.calendars import calendar_at, calendar_of
from gcp_tracker.meetings.queries.facts import (
    NOTHING_KNOWN,
    ClockRow,
    KnownOfClocks,
    OnFile,
    clocks_from,
    known_of_clocks,
    meeting_fact,
    meeting_facts_query,
    periods_from,
    rows_of_clocks,
)
from gcp_tracker.meetings.queries.of_child import meeting_of_child, meetings_of_child, together_with

__all__ = [
    "NOTHING_KNOWN",
    "ClockRow",
    "KnownOfClocks",
    "OnFile",
    "calendar_at",
    "calendar_of",
    "clocks_from",
    "known_of_clocks",
    "meeting_fact",
    "meeting_facts_query",
    "meeting_of_child",
    "meetings_of_child",
    "periods_from",
    "rows_of_clocks",
    "together_with",
]
