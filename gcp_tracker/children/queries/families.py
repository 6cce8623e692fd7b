"""One family as it is today: its children side by side, its homes, and the adults round the children."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.children.queries.latest import LastSeen, last_seen
from gcp_tracker.models import (
    Adult,
    Allocation,
    CareRelation,
    Child,
    Family,
    HelpEpisode,
    Household,
    Residence,
)
from gcp_tracker.rules.ages import LifeStage, age_words, life_stage, stage_sentence
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import Relationship
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class FamilyChild:
    child: Child
    age: str
    help: tuple[HelpEpisode, ...]
    allocations: tuple[Allocation, ...]
    homes: tuple[Household, ...]
    seen: LastSeen
    lacks_father: bool
    stage: LifeStage
    stage_words: str


@dataclass(frozen=True, slots=True)
class Home:
    household: Household
    children: tuple[Child, ...]
    adults: tuple[Adult, ...]


@dataclass(frozen=True, slots=True)
class FamilyAdult:
    """`relations` are those to children whom the reader may read."""

    adult: Adult
    relations: tuple[CareRelation, ...]


@dataclass(frozen=True, slots=True)
class FamilyNow:
    children: tuple[FamilyChild, ...]
    homes: tuple[Home, ...]
    adults: tuple[FamilyAdult, ...]


def family_now(session: AnySession, family: Family, readable: list[Child], today: date) -> FamilyNow:
    """The family as somebody sees it who may read `readable`: a brother or sister who is not among them is not there,
    nor is a home or an adult that only they have.
    """
    _load(session, readable)
    seen = last_seen(session, [child.id for child in readable])
    return FamilyNow(
        children=tuple(_child_now(child, seen.get(child.id, LastSeen()), today) for child in readable),
        homes=tuple(home_now(home, readable, today) for home in family_homes(family, readable)),
        adults=tuple(_adult_now(adult, readable) for adult in family_adults(family, readable)),
    )


def family_homes(family: Family, readable: list[Child]) -> list[Household]:
    """Homes of the family, and of its children, that one of `readable` has lived in or that nobody has."""
    theirs = {residence.household for child in readable for residence in child.residences}
    hidden = {
        residence.household_id for child in family.children if child not in readable for residence in child.residences
    }
    own = [home for home in family.households if home in theirs or home.id not in hidden]
    return own + sorted(theirs.difference(own), key=lambda home: home.id)


def family_adults(family: Family, readable: list[Child]) -> list[Adult]:
    """Adults of the family, and of its children, that are something to one of `readable` or to nobody."""
    theirs = {relation.adult for child in readable for relation in child.relations}
    own = [adult for adult in family.adults if adult in theirs or not adult.relations]
    return own + sorted(theirs.difference(own), key=lambda adult: adult.id)


def current_homes(child: Child, today: date) -> list[Household]:
    return [home.household for home in child.residences if is_current(home.from_on, home.to_on, today)]


def home_now(home: Household, readable: list[Child], today: date) -> Home:
    return Home(
        household=home,
        children=tuple(child for child in readable if home in current_homes(child, today)),
        adults=tuple(
            dict.fromkeys(
                relation.adult for child in readable for relation in child.relations if relation.household_id == home.id
            )
        ),
    )


def _child_now(child: Child, seen: LastSeen, today: date) -> FamilyChild:
    return FamilyChild(
        child=child,
        age=age_words(child.born_on, child.expected_on, today),
        help=tuple(one for one in child.episodes if is_current(one.started_on, one.ended_on, today)),
        allocations=tuple(one for one in child.allocations if is_current(one.from_on, one.to_on, today)),
        homes=tuple(current_homes(child, today)),
        seen=seen,
        lacks_father=all(one.relationship_to_child is not Relationship.FATHER for one in child.relations),
        stage=life_stage(child.born_on, child.expected_on, today),
        stage_words=stage_sentence(child.first_name, child.born_on, child.expected_on, today),
    )


def _adult_now(adult: Adult, readable: list[Child]) -> FamilyAdult:
    return FamilyAdult(adult, tuple(one for child in readable for one in child.relations if one.adult is adult))


def _load(session: AnySession, children: list[Child]) -> None:
    """Everything that the page shows of these children, in a fixed number of queries."""
    query = (
        select(Child)
        .where(Child.id.in_([child.id for child in children]))
        .options(
            joinedload(Child.team),
            selectinload(Child.residences).joinedload(Residence.household),
            selectinload(Child.relations).joinedload(CareRelation.adult).selectinload(Adult.relations),
            selectinload(Child.allocations).joinedload(Allocation.user),
            selectinload(Child.episodes),
        )
        .execution_options(populate_existing=True)
    )
    session.scalars(query).all()
