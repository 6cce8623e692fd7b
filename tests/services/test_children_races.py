"""Two people who write about the same child at once: one writes, the other is told, and nobody meets a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from gcp_tracker.children import service
from gcp_tracker.children.details import AdultDetails, ChildDetails, EpisodeDetails, HomeDetails
from gcp_tracker.db import db
from gcp_tracker.models import (
    Adult,
    Allocation,
    Child,
    Family,
    HelpEpisode,
    Household,
    Residence,
    Team,
    User,
)
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY, Cast

WRITERS = 4
Meet = Callable[[], object]
Write = Callable[[UnitOfWork, Meet], object]
WritingAs = Callable[[User | None], UnitOfWork]


def at_once(app: Flask, write: Write) -> list[BaseException]:
    """Run `write` so often at the same time; what went wrong, if anything did.

    On PostgreSQL each has read what it reads before `meet()` lets any of them go on. On SQLite one writer at a time is
    inside at all, so they meet at the door.
    """
    db.session.rollback()
    barrier, faults = Barrier(WRITERS, timeout=20), list[BaseException]()
    one_at_a_time = app.extensions["gcp_config"].is_embedded

    def run() -> None:
        with app.app_context():
            try:
                if one_at_a_time:
                    barrier.wait()
                with UnitOfWork(db.session, None, NOW) as uow:
                    write(uow, (lambda: None) if one_at_a_time else barrier.wait)
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [Thread(target=run) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def assert_one_wrote(faults: list[BaseException]) -> None:
    assert [type(fault) for fault in faults] == [RuleBroken] * (WRITERS - 1), faults


def count(session: Session, kind: type[Any], *where: Any) -> int:
    return session.scalars(select(func.count()).select_from(kind).where(*where)).one()


def test_a_child_handed_over_twice_at_once_has_one_lead(app: Flask, session: Session, cast: Cast) -> None:
    leo, ben, first = cast.leo.id, cast.ben.id, cast.leo.allocations[0].id

    def write(uow: UnitOfWork, meet: Meet) -> None:
        allocation = uow.session.get_one(Allocation, first)
        worker = uow.session.get_one(User, ben)
        assert len(allocation.child.allocations) == 1 or app.extensions["gcp_config"].is_embedded
        meet()
        service.hand_over(uow, allocation, worker, TODAY)

    assert_one_wrote(at_once(app, write))
    is_open = (Allocation.child_id == leo, Allocation.to_on.is_(None))
    assert session.scalars(select(Allocation.user_id).where(*is_open)).all() == [ben]


@pytest.mark.parametrize("is_lead", [True, False])
def test_a_worker_is_allocated_once(app: Flask, session: Session, cast: Cast, is_lead: bool) -> None:
    ruby, ben = cast.ruby.id, cast.ben.id

    def write(uow: UnitOfWork, meet: Meet) -> None:
        child, worker = uow.session.get_one(Child, ruby), uow.session.get_one(User, ben)
        list(child.allocations)
        meet()
        service.allocate_worker(uow, child, worker, TODAY, is_lead=is_lead)

    assert_one_wrote(at_once(app, write))
    assert count(session, Allocation, Allocation.child_id == ruby) == 1


def test_help_of_one_kind_begins_once(app: Flask, session: Session, cast: Cast) -> None:
    kai = cast.kai.id

    def write(uow: UnitOfWork, meet: Meet) -> None:
        child = uow.session.get_one(Child, kai)
        list(child.episodes)
        meet()
        service.start_episode(uow, child, EpisodeDetails(HelpKind.CHILD_IN_NEED, date(2026, 1, 5)))

    assert_one_wrote(at_once(app, write))
    assert count(session, HelpEpisode, HelpEpisode.child_id == kai) == 1


def test_a_home_of_one_name_is_opened_once(app: Flask, session: Session, cast: Cast) -> None:
    osei = cast.kai.family_id

    def write(uow: UnitOfWork, meet: Meet) -> None:
        family = uow.session.get_one(Family, osei)
        list(family.households)
        meet()
        service.open_household(uow, family, HomeDetails("Gran’s house"))

    assert_one_wrote(at_once(app, write))
    assert count(session, Household, Household.name == "Gran’s house") == 1


def test_a_child_moves_in_once(app: Flask, session: Session, cast: Cast) -> None:
    zoe, home = cast.zoe.id, cast.leos_home.id

    def write(uow: UnitOfWork, meet: Meet) -> None:
        child, household = uow.session.get_one(Child, zoe), uow.session.get_one(Household, home)
        list(child.residences)
        meet()
        service.start_residence(uow, child, household, TODAY)

    assert_one_wrote(at_once(app, write))
    assert count(session, Residence, Residence.child_id == zoe) == 1


@pytest.mark.parametrize("number", [{"nhs_number": "9434765919"}, {"la_child_id": "4711"}])
def test_a_number_is_given_to_one_child(app: Flask, session: Session, cast: Cast, number: dict[str, str]) -> None:
    riverside = cast.riverside.id

    def write(uow: UnitOfWork, meet: Meet) -> None:
        team = uow.session.get_one(Team, riverside)
        assert team.authority
        meet()
        details = ChildDetails(given_name="Omar", born_on=date(2019, 4, 1), **number)
        service.add_family_with_child(uow, team, details)

    assert_one_wrote(at_once(app, write))
    assert count(session, Child, Child.given_name == "Omar") == 1


def test_a_family_whose_only_child_leaves_is_removed_unless_it_gets_another_meanwhile(
    app: Flask, session: Session, cast: Cast
) -> None:
    kai, osei, marsh, riverside = cast.kai.id, cast.kai.family_id, cast.leo.family_id, cast.riverside.id
    turns = iter(range(WRITERS))

    def write(uow: UnitOfWork, meet: Meet) -> None:
        old, team = uow.session.get(Family, osei), uow.session.get_one(Team, riverside)
        if old is None:
            raise StaleDataError("on SQLite the next one in finds no family")
        child, family = uow.session.get_one(Child, kai), uow.session.get_one(Family, marsh)
        assert old.children
        assert family.children
        meet()
        if next(turns) == 0:
            service.move_to_family(uow, child, family)
        else:
            service.add_sibling(uow, old, team, ChildDetails(given_name="Ada", born_on=date(2019, 4, 1)))

    faults = at_once(app, write)
    assert {type(fault) for fault in faults} <= {StaleDataError}, faults
    session.expire_all()
    assert session.get_one(Child, kai).family_id == marsh
    others = count(session, Child, Child.family_id == osei)
    assert others == WRITERS - 1 - len(faults)
    assert (session.get(Family, osei) is None) == (others == 0)


def test_whoever_had_an_adult_open_as_somebody_put_the_mark_there_does_not_write(
    app: Flask, session: Session, cast: Cast
) -> None:
    mum = cast.mum.id

    def write(uow: UnitOfWork, meet: Meet) -> None:
        adult = uow.session.get_one(Adult, mum)
        if adult.not_to_be_contacted:
            raise StaleDataError("on SQLite the next one in sees the mark")
        meet()
        service.describe_adult(
            uow, adult, AdultDetails("Tara Marsh", not_to_be_contacted=True, no_contact_reason="Court order")
        )

    faults = at_once(app, write)
    assert [type(fault) for fault in faults] == [StaleDataError] * (WRITERS - 1), faults


def test_the_database_itself_keeps_what_it_can_hold(session: Session, cast: Cast) -> None:
    cast.leo.nhs_number = "9434765919"
    session.commit()
    leo, amira, ben, home = cast.leo.id, cast.amira.id, cast.ben.id, cast.leos_home.id
    for wrong in (
        Allocation(child_id=leo, user_id=ben, is_lead=True, from_on=TODAY),
        Allocation(child_id=leo, user_id=amira, is_lead=False, from_on=TODAY),
        Residence(child_id=leo, household_id=home, from_on=TODAY),
    ):
        session.add(wrong)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
    cast.ruby.nhs_number = "9434765919"
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    session.add(Allocation(child_id=leo, user_id=ben, is_lead=False, from_on=TODAY))
    session.add(Allocation(child_id=leo, user_id=ben, from_on=date(2025, 1, 1), to_on=date(2025, 2, 1)))
    session.commit()
