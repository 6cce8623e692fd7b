"""What signing finds among all that is signed of a child, against what the pages find in a query of their own."""

from __future__ import annotations

from gcp_tracker.models import Visit
from gcp_tracker.readings.signed import whole_signed_record
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visits.earlier import earlier_grades, latest_values
from gcp_tracker.visits.pairs import apart_of


def is_known_to_signing(session: AnySession, visit: Visit) -> bool:
    """The latest grade of every item before this visit."""
    signed = whole_signed_record(session, visit.child).visits
    found = latest_values(session, visit, signed, apart_of(session, visit))
    return found == {key: one.last.value for key, one in earlier_grades(session, visit).items()}
