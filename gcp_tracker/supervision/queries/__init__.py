"""What this slice reads: records of a child, decisions, sessions, challenges, and the lines on the child’s page."""

from gcp_tracker.supervision.queries.decisions import (
    DecisionStanding,
    OwnDecision,
    decision_of,
    decision_states,
    open_decisions,
    own_decisions,
)
from gcp_tracker.supervision.queries.escalations import (
    escalation_of,
    escalations_of,
    waiting_challenges,
)
from gcp_tracker.supervision.queries.footprint import (
    NO_WORD,
    Footprint,
    Judged,
    footprint_from,
    footprint_part,
    footprint_parts,
)
from gcp_tracker.supervision.queries.records import (
    called_better,
    judgements_in,
    judgements_of,
    last_decided,
    record_of,
    records_of,
)
from gcp_tracker.supervision.queries.sessions import (
    last_supervised,
    own_sessions,
    records_to_read,
    session_led_by,
    sessions_open_to,
    workers_of_team,
)

__all__ = [
    "DecisionStanding",
    "NO_WORD",
    "Footprint",
    "Judged",
    "OwnDecision",
    "called_better",
    "decision_of",
    "decision_states",
    "escalation_of",
    "escalations_of",
    "footprint_from",
    "footprint_part",
    "footprint_parts",
    "judgements_in",
    "judgements_of",
    "last_decided",
    "last_supervised",
    "open_decisions",
    "own_decisions",
    "own_sessions",
    "record_of",
    "records_of",
    "records_to_read",
    "session_led_by",
    "sessions_open_to",
    "waiting_challenges",
    "workers_of_team",
]
