"""What is kept from a reader: how to reach somebody who is not to be contacted, and the homes that would tell."""

from __future__ import annotations

from collections.abc import Iterable

from gcp_tracker.children import queries
from gcp_tracker.children.queries.families import family_homes
from gcp_tracker.models import Adult, Child, Family, Household
from gcp_tracker.rules.no_contact import can_reach, check_may_reach
from gcp_tracker.web import clock
from gcp_tracker.web.access import know_relations, may


def sees_private(adult: Adult) -> bool:
    """Whether the reader sees why somebody must not be contacted and how they could be, and may change it."""
    return can_reach(not_to_be_contacted=adult.not_to_be_contacted, may_for_each=_may_for_each(adult))


def check_may_change(adult: Adult, becoming_theirs: Iterable[Child]) -> None:
    """The same with the children to whom the adult is about to be something. Raises RuleBroken."""
    allowed = _may_for_each(adult, becoming_theirs)
    check_may_reach(not_to_be_contacted=adult.not_to_be_contacted, may_for_each=allowed)


def shows_address(home: queries.Home) -> bool:
    """Not where it tells how to find somebody who must not be contacted; a child who lives there is visited there."""
    return bool(home.children) or not _is_kept(home.household)


def homes_to_choose(family: Family, readable: list[Child]) -> list[Household]:
    """Homes where one of `readable` can be said to live. One whose address is kept is not among them: saying that the
    child lives there would show it.
    """
    today = clock.today()
    return [home for home in family_homes(family, readable) if shows_address(queries.home_now(home, readable, today))]


def _may_for_each(adult: Adult, becoming_theirs: Iterable[Child] = ()) -> list[bool]:
    children = {relation.child for relation in adult.relations} or set(adult.family.children)
    children |= set(becoming_theirs)
    know_relations(children)
    return [may("adult:read_no_contact_reason", child) for child in children]


def _is_kept(household: Household) -> bool:
    """Adults of children whom the reader may not read count too."""
    living_there = {
        relation.adult
        for adult in household.family.adults
        for relation in adult.relations
        if relation.household_id == household.id
    }
    return any(not sees_private(adult) for adult in living_there)
