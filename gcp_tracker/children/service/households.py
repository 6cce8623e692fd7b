"""Writing about homes: households, and who lives in them from when until when."""

from __future__ import annotations

from datetime import date

from gcp_tracker.children.details import HomeDetails
from gcp_tracker.models import Child, Family, Household, Residence
from gcp_tracker.rules.dates import check_not_in_future
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.spells import Spell, check_can_end, check_no_overlap
from gcp_tracker.unit_of_work import UnitOfWork


def open_household(uow: UnitOfWork, family: Family, details: HomeDetails) -> Household:
    """Another home of the family. Raises RuleBroken when it has no name of its own."""
    _check_home_name(family, details.name, None)
    household = Household(family=family, name=details.name, address=details.address)
    uow.session.add(household)
    uow.record("household:open", subject=household)
    return household


def describe_household(uow: UnitOfWork, household: Household, details: HomeDetails) -> None:
    _check_home_name(household.family, details.name, household)
    changed = [name for name in ("name", "address") if getattr(household, name) != getattr(details, name)]
    household.name, household.address = details.name, details.address
    if changed:
        uow.record("household:describe", subject=household, changed=changed)


def start_residence(uow: UnitOfWork, child: Child, household: Household, from_on: date) -> Residence:
    """The child lives there from that day; with another home still open, the child has two. Raises RuleBroken."""
    check_not_in_future(from_on, uow.today, "Date of moving in", "from_on")
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
    check_not_in_future(to_on, uow.today, "Date of leaving", "to_on")
    check_can_end(residence.from_on, residence.to_on, to_on, "the day of moving in", "Date of leaving", "to_on")
    residence.to_on = to_on
    uow.record("residence:end", subject=residence, child=residence.child, changed=("to_on",))


def move_child_home(uow: UnitOfWork, residence: Residence, household: Household, on: date) -> Residence:
    """One step: the old home ends and the new one begins on the day of the move. Raises RuleBroken on `to_on`."""
    if household is residence.household:
        raise RuleBroken("Choose another home than the one that the child leaves", "household_id")
    end_residence(uow, residence, on)
    return start_residence(uow, residence.child, household, on)


def _check_home_name(family: Family, name: str, itself: Household | None) -> None:
    if not name:
        raise RuleBroken("Enter what this home is called, such as “Mum’s flat”", "name")
    if any(home.name.casefold() == name.casefold() for home in family.households if home is not itself):
        raise RuleBroken("Another home of this family has that name", "name")
