"""Writing about the adults round the children of a family: who they are, to whom, and who must not be contacted."""

from __future__ import annotations

from sqlalchemy.orm.exc import StaleDataError

from gcp_tracker.children.details import AdultDetails, RelationDetails
from gcp_tracker.children.service.locks import lock_adult, lock_families
from gcp_tracker.models import Adult, CareRelation, Family, Household
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.names import check_name
from gcp_tracker.unit_of_work import UnitOfWork


def record_adult(uow: UnitOfWork, family: Family, details: AdultDetails) -> Adult:
    """A carer or another adult of the family, resident or not. Raises RuleBroken on the details’ fields, and where the
    very same is on record: a father and a son can have one name, and are not the same to the children.
    """
    _check_adult(details, no_contact=bool(details.not_to_be_contacted), reason=details.no_contact_reason or "")
    lock_families(uow, family)
    if _is_recorded(family, details):
        raise RuleBroken(f"{details.name} is on record in this family already", "name")
    adult = Adult(
        family=family,
        name=details.name,
        phone="",
        address="",
        first_language="",
        interpreter_needed=False,
        not_to_be_contacted=False,
        no_contact_reason="",
        relations=[],
    )
    uow.session.add(adult)
    _put_details(adult, details)
    _put_relations(uow, adult, details.relations, details.household)
    first = next((relation.child for relation in details.relations if relation.relationship), None)
    uow.record("adult:record", subject=adult, child=first)
    if adult.not_to_be_contacted:
        uow.record("adult:mark_no_contact", subject=adult, child=first)
    return adult


def _is_recorded(family: Family, details: AdultDetails) -> bool:
    what = {(one.child.id, one.relationship) for one in details.relations if one.relationship}
    same_name = [one for one in family.adults if one.name.casefold() == details.name.casefold()]
    return any({(one.child_id, one.relationship_to_child) for one in adult.relations} == what for adult in same_name)


def describe_adult(uow: UnitOfWork, adult: Adult, details: AdultDetails) -> None:
    """Change what is written about an adult; what the writer may not see (None) stays. Raises RuleBroken."""
    marked_before = adult.not_to_be_contacted
    lock_adult(uow, adult)
    if adult.not_to_be_contacted != marked_before:
        # The writer was let in to somebody whose mark has changed since: whether they still may is asked anew.
        raise StaleDataError("the mark “not to be contacted” was changed by somebody else meanwhile")
    marked = marked_before if details.not_to_be_contacted is None else details.not_to_be_contacted
    reason = adult.no_contact_reason if details.no_contact_reason is None else details.no_contact_reason
    _check_adult(details, no_contact=marked, reason=reason)
    changed = _put_details(adult, details)
    if _put_relations(uow, adult, details.relations, details.household):
        changed.append("relations")
    child = adult.relations[0].child if adult.relations else None
    if changed:
        uow.record("adult:describe", subject=adult, child=child, changed=changed)
    if adult.not_to_be_contacted != marked_before:
        action = "adult:mark_no_contact" if adult.not_to_be_contacted else "adult:lift_no_contact"
        uow.record(action, subject=adult, child=child)


def _check_adult(details: AdultDetails, *, no_contact: bool, reason: str) -> None:
    check_name(details.name, "Enter the person’s name", "name")
    if no_contact and not reason:
        raise RuleBroken("Say why this person must not be contacted; few people see the reason", "no_contact_reason")


def _put_details(adult: Adult, details: AdultDetails) -> list[str]:
    values = {
        "name": details.name,
        "phone": details.phone,
        "address": details.address,
        "first_language": details.first_language,
        "interpreter_needed": details.interpreter_needed,
        "not_to_be_contacted": details.not_to_be_contacted,
        # A mark that is lifted takes its reason with it; who lifted it, and when, stays in the audit.
        "no_contact_reason": "" if details.not_to_be_contacted is False else details.no_contact_reason,
    }
    changed = [name for name, value in values.items() if value is not None and getattr(adult, name) != value]
    for name in changed:
        setattr(adult, name, values[name])
    return changed


def _put_relations(
    uow: UnitOfWork, adult: Adult, relations: tuple[RelationDetails, ...], household: Household | None
) -> bool:
    held = {relation.child_id: relation for relation in adult.relations}
    changed = False
    for details in relations:
        relation = held.get(details.child.id)
        if details.relationship is None:
            if relation is not None:
                # Not written while it is taken off both lists: it is a relation of nobody then.
                with uow.session.no_autoflush:
                    adult.relations.remove(relation)
                    details.child.relations.remove(relation)
                uow.session.delete(relation)
                changed = True
            continue
        if relation is None:
            relation = CareRelation(adult=adult, child=details.child, relationship_to_child=details.relationship)
            uow.session.add(relation)
            changed = True
        wanted = (details.relationship, details.is_carer, details.has_parental_responsibility, household)
        found = (
            relation.relationship_to_child,
            relation.is_carer,
            relation.has_parental_responsibility,
            relation.household,
        )
        changed = changed or wanted != found
        relation.relationship_to_child, relation.is_carer, relation.has_parental_responsibility = wanted[:3]
        relation.household = household
    return changed
