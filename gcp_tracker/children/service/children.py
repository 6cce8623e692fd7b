"""Writing about the child: adding, describing, naming."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from gcp_tracker.children.details import CarerDetails, ChildDetails, HomeDetails, NamingDetails
from gcp_tracker.children.service.allocations import allocate_worker
from gcp_tracker.children.service.hidden import restrict_newcomer
from gcp_tracker.children.service.households import open_household, start_residence
from gcp_tracker.children.service.locks import lock_authority, lock_child, lock_families
from gcp_tracker.models import Adult, CareRelation, Child, ChildIdentifier, Family, Household, Team, User
from gcp_tracker.readings.service import keep_reading
from gcp_tracker.rules.ages import check_birth, check_day_of_child
from gcp_tracker.rules.birth_dates import Birth, check_reason_for_birth
from gcp_tracker.rules.dates import check_not_in_future, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.identifiers import check_nhs_number, check_upn
from gcp_tracker.rules.names import check_name
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visibility import readable_by

# The same words whoever the other child is: the answer must not tell who is on file elsewhere.
ASK_YOUR_MANAGER = "Ask your manager: this child may already be known"
LONGEST_LA_NUMBER = 60
LONGEST_KIND, LONGEST_NUMBER = 40, 60


def add_family_with_child(
    uow: UnitOfWork,
    team: Team,
    details: ChildDetails,
    home: HomeDetails | None = None,
    carer: CarerDetails | None = None,
    allocate_to: User | None = None,
    lives_since: date | None = None,
) -> Child:
    """A new child in a new family with its first home. `lives_since`: since when the child is known to live there;
    today when left out. The worker has the child from today, however long the child has lived there. Raises RuleBroken
    on the details’ fields.
    """
    if lives_since is not None:
        check_not_in_future(lives_since, uow.today, "The day since when the child lives there", "lives_since")
        check_day_of_child(
            lives_since,
            details.born_on,
            details.expected_on,
            uow.today,
            "The day since when the child lives there",
            "lives_since",
        )
    family = Family(name=details.family_name or details.given_name, created_at=uow.now)
    uow.session.add(family)
    uow.record("family:add", subject=family)
    child = _add_child(uow, family, team, details)
    household = open_household(uow, family, home or HomeDetails())
    start_residence(uow, child, household, lives_since or uow.today)
    if carer is not None:
        _record_main_carer(uow, child, household, carer)
    if allocate_to is not None:
        allocate_worker(uow, child, allocate_to, uow.today)
    return child


def add_sibling(
    uow: UnitOfWork,
    family: Family,
    team: Team,
    details: ChildDetails,
    household: Household | None = None,
    allocate_to: User | None = None,
    lives_since: date | None = None,
) -> Child:
    """A brother or sister in a family that is on file, who lives in `household` of it, or elsewhere when None."""
    lock_families(uow, family)
    child = _add_child(uow, family, team, details)
    if household is not None:
        start_residence(uow, child, household, lives_since or uow.today)
    if allocate_to is not None:
        allocate_worker(uow, child, allocate_to, uow.today)
    return child


def describe_child(uow: UnitOfWork, child: Child, details: ChildDetails, version: int, birth_reason: str = "") -> None:
    """Change what is written about the child. `version`: the child’s when the writer opened the form.

    `birth_reason`: why another date of birth is right. No visit changes with it, signed or open; what follows is for
    `rules.birth_dates` to say beforehand. Raises StaleDataError when somebody else has saved since, and RuleBroken on
    the details’ fields.
    """
    lock_child(uow, child)
    if child.version != version:
        raise StaleDataError("the child was described by somebody else meanwhile")
    before = Birth(child.born_on, child.expected_on)
    changed = _put_details(uow, child, details)
    check_reason_for_birth(before, Birth(child.born_on, child.expected_on), birth_reason)
    if changed:
        uow.record("child:describe", subject=child, child=child, changed=changed)
    if before.born_on is not None and child.born_on != before.born_on:
        uow.record("child:correct_birth", subject=child, child=child, reason=birth_reason, changed=("born_on",))
        keep_reading(uow, child)


def name_child(uow: UnitOfWork, child: Child, details: NamingDetails) -> None:
    """Give a child from a return a name, a home if there is none yet, and a worker. Raises RuleBroken."""
    lock_child(uow, child)
    if child.is_named:
        raise RuleBroken("This child has a name already: change it in the child’s details", "given_name")
    _check_names(details)
    if child.family.name == child.first_name:
        child.family.name = details.family_name or details.given_name
    child.given_name = details.given_name
    child.family_name = details.family_name or None
    child.known_as = details.known_as or None
    child.pronoun = details.pronoun
    uow.record("child:name", subject=child, child=child, changed=("given_name", "family_name", "known_as", "pronoun"))
    if all(residence.to_on is not None for residence in child.residences):
        start_residence(uow, child, open_household(uow, child.family, details.home), uow.today)
    if details.allocate_to is not None:
        allocate_worker(uow, child, details.allocate_to, uow.today)


def _add_child(uow: UnitOfWork, family: Family, team: Team, details: ChildDetails) -> Child:
    child = Child(
        family=family,
        team=team,
        authority=team.authority,
        born_on=None,
        expected_on=None,
        created_at=uow.now,
        identifiers=[],
        residences=[],
        relations=[],
        episodes=[],
        allocations=[],
    )
    with uow.session.no_autoflush:
        _put_details(uow, child, details)
    uow.session.add(child)
    uow.record("child:add", subject=child, child=child)
    restrict_newcomer(uow, child, family)
    return child


def _record_main_carer(uow: UnitOfWork, child: Child, household: Household, carer: CarerDetails) -> None:
    check_name(carer.name, "Enter the main carer’s name", "carer_name")
    adult = Adult(family=child.family, name=carer.name)
    relation = CareRelation(
        adult=adult, child=child, relationship_to_child=carer.relationship, is_carer=True, household=household
    )
    uow.session.add_all([adult, relation])
    uow.record("adult:record", subject=adult, child=child)


def _put_details(uow: UnitOfWork, child: Child, details: ChildDetails) -> list[str]:
    """Write the details on the child; the names of the fields that changed."""
    values = _checked_values(uow, child, details)
    changed = [name for name, value in values.items() if getattr(child, name) != value]
    for name in changed:
        setattr(child, name, values[name])
    if _put_other_numbers(uow, child, details.other_numbers):
        changed.append("other_numbers")
    return changed


def _checked_values(uow: UnitOfWork, child: Child, details: ChildDetails) -> dict[str, object]:
    _check_names(details)
    check_birth(details.born_on, details.expected_on, uow.today)
    nhs_number = check_nhs_number(details.nhs_number) if details.nhs_number else None
    upn = check_upn(details.upn) if details.upn else None
    la_child_id = details.la_child_id or None
    if nhs_number or la_child_id:
        lock_authority(uow, child.authority)
    # A number that was there before is not asked about again: another child may have come with it in a return since.
    if nhs_number and nhs_number != child.nhs_number:
        _check_number_is_free(uow, child, nhs_number=nhs_number)
    if la_child_id and la_child_id != child.la_child_id:
        if len(la_child_id) > LONGEST_LA_NUMBER:
            raise RuleBroken(f"The authority’s number has at most {LONGEST_LA_NUMBER} characters", "la_child_id")
        _check_number_is_free(uow, child, la_child_id=la_child_id)
    return {
        "given_name": details.given_name,
        "family_name": details.family_name or None,
        "known_as": details.known_as or None,
        "born_on": details.born_on,
        "expected_on": details.expected_on,
        "pronoun": details.pronoun,
        "sex": details.sex or None,
        "ethnicity": details.ethnicity or None,
        "first_language": details.first_language or None,
        "interpreter_needed": details.interpreter_needed,
        "disability": details.disability,
        "la_child_id": la_child_id,
        "nhs_number": nhs_number,
        "upn": upn,
    }


def _check_names(details: ChildDetails | NamingDetails) -> None:
    check_name(details.given_name, "Enter the child’s first name", "given_name")
    if details.family_name:
        check_name(details.family_name, "Enter the last name in letters, or leave it out", "family_name")
    if details.known_as:
        check_name(details.known_as, "Enter this name in letters, or leave it out", "known_as")


def _check_number_is_free(uow: UnitOfWork, child: Child, **number: str) -> None:
    same = select(Child).filter_by(authority_id=child.authority.id, **number)
    if child.id is not None:
        same = same.where(Child.id != child.id)
    holder = uow.session.scalar(same.limit(1))
    if holder is None:
        return
    field = next(iter(number))
    while holder.merged_into_id is not None:
        holder = uow.session.get_one(Child, holder.merged_into_id)
    if holder.id == child.id:
        raise RuleBroken("A record that was merged into this one has this number", field)
    if uow.actor is None or not _may_read(uow, uow.actor, holder):
        raise RuleBroken(ASK_YOUR_MANAGER, field)
    born = f", born {long_date(holder.born_on)}," if holder.born_on else ""
    raise RuleBroken(f"{holder.full_name}{born} is on file with this number: go to that record", field)


def _may_read(uow: UnitOfWork, reader: User, child: Child) -> bool:
    readable = select(Child.id).where(Child.id == child.id, readable_by(reader, uow.now))
    return uow.session.scalar(readable) is not None


def _put_other_numbers(uow: UnitOfWork, child: Child, numbers: tuple[tuple[str, str], ...]) -> bool:
    for kind, value in numbers:
        if not kind or not value:
            raise RuleBroken("Say what each number is, then the number: “Court number: AB 12”", "other_numbers")
        if len(kind) > LONGEST_KIND or len(value) > LONGEST_NUMBER:
            raise RuleBroken(
                f"A number may have {LONGEST_NUMBER} characters, and what it is {LONGEST_KIND}", "other_numbers"
            )
    held = {(number.kind, number.value): number for number in child.identifiers}
    gone = [number for key, number in held.items() if key not in numbers]
    new = [key for key in dict.fromkeys(numbers) if key not in held]
    for number in gone:
        child.identifiers.remove(number)
        uow.session.delete(number)
    child.identifiers.extend(ChildIdentifier(kind=kind, value=value) for kind, value in new)
    return bool(gone or new)
