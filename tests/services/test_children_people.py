"""Adding, describing and naming children; adults and homes round them; putting brothers and sisters together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from gcp_tracker.children import service
from gcp_tracker.children.details import (
    AdultDetails,
    CarerDetails,
    ChildDetails,
    HomeDetails,
    NamingDetails,
    RelationDetails,
)
from gcp_tracker.models import Adult, AuditEvent, Child, Family, Team, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Pronoun, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import NOW, TODAY, Cast

WritingAs = Callable[[User | None], UnitOfWork]
NHS_NUMBER = "9434765919"
OMAR = ChildDetails(given_name="Omar", family_name="Said", born_on=date(2019, 4, 1), pronoun=Pronoun.HE)


def unnamed(session: Session, cast: Cast, number: str, team: Team | None = None) -> Child:
    team = team or cast.riverside
    family = Family(name=f"Child {number}", created_at=NOW)
    child = Child(
        family=family, team=team, authority=cast.authority, la_child_id=number, born_on=date(2015, 1, 1), created_at=NOW
    )
    session.add(child)
    session.commit()
    return child


def test_a_new_child_comes_with_family_home_carer_and_worker(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        child = service.add_family_with_child(
            uow,
            cast.riverside,
            replace(OMAR, nhs_number="943 476 5919", other_numbers=(("Court number", "AB 12"),)),
            HomeDetails("Gran’s house", "1 Mill Lane"),
            CarerDetails("Hana Said", Relationship.GRANDPARENT),
            allocate_to=cast.amira,
        )
    session.expire_all()
    assert (child.full_name, child.family.name, child.nhs_number) == ("Omar Said", "Said", NHS_NUMBER)
    assert [(home.household.name, home.from_on) for home in child.residences] == [("Gran’s house", TODAY)]
    assert [(who.adult.name, who.household) for who in child.relations] == [
        ("Hana Said", child.residences[0].household)
    ]
    assert [(held.user, held.is_lead, held.from_on) for held in child.allocations] == [(cast.amira, True, TODAY)]
    assert [(number.kind, number.value) for number in child.identifiers] == [("Court number", "AB 12")]
    assert events(session) == [
        "family:add",
        "child:add",
        "household:open",
        "residence:start",
        "adult:record",
        "allocation:start",
    ]


def test_a_refused_child_leaves_nothing_behind(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    families = len(session.scalars(select(Family)).all())
    with pytest.raises(RuleBroken, match="Date of birth"), writing_as(cast.amira) as uow:
        service.add_family_with_child(uow, cast.riverside, replace(OMAR, born_on=date(2027, 1, 1)))
    assert len(session.scalars(select(Family)).all()) == families
    assert events(session) == []


def test_an_nhs_number_that_is_on_file_is_refused_without_saying_whose(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    cast.zoe.nhs_number = NHS_NUMBER
    session.commit()
    with pytest.raises(RuleBroken) as refused, writing_as(cast.amira) as uow:
        service.add_family_with_child(uow, cast.riverside, replace(OMAR, nhs_number=NHS_NUMBER))
    assert refused.value.sentence == "Ask your manager: this child may already be known"
    assert refused.value.field == "nhs_number"


def test_the_authoritys_number_is_given_once(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    unnamed(session, cast, "4711")
    with pytest.raises(RuleBroken) as refused, writing_as(cast.amira) as uow:
        service.add_family_with_child(uow, cast.riverside, replace(OMAR, la_child_id="4711"))
    assert refused.value.field == "la_child_id"


def test_two_people_who_describe_a_child_at_once_do_not_overwrite_each_other(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    opened_at = cast.leo.version
    details = ChildDetails(given_name="Leo", family_name="Marsh", born_on=cast.leo.born_on, pronoun=Pronoun.HE)
    with writing_as(cast.amira) as uow:
        service.describe_child(uow, cast.leo, replace(details, first_language="Welsh"), opened_at)
    assert cast.leo.version == opened_at + 1
    with pytest.raises(StaleDataError), writing_as(cast.chloe) as uow:
        service.describe_child(uow, cast.leo, replace(details, first_language="Polish"), opened_at)
    session.expire_all()
    assert cast.leo.first_language == "Welsh"
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "child:describe")).one()
    assert event.changed_fields == ["first_language"]


def test_other_numbers_are_those_given_last(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    details = ChildDetails(given_name="Leo", family_name="Marsh", born_on=cast.leo.born_on, pronoun=Pronoun.HE)
    for numbers in ((("Court number", "A"), ("Former UPN", "B")), (("Former UPN", "B"), ("School number", "C"))):
        with writing_as(cast.amira) as uow:
            service.describe_child(uow, cast.leo, replace(details, other_numbers=numbers), cast.leo.version)
    session.expire_all()
    assert [(one.kind, one.value) for one in cast.leo.identifiers] == [("Former UPN", "B"), ("School number", "C")]


def test_a_child_from_a_return_is_named_housed_and_allocated(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    child = unnamed(session, cast, "4711")
    assert child.first_name == "Child 4711"
    with writing_as(cast.chloe) as uow:
        service.name_child(uow, child, NamingDetails("Ada", "Novak", pronoun=Pronoun.SHE, allocate_to=cast.ben))
    session.expire_all()
    assert (child.full_name, child.family.name) == ("Ada Novak", "Novak")
    assert [home.household.name for home in child.residences] == ["Home"]
    assert [held.user for held in child.allocations] == [cast.ben]
    with pytest.raises(RuleBroken, match="name already"), writing_as(cast.chloe) as uow:
        service.name_child(uow, child, NamingDetails("Eve"))


def test_naming_does_not_rename_a_family_that_somebody_has_named(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    child = unnamed(session, cast, "4711")
    child.family.name = "Novak-Jones"
    session.commit()
    with writing_as(cast.chloe) as uow:
        service.name_child(uow, child, NamingDetails("Ada", "Novak"))
    assert child.family.name == "Novak-Jones"


def test_an_unnamed_child_is_put_with_a_sister_and_the_empty_family_goes(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    child = unnamed(session, cast, "4711")
    old = child.family_id
    with writing_as(cast.chloe) as uow:
        service.name_child(uow, child, NamingDetails("Ada", "Marsh"))
        service.move_to_family(uow, child, cast.leo.family)
    session.expire_all()
    assert child.family is cast.leo.family
    assert session.get(Family, old) is None
    assert child.residences[0].household.family is cast.leo.family


def test_moving_takes_ones_own_home_and_leaves_what_is_shared(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    marsh, osei = cast.leo.family, cast.kai.family
    with writing_as(cast.chloe) as uow:
        dads = service.open_household(uow, marsh, HomeDetails("Dad’s flat"))
        service.start_residence(uow, cast.ruby, dads, date(2026, 5, 1))
        dad = service.record_adult(
            uow, marsh, AdultDetails("Gus Reed", (RelationDetails(cast.ruby, Relationship.FATHER),), household=dads)
        )
        service.move_to_family(uow, cast.ruby, osei)
    session.expire_all()
    assert [child.first_name for child in marsh.children] == ["Leo"]
    assert (dads.family, dad.family) == (osei, osei)
    assert (cast.leos_home.family, cast.mum.family) == (marsh, marsh)
    assert cast.leos_home in [home.household for home in cast.ruby.residences]
    assert cast.mum in [relation.adult for relation in cast.ruby.relations]


def test_a_child_is_not_put_with_a_family_of_another_team(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with pytest.raises(RuleBroken, match="your team works with"), writing_as(cast.chloe) as uow:
        service.move_to_family(uow, cast.leo, cast.zoe.family)
    session.expire_all()
    assert cast.leo.family.name == "Marsh"


def test_an_adult_is_something_else_to_each_child(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        gus = service.record_adult(
            uow,
            cast.leo.family,
            AdultDetails(
                "Gus Reed",
                (
                    RelationDetails(cast.leo, Relationship.STEP_PARENT, is_carer=False),
                    RelationDetails(cast.ruby, Relationship.FATHER, has_parental_responsibility=True),
                ),
            ),
        )
    with writing_as(cast.amira) as uow:
        service.describe_adult(
            uow, gus, AdultDetails("Gus Reed", (RelationDetails(cast.leo, None),), phone="01632 960 111")
        )
    session.expire_all()
    assert [(one.child.first_name, one.relationship_to_child) for one in gus.relations] == [
        ("Ruby", Relationship.FATHER)
    ]
    assert gus.relations[0].has_parental_responsibility
    assert gus.phone == "01632 960 111"


def test_not_to_be_contacted_needs_its_reason_and_what_is_not_seen_stays(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with pytest.raises(RuleBroken) as refused, writing_as(cast.amira) as uow:
        service.record_adult(uow, cast.leo.family, AdultDetails("Gus Reed", not_to_be_contacted=True))
    assert refused.value.field == "no_contact_reason"
    with writing_as(cast.amira) as uow:
        gus = service.record_adult(
            uow,
            cast.leo.family,
            AdultDetails("Gus Reed", phone="1", not_to_be_contacted=True, no_contact_reason="Court order"),
        )
    with writing_as(cast.amira) as uow:
        service.describe_adult(uow, gus, AdultDetails("Gus Read"))
    session.expire_all()
    kept = (gus.name, gus.phone, gus.not_to_be_contacted, gus.no_contact_reason)
    assert kept == ("Gus Read", "1", True, "Court order")
    with writing_as(cast.amira) as uow:
        service.describe_adult(uow, gus, AdultDetails("Gus Read", not_to_be_contacted=False))
    assert (gus.not_to_be_contacted, gus.no_contact_reason) == (False, "")
    assert events(session)[-2:] == ["adult:describe", "adult:lift_no_contact"]
    assert session.scalars(select(Adult).where(Adult.name == "Gus Read")).one() is gus


def test_a_child_lives_in_two_homes_and_a_move_is_one_step(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.ben) as uow:
        grans = service.open_household(uow, cast.kai.family, HomeDetails("Gran’s house"))
        moved = service.move_child_home(uow, cast.kai.residences[0], grans, date(2026, 10, 1))
    session.expire_all()
    spells = sorted((home.household.name, home.from_on, home.to_on) for home in cast.kai.residences)
    assert spells == [
        ("Dad’s flat", date(2022, 9, 1), None),
        ("Gran’s house", date(2026, 10, 1), None),
        ("Mum’s house", date(2022, 9, 1), date(2026, 10, 1)),
    ]
    with pytest.raises(RuleBroken, match="already recorded as living"), writing_as(cast.ben) as uow:
        service.start_residence(uow, cast.kai, grans, date(2026, 11, 1))
    with pytest.raises(RuleBroken, match="on or after"), writing_as(cast.ben) as uow:
        service.end_residence(uow, moved, date(2026, 9, 30))
    with pytest.raises(RuleBroken, match="has that name"), writing_as(cast.ben) as uow:
        service.open_household(uow, cast.kai.family, HomeDetails("GRAN’S HOUSE"))
