"""Whose care of a child can be graded: homes, and carers who live elsewhere, by the key of their series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gcp_tracker.models import Adult, Child, Household
from gcp_tracker.rules.interpreting import Need
from gcp_tracker.rules.series import care_of_key


def homes_lived_in(child: Child) -> dict[str, Household]:
    """Where the child lives."""
    return homes_by_key(residence.household for residence in child.residences if residence.to_on is None)


def homes_by_key(homes: Iterable[Household]) -> dict[str, Household]:
    return {care_of_key(home.id, None): home for home in homes}


def carers_elsewhere(child: Child) -> dict[str, Adult]:
    """Carers who live in none of the homes on file; nobody who is not to be contacted."""
    return {
        care_of_key(None, relation.adult_id): relation.adult
        for relation in child.relations
        if relation.is_carer and relation.household_id is None and not relation.adult.not_to_be_contacted
    }


def care_choices(homes: Mapping[str, Household], carers: Mapping[str, Adult]) -> list[tuple[str, str]]:
    """For a form: the homes first."""
    return [
        *((key, home.name) for key, home in homes.items()),
        *((key, f"{adult.name}, who lives elsewhere") for key, adult in carers.items()),
    ]


def interpreter_needs(child: Child) -> list[Need]:
    """The child, and carers; somebody who is not to be contacted is not spoken of."""
    own = [Need(child.first_name, child.first_language or "")] if child.interpreter_needed else []
    adults = [relation.adult for relation in child.relations if relation.is_carer]
    return own + [
        Need(one.name, one.first_language) for one in adults if one.interpreter_needed and not one.not_to_be_contacted
    ]
