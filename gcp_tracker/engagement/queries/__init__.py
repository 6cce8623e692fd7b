"""What this slice reads: what is known of children’s engagement, and the rows that its pages change."""

from gcp_tracker.engagement.queries.known import KnownOfEngagement, known_of_child, known_of_engagement
from gcp_tracker.engagement.queries.of_child import (
    appointment_of_child,
    appointments_of_child,
    attendance_of_child,
    attendance_row,
    half_term,
    half_terms,
)
from gcp_tracker.engagement.queries.said import Pair, SaidOfItem, said_against_seen
from gcp_tracker.engagement.queries.visits import VisitOffered, visits_offered

__all__ = [
    "KnownOfEngagement",
    "Pair",
    "SaidOfItem",
    "VisitOffered",
    "appointment_of_child",
    "appointments_of_child",
    "attendance_of_child",
    "attendance_row",
    "half_term",
    "half_terms",
    "known_of_child",
    "known_of_engagement",
    "said_against_seen",
    "visits_offered",
]
