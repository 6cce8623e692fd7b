"""What this slice reads."""

from gcp_tracker.sight.queries.conflicts import (
    colleagues_of_authority,
    open_conflicts,
    other_managers_of_team,
    own_conflicts,
)
from gcp_tracker.sight.queries.cover import (
    OpenChild,
    TeamChild,
    allocations_of,
    chairs,
    handed_over_words,
    managers_of,
    open_to,
    other_teams,
    sights_of,
    stand_ins,
    team_children,
    until_words,
    workers_of_child,
    workers_of_team,
    workers_with_children,
)
from gcp_tracker.sight.queries.finding import Asked, Found, found_exactly
from gcp_tracker.sight.queries.restrictions import (
    Choices,
    Waiting,
    people_to_name,
    requests_waiting,
    restriction_of,
)
from gcp_tracker.sight.queries.reviews import Broken, count_to_decide, glass_of, glass_to_review, own_open_glass

__all__ = [
    "Asked",
    "Broken",
    "Choices",
    "Found",
    "OpenChild",
    "TeamChild",
    "Waiting",
    "allocations_of",
    "chairs",
    "colleagues_of_authority",
    "count_to_decide",
    "found_exactly",
    "glass_of",
    "handed_over_words",
    "managers_of",
    "glass_to_review",
    "open_conflicts",
    "open_to",
    "other_managers_of_team",
    "other_teams",
    "own_conflicts",
    "own_open_glass",
    "people_to_name",
    "requests_waiting",
    "restriction_of",
    "sights_of",
    "stand_ins",
    "team_children",
    "until_words",
    "workers_of_child",
    "workers_of_team",
    "workers_with_children",
]
