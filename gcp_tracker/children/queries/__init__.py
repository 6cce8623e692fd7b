"""What this slice reads: lists of children, what was last known of them, and who may already be on file."""

from gcp_tracker.children.queries.domains import DomainNow, Step, domains_now
from gcp_tracker.children.queries.doubles import (
    Alike,
    Elsewhere,
    Pair,
    children_like,
    intake_children_elsewhere,
    known_of,
    pairs_in_intake,
    pairs_of_team,
)
from gcp_tracker.children.queries.families import FamilyAdult, FamilyChild, FamilyNow, Home, family_now, home_now
from gcp_tracker.children.queries.latest import (
    Attended,
    Draft,
    GradesSoFar,
    LastSeen,
    SafetyAnswer,
    attended,
    grades_so_far,
    last_seen,
    profiles_completed,
)
from gcp_tracker.children.queries.lists import NOBODY, ChildList, ListedChild, my_children, my_team
from gcp_tracker.children.queries.people import (
    Worker,
    children_of_other_families,
    homes_now,
    may_be_read_by,
    workers_for,
    workers_now,
)

__all__ = [
    "NOBODY",
    "Alike",
    "Attended",
    "ChildList",
    "DomainNow",
    "Draft",
    "Elsewhere",
    "FamilyAdult",
    "FamilyChild",
    "FamilyNow",
    "GradesSoFar",
    "Home",
    "LastSeen",
    "ListedChild",
    "Pair",
    "SafetyAnswer",
    "Step",
    "Worker",
    "attended",
    "domains_now",
    "children_like",
    "children_of_other_families",
    "family_now",
    "grades_so_far",
    "home_now",
    "homes_now",
    "intake_children_elsewhere",
    "known_of",
    "last_seen",
    "may_be_read_by",
    "my_children",
    "my_team",
    "pairs_in_intake",
    "pairs_of_team",
    "profiles_completed",
    "workers_for",
    "workers_now",
]
