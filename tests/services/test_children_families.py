"""What follows when a child moves to another family, and the days that can be true of a child."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children import service
from gcp_tracker.children.details import (
    AdultDetails,
    CarerDetails,
    ChildDetails,
    EpisodeDetails,
    HomeDetails,
    NamingDetails,
    RelationDetails,
)
from gcp_tracker.models import Allocation, Child, Residence, User
from gcp_tracker.profiles.service import open_profile
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import HelpKind, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import TODAY, Cast

WritingAs = Callable[[User | None], UnitOfWork]
OMAR = ChildDetails(given_name="Omar", family_name="Said", born_on=date(2019, 4, 1))
NOBODY_SEES = "\u200b"


def test_a_child_who_moved_to_another_family_still_has_profiles_of_the_shared_home_and_carer(
    cast: Cast, writing_as: WritingAs
) -> None:
    instrument = instruments.newest(instruments.OURS)
    with writing_as(cast.chloe) as uow:
        service.move_to_family(uow, cast.ruby, cast.kai.family)
    with writing_as(cast.chloe) as uow:
        assert cast.leos_home.family is not cast.ruby.family
        profile = open_profile(uow, cast.ruby, instrument, opened_on=TODAY, household=cast.leos_home)
        assert profile.household is cast.leos_home
        assert open_profile(uow, cast.ruby, instrument, opened_on=TODAY, carer=cast.mum).carer is cast.mum


def test_a_profile_is_not_opened_of_a_home_or_carer_that_is_nothing_to_the_child(
    cast: Cast, writing_as: WritingAs
) -> None:
    instrument = instruments.newest(instruments.OURS)
    for whose in ({"household": cast.leos_home}, {"carer": cast.mum}):
        with pytest.raises(RuleBroken, match="Choose whose care"), writing_as(cast.chloe) as uow:
            open_profile(uow, cast.kai, instrument, opened_on=TODAY, **whose)  # type: ignore[arg-type]


def test_a_worker_has_the_child_from_today_however_long_the_child_has_lived_there(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    since = date(2020, 2, 1)
    with writing_as(cast.amira) as uow:
        omar = service.add_family_with_child(uow, cast.riverside, OMAR, allocate_to=cast.amira, lives_since=since)
        ada = service.add_sibling(
            uow,
            omar.family,
            cast.riverside,
            replace(OMAR, given_name="Ada"),
            omar.residences[0].household,
            allocate_to=cast.amira,
            lives_since=since,
        )
    session.expire_all()
    for child in (omar, ada):
        assert [home.from_on for home in child.residences] == [since]
        assert [held.from_on for held in child.allocations] == [TODAY]


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date.min, "within the last 30 years"),
        (date(2018, 1, 1), "long before the child, born 1 April 2019"),
        (TODAY + timedelta(days=1), "today or in the past"),
    ],
)
def test_a_day_of_moving_in_that_cannot_be_true_stands_beside_its_question(
    session: Session, cast: Cast, writing_as: WritingAs, since: date, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words) as refused, writing_as(cast.amira) as uow:
        service.add_family_with_child(uow, cast.riverside, OMAR, lives_since=since)
    assert refused.value.field == "lives_since"
    assert session.scalars(select(Child).where(Child.given_name == "Omar")).all() == []


@pytest.mark.parametrize("day", [date.min, date(2010, 1, 1), date.max])
def test_work_help_and_homes_do_not_begin_long_before_the_child_nor_far_ahead(
    session: Session, cast: Cast, writing_as: WritingAs, day: date
) -> None:
    held, home = cast.kai.allocations[0], cast.kai.residences[0]
    writes: list[tuple[Callable[[UnitOfWork], object], str]] = [
        (lambda uow: service.allocate_worker(uow, cast.kai, cast.amira, day, is_lead=False), "from_on"),
        (lambda uow: service.hand_over(uow, held, cast.amira, day), "on"),
        (
            lambda uow: service.start_episode(uow, cast.kai, EpisodeDetails(HelpKind.CHILD_IN_NEED, day)),
            "started_on",
        ),
        (lambda uow: service.start_residence(uow, cast.kai, cast.leos_home, day), "from_on"),
        (lambda uow: service.move_child_home(uow, home, cast.leos_home, day), "to_on"),
        (lambda uow: service.end_allocation(uow, held, day), "to_on"),
    ]
    for write, field in writes:
        with pytest.raises(RuleBroken) as refused, writing_as(cast.chloe) as uow:
            write(uow)
        assert refused.value.field == field
    session.expire_all()
    assert session.scalars(select(Allocation).where(Allocation.child_id == cast.kai.id)).one().to_on is None
    assert len(session.scalars(select(Residence).where(Residence.child_id == cast.kai.id)).all()) == 2


def test_a_name_that_nobody_can_see_is_refused_wherever_one_is_written(cast: Cast, writing_as: WritingAs) -> None:
    family, leo = cast.leo.family, cast.leo
    writes: list[tuple[Callable[[UnitOfWork], object], str]] = [
        (
            lambda uow: service.add_family_with_child(uow, cast.riverside, replace(OMAR, given_name="\u200b")),
            "given_name",
        ),
        (
            lambda uow: service.add_sibling(uow, family, cast.riverside, replace(OMAR, family_name="\u200b")),
            "family_name",
        ),
        (lambda uow: service.describe_child(uow, leo, replace(OMAR, known_as="\u200b"), leo.version), "known_as"),
        (
            lambda uow: service.add_family_with_child(
                uow, cast.riverside, OMAR, carer=CarerDetails(NOBODY_SEES, Relationship.MOTHER)
            ),
            "carer_name",
        ),
        (lambda uow: service.record_adult(uow, family, AdultDetails(NOBODY_SEES)), "name"),
        (
            lambda uow: service.describe_adult(
                uow, cast.mum, AdultDetails("Tara\u202e", (RelationDetails(leo, Relationship.MOTHER),))
            ),
            "name",
        ),
        (lambda uow: service.open_household(uow, family, HomeDetails(NOBODY_SEES)), "name"),
        (lambda uow: service.describe_household(uow, cast.leos_home, HomeDetails(NOBODY_SEES)), "name"),
    ]
    for write, field in writes:
        with pytest.raises(RuleBroken) as refused, writing_as(cast.chloe) as uow:
            write(uow)
        assert refused.value.field == field


def test_a_child_from_a_return_gets_a_name_that_can_be_seen(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    cast.zoe.given_name, cast.zoe.la_child_id = None, "4711"
    session.commit()
    with pytest.raises(RuleBroken, match="Enter the child’s first name"), writing_as(cast.chloe) as uow:
        service.name_child(uow, cast.zoe, NamingDetails(NOBODY_SEES))
    session.expire_all()
    assert cast.zoe.first_name == "Child 4711"
