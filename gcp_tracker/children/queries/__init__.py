"""What this slice reads: lists of children, what was last known of them, and who may already be on file."""

from gcp_tracker.children.queries.attended import Attended, Draft, SafetyAnswer
from gcp_tracker.children.queries.births import banded_visits
from gcp_tracker.children.queries.domains import DomainNow, HomeNow, Step
from gcp_tracker.children.queries.doubles import (
    Alike,
    Doubles,
    Elsewhere,
    Pair,
    children_like,
    count_of_doubles,
    doubles_for,
    intake_children_elsewhere,
    merges_into,
    pairs_in_intake,
    pairs_of_team,
    why_alike,
)
from gcp_tracker.children.queries.families import FamilyAdult, FamilyChild, FamilyNow, Home, family_now, home_now
from gcp_tracker.children.queries.latest import GradesSoFar, LastSeen, grades_so_far, last_seen
from gcp_tracker.children.queries.listed import ChildList, ListedChild
from gcp_tracker.children.queries.lists import children_of_worker, my_children
from gcp_tracker.children.queries.people import (
    Worker,
    children_of_other_families,
    children_of_team_like,
    children_with_numbers,
    closed_since,
    worker_in_team,
    workers_for,
    workers_now,
)
from gcp_tracker.children.queries.siblings import Siblings, siblings_now
from gcp_tracker.children.queries.side_by_side import SideBySide, side_by_side
from gcp_tracker.children.queries.team import NOBODY, PUT_OFF, Team, managers_rows, my_team
from gcp_tracker.children.queries.told import ToldOfChild

__all__ = [
    "NOBODY",
    "PUT_OFF",
    "Alike",
    "Attended",
    "ChildList",
    "DomainNow",
    "Doubles",
    "Draft",
    "Elsewhere",
    "FamilyAdult",
    "FamilyChild",
    "FamilyNow",
    "GradesSoFar",
    "Home",
    "HomeNow",
    "LastSeen",
    "ListedChild",
    "Team",
    "ToldOfChild",
    "Pair",
    "SafetyAnswer",
    "Siblings",
    "SideBySide",
    "Step",
    "Worker",
    "banded_visits",
    "count_of_doubles",
    "doubles_for",
    "children_of_worker",
    "children_like",
    "children_of_other_families",
    "children_of_team_like",
    "children_with_numbers",
    "closed_since",
    "family_now",
    "grades_so_far",
    "home_now",
    "intake_children_elsewhere",
    "last_seen",
    "managers_rows",
    "merges_into",
    "my_children",
    "my_team",
    "pairs_in_intake",
    "pairs_of_team",
    "siblings_now",
    "side_by_side",
    "why_alike",
    "worker_in_team",
    "workers_for",
    "workers_now",
]
