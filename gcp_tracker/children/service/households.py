"""Writing about homes: households, and who lives in them from when until when."""

from __future__ import annotations

from datetime import date

from gcp_tracker.children.details import HomeDetails
from gcp_tracker.children.service.locks import lock_child, lock_families
from gcp_tracker.models import Child, Family, Household, Residence
from gcp_tracker.readings.service import keep_reading
from gcp_tracker.rules.ages import check_day_of_child
from gcp_tracker.rules.dates import check_not_in_future
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.names import check_name
from gcp_tracker.rules.spells import Spell, check_can_end, check_no_overlap
from gcp_tracker.unit_of_work import UnitOfWork


def open_household(uow: UnitOfWork, family: Family, details: HomeDetails) -> Household:
    """Another home of the family. Raises RuleBroken when it has no name of its own."""
    lock_families(uow, family)
    _check_home_name(family, details.name, None)
    household = Household(family=family, name=details.name, address=details.address)
    uow.session.add(household)
    uow.record("household:open", subject=household)
    return household


def describe_household(uow: UnitOfWork, household: Household, details: HomeDetails) -> None:
    lock_families(uow, household.family)
    _check_home_name(household.family, details.name, household)
    changed = [name for name in ("name", "address") if getattr(household, name) != getattr(details, name)]
    household.name, household.address = details.name, details.address
    if changed:
        uow.record("household:describe", subject=household, changed=changed)


def start_residence(uow: UnitOfWork, child: Child, household: Household, from_on: date) -> Residence:
    """The child lives there from that day; with another home still open, the child has two. Raises RuleBroken."""
    lock_child(uow, child)
    residence = _start(uow, child, household, from_on, "from_on")
    keep_reading(uow, child)
    return residence


def _start(uow: UnitOfWork, child: Child, household: Household, from_on: date, field: str) -> Residence:
    check_not_in_future(from_on, uow.today, "Date of moving in", field)
    check_day_of_child(from_on, child.born_on, child.expected_on, uow.today, "Date of moving in", field)
    there = [Spell(home.from_on, home.to_on) for home in child.residences if home.household is household]
    check_no_overlap(
        there,
        Spell(from_on, None),
        f"{child.first_name} is already recorded as living at {household.name}",
        "household_id",
    )
    residence = Residence(child=child, household=household, from_on=from_on)
    uow.session.add(residence)
    uow.record("residence:start", subject=residence, child=child)
    return residence


def end_residence(uow: UnitOfWork, residence: Residence, to_on: date) -> None:
    """The child lives there no longer, from that day on."""
    lock_child(uow, residence.child)
    _end(uow, residence, to_on)
    keep_reading(uow, residence.child)


def _end(uow: UnitOfWork, residence: Residence, to_on: date) -> None:
    check_not_in_future(to_on, uow.today, "Date of leaving", "to_on")
    check_can_end(residence.from_on, residence.to_on, to_on, "the day of moving in", "Date of leaving", "to_on")
    residence.to_on = to_on
    uow.record("residence:end", subject=residence, child=residence.child, changed=("to_on",))


def move_child_home(uow: UnitOfWork, residence: Residence, household: Household, on: date) -> Residence:
    """One step: the old home ends and the new one begins on the day of the move. Raises RuleBroken on `to_on`."""
    lock_child(uow, residence.child)
    if household is residence.household:
        raise RuleBroken("Choose another home than the one that the child leaves", "household_id")
    _end(uow, residence, on)
    started = _start(uow, residence.child, household, on, "to_on")
    keep_reading(uow, residence.child)
    return started


def _check_home_name(family: Family, name: str, itself: Household | None) -> None:
    check_name(name, "Enter what this home is called, such as “Mum’s flat”", "name", digits_do=True)
    if any(home.name.casefold() == name.casefold() for home in family.households if home is not itself):
        raise RuleBroken("Another home of this family has that name", "name")
