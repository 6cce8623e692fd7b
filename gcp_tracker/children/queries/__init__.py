"""What this slice reads: lists of children, what was last known of them, and who may already be on file."""

from gcp_tracker.children.queries.domains import DomainNow, Step, domains_now
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
    Known,
    Worker,
    children_already_known,
    children_of_other_families,
    closed_since,
    homes_now,
    may_be_read_by,
    workers_for,
    workers_now,
)

__all__ = [
    "NOBODY",
    "Attended",
    "ChildList",
    "DomainNow",
    "Draft",
    "FamilyAdult",
    "FamilyChild",
    "FamilyNow",
    "GradesSoFar",
    "Home",
    "Known",
    "LastSeen",
    "ListedChild",
    "SafetyAnswer",
    "Step",
    "Worker",
    "attended",
    "children_already_known",
    "domains_now",
    "children_of_other_families",
    "closed_since",
    "family_now",
    "grades_so_far",
    "home_now",
    "homes_now",
    "last_seen",
    "may_be_read_by",
    "my_children",
    "my_team",
    "profiles_completed",
    "workers_for",
    "workers_now",
]
