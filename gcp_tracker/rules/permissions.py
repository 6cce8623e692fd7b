"""Who may do what to a child's record. One table, read row by row; everything that is not in it is refused.

A relation is what a signed-in person is *to this child*, worked out anew at every request. An administrator, a data
officer and a partnership lead have no relation to any child, so no row lets them in.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from gcp_tracker.rules.vocabulary import RoleName


class Relation(StrEnum):
    ALLOCATED = "allocated"
    SIBLING = "allocated to a brother or sister"
    MANAGER = "manager of the child’s team"
    AUTHOR = "wrote this visit"
    COLLEAGUE = "came along on this visit"
    SECOND = "asked to grade this visit too"


A, S, M, W = Relation.ALLOCATED, Relation.SIBLING, Relation.MANAGER, Relation.AUTHOR
C, G = Relation.COLLEAGUE, Relation.SECOND

PERMISSIONS: dict[str, frozenset[Relation]] = {
    # reading
    "child:read": frozenset({A, S, M}),
    "visit:read": frozenset({A, S, M}),
    "visit:read_withdrawn": frozenset({M, W}),
    "profile:read": frozenset({A, S, M}),
    "adult:read_no_contact_reason": frozenset({A, M}),
    "child:read_audit": frozenset({M}),
    # what leaves the house, on paper or as a file
    "child:print": frozenset({A, S, M}),
    "child:export": frozenset({A, M}),
    "profile:print": frozenset({A, M}),
    # the child and the people round the child
    "child:describe": frozenset({A, S, M}),
    "family:describe": frozenset({A, S, M}),
    "episode:record": frozenset({A, M}),
    "child:allocate": frozenset({M}),
    "child:move_family": frozenset({M}),
    "child:merge": frozenset({M}),
    # visits
    "visit:record": frozenset({A, S, M}),
    "visit:grade": frozenset({W, C}),
    "visit:describe": frozenset({W}),
    "visit:sign": frozenset({W}),
    "visit:discard": frozenset({W}),
    "visit:amend": frozenset({A, S, M}),
    "visit:withdraw": frozenset({M, W}),
    # one visit that two grade apart; W is who asked
    "apart:ask": frozenset({W}),
    "apart:read": frozenset({A, S, M}),
    "apart:grade": frozenset({G}),
    "apart:decline": frozenset({G}),
    "apart:call_off": frozenset({W, M}),
    "apart:agree": frozenset({W, G}),
    # profiles
    "profile:open": frozenset({A, S, M}),
    "profile:contribute": frozenset({A, S, M}),
    "profile:complete": frozenset({A, M}),
    "profile:share": frozenset({A, M}),
    "profile:put_plainly": frozenset({A, M}),
}

# Having written a visit, come along on it or been asked to grade it too counts only while one of these still holds: a
# worker who has left the case has lost the draft too, and naming a colleague opens no child to somebody who could not
# see it.
STANDING = frozenset({A, S, M})


def is_allowed(permission: str, relations: Collection[Relation]) -> bool:
    """Whether somebody with these relations to the child may; KeyError for a permission that the table does not
    name.
    """
    return bool(STANDING.intersection(relations)) and not PERMISSIONS[permission].isdisjoint(relations)


# What a person may do by role alone, where no child's record is opened.
ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    "my_children:list": frozenset({"practitioner", "duty_practitioner"}),
    "my_children:export": frozenset({"practitioner", "duty_practitioner"}),
    "my_team:list": frozenset({"manager"}),
    "doubles:list": frozenset({"manager", "data_officer"}),
    "my_team:export": frozenset({"manager"}),
    "child:add": frozenset({"practitioner", "manager"}),
    "unsent:open": frozenset({"practitioner", "duty_practitioner", "manager"}),
    "return:import": frozenset({"data_officer"}),
    # Counts across the authority, with no child and no worker in them.
    "agreement:read": frozenset({"manager", "partnership_lead", "data_officer"}),
    "accounts:administer": frozenset({"administrator"}),
    "security:read": frozenset({"administrator"}),
    "own_looks:read": frozenset(role.value for role in RoleName),
}


def is_allowed_by_role(permission: str, roles: Collection[str]) -> bool:
    return not ROLE_PERMISSIONS[permission].isdisjoint(roles)
