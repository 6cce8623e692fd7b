"""What this slice writes: who may see a child, and who may not."""

from gcp_tracker.sight.service.conflicts import ConflictDetails, declare_conflict, end_conflict
from gcp_tracker.sight.service.cover import (
    ChairDetails,
    StandInDetails,
    end_chair,
    end_stand_in,
    name_chair,
    name_stand_in,
)
from gcp_tracker.sight.service.opening import break_glass, end_glass, open_on_duty, review_glass
from gcp_tracker.sight.service.restrictions import (
    RestrictionDetails,
    ask_change,
    ask_restriction,
    decide_request,
)

__all__ = [
    "ChairDetails",
    "ConflictDetails",
    "RestrictionDetails",
    "StandInDetails",
    "ask_change",
    "ask_restriction",
    "break_glass",
    "decide_request",
    "declare_conflict",
    "end_chair",
    "end_conflict",
    "end_glass",
    "end_stand_in",
    "name_chair",
    "name_stand_in",
    "open_on_duty",
    "review_glass",
]
