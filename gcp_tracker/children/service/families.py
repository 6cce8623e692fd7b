"""Putting a child with brothers and sisters who are on file as another family."""

from __future__ import annotations

from sqlalchemy import select

from gcp_tracker.children.service.hidden import restrict_newcomer
from gcp_tracker.children.service.locks import lock_child, lock_families
from gcp_tracker.models import Adult, Child, Family, Household
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import UnitOfWork


def move_to_family(uow: UnitOfWork, child: Child, family: Family | None, reason: str = "") -> None:
    """The child becomes one of `family`, or of a new one (None) where the child was put with the wrong brothers and
    sisters. Raises RuleBroken unless a child of it is with the same team.

    Homes and adults that are this child’s alone come along. Those shared with brothers and sisters who stay remain
    theirs; the child’s residence and relation go on, so that no series of grades is broken. A family left without
    children is removed.
    """
    lock_child(uow, child)
    old = child.family
    if family is None:
        if len(old.children) == 1:
            raise RuleBroken(f"{child.first_name} has a family alone already")
        family = Family(name=child.family_name or child.first_name, created_at=uow.now)
        uow.session.add(family)
        uow.record("family:add", subject=family, child=child)
        lock_families(uow, old)
    else:
        lock_families(uow, old, family)
        _check_family(child, old, family)
    left_behind = [other for other in old.children if other is not child]
    for household in list(old.households):
        if not left_behind or _only_lives_there(child, household, left_behind):
            household.family = family
    for adult in list(old.adults):
        if not left_behind or _only_belongs_to(child, adult):
            adult.family = family
    child.family = family
    restrict_newcomer(uow, child, family)
    uow.record("child:move_family", subject=child, child=child, reason=reason, changed=("family_id",))
    if not left_behind and not _holds_merged_records(uow, old):
        uow.session.flush()
        uow.session.expire(old)
        uow.record("family:remove", subject=old, child=child)
        uow.session.delete(old)


def _check_family(child: Child, old: Family, family: Family) -> None:
    if family is old:
        raise RuleBroken(f"{child.first_name} is in this family already")
    if not any(other.team_id == child.team_id for other in family.children):
        raise RuleBroken("Choose a family that your team works with")


def _holds_merged_records(uow: UnitOfWork, family: Family) -> bool:
    merged = select(Child.id).where(Child.family_id == family.id, Child.merged_into_id.is_not(None))
    return uow.session.scalar(merged.limit(1)) is not None


def _only_lives_there(child: Child, household: Household, others: list[Child]) -> bool:
    lives = any(residence.household is household for residence in child.residences)
    return lives and not any(residence.household is household for other in others for residence in other.residences)


def _only_belongs_to(child: Child, adult: Adult) -> bool:
    return bool(adult.relations) and all(relation.child is child for relation in adult.relations)
