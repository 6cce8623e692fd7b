"""Somebody who is not to be contacted: who may know why, and how to reach them, and change what is written."""

from collections.abc import Collection

from gcp_tracker.rules.errors import RuleBroken

NOT_YOURS_TO_CHANGE = (
    "This person is not to be contacted. Only somebody who may read the reason for every child concerned can change"
    " this: ask your manager"
)


def check_may_reach(*, not_to_be_contacted: bool, may_for_each: Collection[bool], field: str | None = None) -> None:
    """`may_for_each`: whether the person has `adult:read_no_contact_reason`, for every child to whom the adult is
    something or is about to be made something; for an adult who is nothing to anybody, every child of the family.

    One child for whom the person may not know is enough to keep it all: a relation that could be added or taken away
    by somebody who does not know the reason would be a way to the address. Raises RuleBroken.
    """
    if not_to_be_contacted and not (may_for_each and all(may_for_each)):
        raise RuleBroken(NOT_YOURS_TO_CHANGE, field)


def can_reach(*, not_to_be_contacted: bool, may_for_each: Collection[bool]) -> bool:
    try:
        check_may_reach(not_to_be_contacted=not_to_be_contacted, may_for_each=may_for_each)
    except RuleBroken:
        return False
    return True
