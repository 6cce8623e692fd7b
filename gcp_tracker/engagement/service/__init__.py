"""Writing about engagement: appointments, why somebody was not met, half terms and attendance."""

from gcp_tracker.engagement.service.appointments import change_appointment, record_appointment
from gcp_tracker.engagement.service.attendance import (
    Written,
    record_attendance,
    remove_attendance,
    write_sessions,
)
from gcp_tracker.engagement.service.half_terms import set_half_terms
from gcp_tracker.engagement.service.people import say_why_not_met

__all__ = [
    "Written",
    "change_appointment",
    "record_appointment",
    "record_attendance",
    "remove_attendance",
    "say_why_not_met",
    "set_half_terms",
    "write_sessions",
]
