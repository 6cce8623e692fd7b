"""What this slice writes: children, families, homes, adults, the help they are under, and who works with them."""

from gcp_tracker.children.service.adults import describe_adult, record_adult
from gcp_tracker.children.service.allocations import (
    allocate_worker,
    end_allocation,
    hand_over,
    pass_to_team,
    replace_worker,
    transfer_child,
)
from gcp_tracker.children.service.children import (
    ASK_YOUR_MANAGER,
    add_family_with_child,
    add_sibling,
    describe_child,
    name_child,
)
from gcp_tracker.children.service.episodes import change_category, end_episode, start_episode, stop_episode
from gcp_tracker.children.service.families import move_to_family
from gcp_tracker.children.service.households import (
    describe_household,
    end_residence,
    move_child_home,
    open_household,
    start_residence,
)
from gcp_tracker.children.service.merging import FIELDS, MergeDetails, merge_children, tell_apart
from gcp_tracker.children.service.parting import check_can_part, part_children

__all__ = [
    "ASK_YOUR_MANAGER",
    "FIELDS",
    "MergeDetails",
    "add_family_with_child",
    "add_sibling",
    "allocate_worker",
    "change_category",
    "check_can_part",
    "describe_adult",
    "describe_child",
    "describe_household",
    "end_allocation",
    "end_episode",
    "end_residence",
    "hand_over",
    "merge_children",
    "move_child_home",
    "move_to_family",
    "name_child",
    "open_household",
    "part_children",
    "pass_to_team",
    "record_adult",
    "replace_worker",
    "start_episode",
    "start_residence",
    "stop_episode",
    "tell_apart",
    "transfer_child",
]
