"""The table of permissions, read as cast × action."""

from __future__ import annotations

import pytest

from gcp_tracker.rules.permissions import (
    PERMISSIONS,
    ROLE_PERMISSIONS,
    STANDING,
    Relation,
    is_allowed,
    is_allowed_by_role,
)
from gcp_tracker.rules.vocabulary import RoleName

NOBODY: frozenset[Relation] = frozenset()


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_whoever_has_no_part_in_a_child_may_do_nothing(permission: str) -> None:
    assert not is_allowed(permission, NOBODY)


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_having_written_a_visit_is_not_enough_once_the_case_is_somebody_elses(permission: str) -> None:
    assert not is_allowed(permission, {Relation.AUTHOR})


def test_a_permission_that_the_table_does_not_name_is_an_error_and_not_a_yes() -> None:
    with pytest.raises(KeyError):
        is_allowed("child:delete", STANDING)
    with pytest.raises(KeyError):
        is_allowed_by_role("child:delete", ["manager"])


@pytest.mark.parametrize(
    ("permission", "relations", "expected"),
    [
        ("child:read", {Relation.ALLOCATED}, True),
        ("child:read", {Relation.SIBLING}, True),
        ("child:read", {Relation.MANAGER}, True),
        ("child:allocate", {Relation.ALLOCATED}, False),
        ("child:allocate", {Relation.MANAGER}, True),
        ("visit:sign", {Relation.ALLOCATED}, False),
        ("visit:sign", {Relation.ALLOCATED, Relation.AUTHOR}, True),
        ("visit:withdraw", {Relation.ALLOCATED}, False),
        ("visit:withdraw", {Relation.MANAGER}, True),
        ("visit:read_withdrawn", {Relation.ALLOCATED}, False),
        ("profile:complete", {Relation.SIBLING}, False),
        ("adult:read_no_contact_reason", {Relation.SIBLING}, False),
    ],
)
def test_the_rows_that_matter_most(permission: str, relations: set[Relation], expected: bool) -> None:
    assert is_allowed(permission, relations) is expected


def test_no_role_alone_opens_a_childs_record() -> None:
    """What a role gives by itself is a list or an office, never `child:read` or anything of a visit."""
    assert not set(ROLE_PERMISSIONS) & set(PERMISSIONS)
    administrator = {name for name in ROLE_PERMISSIONS if is_allowed_by_role(name, [RoleName.ADMINISTRATOR.value])}
    everybody = {"own_account:manage", "own_looks:read", "pack:trace"}
    offices = {"accounts:administer", "account_change:confirm", "half_terms:set", "security:read", "trigger_rules:read"}
    assert administrator == offices | everybody
    data_officer = {name for name in ROLE_PERMISSIONS if is_allowed_by_role(name, [RoleName.DATA_OFFICER.value])}
    assert (
        data_officer
        == {"return:import", "attendance:import", "half_terms:set", "doubles:list", "agreement:read"} | everybody
    )
