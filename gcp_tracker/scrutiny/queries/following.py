"""By when the next meetings have to be, once this one is counted from."""

from __future__ import annotations

from datetime import date

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.meetings.queries import periods_from
from gcp_tracker.models import Scrutiny
from gcp_tracker.rules.clocks import Clock, Due, due
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import AnySession

# From which meeting which clock runs to which.
CLOCKS: dict[MeetingKind, tuple[tuple[MeetingKind, Clock], ...]] = {
    MeetingKind.INITIAL_CONFERENCE: (
        (MeetingKind.CORE_GROUP, Clock.FIRST_CORE_GROUP),
        (MeetingKind.REVIEW_CONFERENCE, Clock.FIRST_REVIEW),
    ),
    MeetingKind.REVIEW_CONFERENCE: (
        (MeetingKind.CORE_GROUP, Clock.CORE_GROUP),
        (MeetingKind.REVIEW_CONFERENCE, Clock.LATER_REVIEW),
    ),
    MeetingKind.IN_NEED_REVIEW: ((MeetingKind.IN_NEED_REVIEW, Clock.IN_NEED_REVIEW),),
}


def latest_days(session: AnySession, one: Scrutiny, today: date) -> dict[MeetingKind, Due]:
    """By kind, counted from this meeting, by the authority’s own periods and the national ones."""
    periods = periods_from(settings_of(session, one.child.authority_id, today))
    words = f"the {one.conference.inside}"
    return {kind: due(clock, one.held_on, words, periods) for kind, clock in CLOCKS[one.conference]}
