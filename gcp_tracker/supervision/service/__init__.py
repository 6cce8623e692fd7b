"""What this slice writes: sessions, records and their decisions, and challenges."""

from gcp_tracker.supervision.service.decisions import move_decision
from gcp_tracker.supervision.service.escalations import (
    answer_escalation,
    close_escalation,
    raise_escalation,
    set_escalation_aside,
    take_escalation_further,
)
from gcp_tracker.supervision.service.records import (
    answer_record,
    discard_record,
    open_note,
    open_record,
    sign_record,
    write_record,
)
from gcp_tracker.supervision.service.sessions import open_session

__all__ = [
    "answer_escalation",
    "answer_record",
    "close_escalation",
    "discard_record",
    "move_decision",
    "open_note",
    "open_record",
    "open_session",
    "raise_escalation",
    "set_escalation_aside",
    "sign_record",
    "take_escalation_further",
    "write_record",
]
