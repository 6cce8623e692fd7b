"""Who has looked at a child, what I have looked at, and security events: each for whom it is, and nothing beyond."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.audit.service import record_failed_checkpoint, write_checkpoint
from gcp_tracker.audit.watch import place_of
from gcp_tracker.models import Allocation, AuditEvent, Child, User
from gcp_tracker.models.audit import commitment
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, Cast
from tests.page_client import PageClient, soup_of
from tests.taken import take

pytestmark = pytest.mark.each_database

As = Callable[[User], PageClient]


def words(client: PageClient, address: str) -> str:
    return " ".join(soup_of(client, address).main.get_text(" ").split())


def newest(session: Session) -> AuditEvent:
    session.expire_all()
    return session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


@pytest.fixture
def looked_at(as_: As, cast: Cast) -> Cast:
    """Amira has opened Leo's page twice and his family's; Dev has tried."""
    for _ in range(2):
        as_(cast.amira).get(f"/children/{cast.leo.id}")
    as_(cast.amira).get(f"/families/{cast.leo.family_id}")
    assert as_(cast.dev).get(f"/children/{cast.leo.id}").status_code == 404
    return cast


def test_the_manager_reads_who_looked_as_what_and_how_often(as_: As, looked_at: Cast) -> None:
    page = words(as_(looked_at.chloe), f"/children/{looked_at.leo.id}/looks")
    assert "15:30 Amira Khan , practitioner: opened the child’s pages, 2 times Allocated" in page
    assert "Amira Khan , practitioner: opened the family’s page" in page
    assert "Dev Patel , practitioner: asked, and was refused" in page


def test_a_family_page_is_a_look_at_each_child_on_it(as_: As, looked_at: Cast) -> None:
    page = words(as_(looked_at.chloe), f"/children/{looked_at.ruby.id}/looks")
    assert "Amira Khan , practitioner: opened the family’s page Allocated to a brother or sister" in page


def test_what_stands_out_is_said_as_a_fact(as_: As, cast: Cast, client: PageClient, app: Flask) -> None:
    app.config["GCP_CLOCK"] = lambda: datetime(2026, 11, 16, 2, 10, tzinfo=UTC)
    try:
        as_(cast.amira).get(f"/children/{cast.ruby.id}")
    finally:
        app.config["GCP_CLOCK"] = lambda: NOW
    page = words(as_(cast.chloe), f"/children/{cast.ruby.id}/looks")
    assert "02:10 Amira Khan" in page
    assert "Not allocated to this child At night" in page


@pytest.mark.parametrize("page", ["looks", "looks/print", "looks/file"])
def test_nobody_but_the_childs_manager_reads_it(as_: As, cast: Cast, page: str) -> None:
    address = f"/children/{cast.leo.id}/{page}"
    assert as_(cast.chloe).get(address).status_code == 200
    for other in (cast.amira, cast.ben, cast.dev, cast.ewa, cast.farid, cast.grace):
        assert as_(other).get(address).status_code == 404, other.name


def test_looks_are_filtered_by_person_and_period(as_: As, looked_at: Cast, session: Session) -> None:
    with UnitOfWork(session, session.get(User, looked_at.ben.id), NOW - timedelta(days=40)) as uow:
        uow.record("child:read", child=looked_at.leo)
    address = f"/children/{looked_at.leo.id}/looks"
    chloe = as_(looked_at.chloe)
    assert "Ben Lowe , practitioner:" in words(chloe, address)
    assert "Ben Lowe , practitioner:" not in words(chloe, f"{address}?period=31")
    only = words(chloe, f"{address}?person={looked_at.ben.id}&period=92")
    assert "Ben Lowe , practitioner:" in only
    assert "Amira Khan , practitioner:" not in only
    assert "Nobody has looked so" in words(chloe, f"{address}?person=987654321")
    assert "Ben Lowe , practitioner:" in words(chloe, f"{address}?person=x&period=5&page=99")


def test_a_hundred_looks_are_a_page(as_: As, cast: Cast, session: Session) -> None:
    with UnitOfWork(session, session.get(User, cast.ben.id), NOW - timedelta(days=1)) as uow:
        for _ in range(105):
            uow.record("visit:read", child=cast.leo)
    first = words(as_(cast.chloe), f"/children/{cast.leo.id}/looks")
    assert "Page 1 of 2" in first
    assert "opened a visit, 100 times" in first
    assert "opened a visit, 6 times" in words(as_(cast.chloe), f"/children/{cast.leo.id}/looks?page=2")


def test_a_file_has_each_look_and_is_logged_with_its_hash(as_: As, looked_at: Cast, session: Session) -> None:
    reply = take(as_(looked_at.chloe), f"/children/{looked_at.leo.id}/looks/file")
    lines = reply.get_data(as_text=True).splitlines()
    assert lines[0].lstrip("\ufeff") == "day,time,person,role,looked,what to the child,stands out,Copy"
    hers = [line for line in lines if line.startswith("2026-11-16,15:30:00,Amira Khan,Practitioner,opened the child’s")]
    assert len(hers) == 2
    event = newest(session)
    assert (event.action, event.child_id) == ("child:export", looked_at.leo.id)
    assert event.reason.startswith("who has looked; csv; for our own record; copy ")


def test_looks_at_a_record_that_was_merged_are_the_childs(as_: As, cast: Cast, session: Session) -> None:
    as_(cast.ben).get(f"/children/{cast.kai.id}")
    session.execute(Child.__table__.update().where(Child.id == cast.kai.id).values(merged_into_id=cast.leo.id))
    session.commit()
    assert "Ben Lowe" in words(as_(cast.chloe), f"/children/{cast.leo.id}/looks")


def test_everybody_reads_their_own_looks_and_no_name_beyond_what_they_may_see(
    as_: As, looked_at: Cast, session: Session
) -> None:
    assert "Leo Marsh : opened the child’s pages, 2 times" in words(as_(looked_at.amira), "/what-i-have-looked-at")
    allocation = session.scalars(select(Allocation).where(Allocation.user_id == looked_at.amira.id)).one()
    allocation.to_on = date(2026, 11, 1)
    session.get_one(User, looked_at.amira.id).team_id = looked_at.hillside.id
    session.commit()
    page = words(as_(looked_at.amira), "/what-i-have-looked-at")
    assert "Leo" not in page
    assert "A child whom you cannot open today : opened the child’s pages, 2 times" in page
    refused = words(as_(looked_at.dev), "/what-i-have-looked-at")
    assert "A child whom you cannot open today : asked, and was refused" in refused
    for one in (looked_at.ewa, looked_at.farid, looked_at.grace):
        assert "Leo" not in words(as_(one), "/what-i-have-looked-at")


def test_an_administrator_reads_security_events_and_no_case(as_: As, looked_at: Cast, session: Session) -> None:
    as_(looked_at.grace).post(f"/people/{looked_at.ben.id}/disable")
    as_(looked_at.dev).get("/people")
    page = words(as_(looked_at.grace), "/security-events")
    assert "Grace Bell : an account was disabled, Ben Lowe" in page
    assert "Dev Patel : asked for a page that is not theirs" in page
    for hidden in ("Leo", "Marsh", str(looked_at.leo.id), "Amira"):
        assert hidden not in page
    only = words(as_(looked_at.grace), "/security-events?kind=Accounts")
    assert "disabled" in only
    assert "not theirs" not in only
    for other in (looked_at.amira, looked_at.chloe, looked_at.farid, looked_at.ewa):
        assert as_(other).get("/security-events").status_code == 404


def test_an_administrator_is_told_that_no_checkpoint_can_be_written(
    as_: As, cast: Cast, app: Flask, session: Session
) -> None:
    record_failed_checkpoint(session, "No checkpoint could be written: the disk is full.", NOW)
    assert "Checkpoints are not being written" in words(as_(cast.grace), "/security-events")
    place = place_of(app.extensions["gcp_config"])
    Path(place.file).unlink(missing_ok=True)
    write_checkpoint(session, place, NOW, at_once=True)
    page = words(as_(cast.grace), "/security-events")
    assert "Checkpoints are not being written" not in page
    assert "Number 1, 16 November 2026" in page
    assert place.public_key in page


@pytest.mark.parametrize(
    ("who", "address", "asked", "action", "reason"),
    [
        ("amira", "/my-children", "", "my_children:list", "1 child"),
        ("amira", "/my-children", "Leo M", "my_children:search", "by name; 1 child"),
        ("amira", "/my-children", "943 476", "my_children:search", "by number; 0 children"),
        ("chloe", "/my-team", "", "my_team:list", "3 children"),
        ("chloe", "/my-team", "Ruby", "my_team:search", "by name; 1 child"),
        ("chloe", "/possibly-the-same", "", "doubles:list", "0 children"),
    ],
)
def test_a_list_and_a_search_leave_a_mark_without_the_words(
    as_: As, cast: Cast, session: Session, who: str, address: str, asked: str, action: str, reason: str
) -> None:
    client = as_(getattr(cast, who))
    assert client.get(client.found(address, asked) if asked else address).status_code == 200
    event = newest(session)
    assert (event.action, event.reason, event.child_id) == (action, reason, None)
    if asked:
        assert event.salt is not None
        assert event.after_commitment == commitment(event.salt, {"asked": asked})
    else:
        assert event.after_commitment is None


def test_a_form_that_comes_back_is_a_look_and_keeps_nothing(as_: As, cast: Cast, session: Session) -> None:
    name = cast.leo.given_name
    reply = as_(cast.amira).post(f"/children/{cast.leo.id}/details", data={"given_name": ""})
    assert reply.status_code == 200
    event = newest(session)
    assert (event.action, event.child_id, event.salt) == ("child:read", cast.leo.id, None)
    assert session.get_one(Child, cast.leo.id).given_name == name
