"""Who may be closed, moved and ended by whom; what a team must be to close; and how an office begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.accounts import service
from gcp_tracker.accounts.service import AuthorityDetails, OfficeDetails, TeamDetails, WorkDetails
from gcp_tracker.admin.queries.people import carried_by, spells_of
from gcp_tracker.imports.queries import intake_teams
from gcp_tracker.models import AuditEvent, Authority, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.sight.queries import other_teams
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY, Cast, person
from tests.guarded import Guarded

WritingAs = Callable[[User | None], UnitOfWork]


@pytest.fixture
def hana(cast: Cast, session: Session) -> User:
    """A second administrator."""
    found = person("Hana Ito", cast.roles[RoleName.ADMINISTRATOR], None, "x")
    session.add(found)
    session.commit()
    return found


def test_nobody_gives_themselves_a_role_with_cases(cast: Cast, hana: User, writing_as: WritingAs) -> None:
    for role in RoleName:
        with pytest.raises(RuleBroken, match="your own role"), writing_as(cast.grace) as uow:
            service.change_work(uow, cast.grace, WorkDetails(role, cast.riverside))
    assert cast.grace.is_a(RoleName.ADMINISTRATOR)


def test_the_last_administrator_is_neither_disabled_nor_moved_nor_ended(cast: Cast, writing_as: WritingAs) -> None:
    changes: list[Callable[[UnitOfWork], object]] = [
        lambda uow: service.disable_user(uow, cast.grace),
        lambda uow: service.change_work(uow, cast.grace, WorkDetails(RoleName.CHAIR)),
        lambda uow: service.end_account_on(uow, cast.grace, TODAY + timedelta(days=9)),
    ]
    for change in changes:
        with pytest.raises(RuleBroken, match="only administrator"), writing_as(None) as uow:
            change(uow)


def test_one_of_two_administrators_is_disabled_and_one_who_is_about_to_end_counts_as_none(
    cast: Cast, hana: User, writing_as: WritingAs
) -> None:
    with writing_as(cast.grace) as uow:
        service.end_account_on(uow, hana, TODAY + timedelta(days=30))
    with pytest.raises(RuleBroken, match="only administrator"), writing_as(hana) as uow:
        service.disable_user(uow, cast.grace)
    with writing_as(cast.grace) as uow:
        service.disable_user(uow, hana)
    assert not hana.active


def test_what_somebody_did_and_where_is_kept_by_days(cast: Cast, session: Session, writing_as: WritingAs) -> None:
    with writing_as(cast.grace) as uow:
        nia = service.create_user(
            uow, service.UserDetails("Nia Pugh", "nia@riverside.example", RoleName.PRACTITIONER, team=cast.riverside)
        )
    later = UnitOfWork(session, cast.grace, NOW + timedelta(days=10))
    with later as uow:
        service.change_work(uow, nia, WorkDetails(RoleName.MANAGER, cast.hillside))
        service.change_work(uow, nia, WorkDetails(RoleName.MANAGER, cast.intake))
    with UnitOfWork(session, cast.grace, NOW + timedelta(days=20)) as uow:
        service.disable_user(uow, nia)
    assert [(one.words, one.when) for one in spells_of(session, nia)] == [
        ("Manager, Intake", "26 November 2026 to 6 December 2026"),
        ("Practitioner, Riverside", "16 November 2026 to 26 November 2026"),
    ]
    with UnitOfWork(session, cast.grace, NOW + timedelta(days=30)) as uow:
        service.enable_user(uow, nia)
    assert spells_of(session, nia)[0].when == "since 16 December 2026"


def test_an_account_closes_by_itself_on_its_day_and_the_audit_says_that_the_server_did_it(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    with writing_as(cast.grace) as uow:
        service.end_account_on(uow, cast.amira, TODAY + timedelta(days=5))
    service.close_ended_accounts(session, NOW + timedelta(days=4))
    assert cast.amira.active
    before = cast.amira.fs_uniquifier
    service.close_ended_accounts(session, NOW + timedelta(days=5))
    assert not cast.amira.active
    assert cast.amira.fs_uniquifier != before
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.actor_id, event.reason) == ("user:disable", None, "The day that was set has come")
    with writing_as(cast.grace) as uow:
        service.enable_user(uow, cast.amira)
    assert cast.amira.ends_on is None


def test_whom_somebody_is_allocated_to_is_counted_by_team_with_who_hands_over(
    cast: Cast, guarded: Guarded, session: Session
) -> None:
    [carried] = carried_by(session, cast.amira, TODAY)
    assert (carried.team, carried.words) == ("Riverside", "2 children")
    assert cast.chloe in carried.managers
    assert carried_by(session, cast.chloe, TODAY) == []


def test_a_team_closes_once_it_is_empty_and_says_what_is_in_the_way(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    with writing_as(cast.grace) as uow:
        empty = service.create_team(uow, cast.authority, TeamDetails("Lakeside"))
    with pytest.raises(RuleBroken, match="1 person works and 1 child is with Hillside"), writing_as(cast.grace) as uow:
        service.close_team(uow, cast.hillside)
    assert cast.hillside.closed_on is None
    assert empty in other_teams(session, cast.leo)
    with writing_as(cast.grace) as uow:
        service.close_team(uow, empty)
    assert empty not in other_teams(session, cast.leo)
    with pytest.raises(RuleBroken, match="is closed"), writing_as(cast.grace) as uow:
        service.change_work(uow, cast.dev, WorkDetails(RoleName.PRACTITIONER, empty))
    with pytest.raises(RuleBroken, match="already"), writing_as(cast.grace) as uow:
        service.close_team(uow, empty)
    with pytest.raises(RuleBroken, match="already has a team"), writing_as(cast.grace) as uow:
        service.create_team(uow, cast.authority, TeamDetails("Lakeside"))


def test_children_from_a_return_always_have_a_team_to_arrive_in(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    with pytest.raises(RuleBroken, match="another one the intake team first"), writing_as(cast.grace) as uow:
        service.describe_team(uow, cast.intake, TeamDetails("Intake", is_intake=False))
    with writing_as(cast.grace) as uow:
        service.describe_team(uow, cast.hillside, TeamDetails("Hillside", is_intake=True))
        service.describe_team(uow, cast.intake, TeamDetails("Old intake", is_intake=False))
    assert list(intake_teams(session, cast.authority)) == [cast.hillside]


def test_an_office_begins_with_one_administrator_and_only_once(session: Session, app: Flask) -> None:
    office = OfficeDetails(AuthorityDetails("Northmere Council"), "Grace Bell", "grace@northmere.example")
    with UnitOfWork(session, None, NOW) as uow:
        token = service.begin_office(uow, office)
    grace = session.scalars(select(User)).one()
    assert grace.is_a(RoleName.ADMINISTRATOR)
    assert session.scalars(select(Authority.name)).all() == ["Northmere Council"]
    link = service.open_link(session, token, NOW)
    assert link is not None
    assert link.user is grace
    with pytest.raises(RuleBroken, match="ask an administrator"), UnitOfWork(session, None, NOW) as uow:
        service.begin_office(uow, office)
