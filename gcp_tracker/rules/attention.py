"""Which child first: by the first of its reasons, in an order that is told on the page. Never a score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum

from gcp_tracker.rules.ages import LifeStage
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind

ORDER_OF_REASONS = (
    "In a fixed order of kinds, the same for every child; of one kind, what has been so for longest first."
)
ORDER_WORDS = (
    "By the first reason of each child, in the order below; of one reason, the child for whom it has been so longest."
    " Then the children for whom nothing presses, whoever has gone longest without being seen first."
)
MY_CHILDREN_ORDER = f"{ORDER_WORDS} Last, whoever is 18."
TEAM_ORDER = f"{ORDER_WORDS} Then whoever is 18, and last the children whose help has ended."


class Group(IntEnum):
    """Where a child stands in a list before anything else is asked; the smaller, the earlier."""

    REASON = 0
    CALM = 1
    ADULT = 2
    CLOSED = 3


Place = tuple[Group, int, date, str]


def group_of(first: Reason | None, stage: LifeStage, closed_on: date | None) -> Group:
    if first is not None:
        return Group.REASON
    if closed_on is not None:
        return Group.CLOSED
    return Group.ADULT if stage is LifeStage.ADULT else Group.CALM


def place_of(group: Group, first: Reason | None, order: Sequence[ReasonKind], seen_on: date | None, name: str) -> Place:
    """A key to sort by. `seen_on`: when the child was last seen, or an unborn child last visited."""
    rank = order.index(first.kind) if first is not None else 0
    since = first.since if first is not None else seen_on
    return group, rank, since or date.min, name.casefold()
