"""One write is all or nothing, knows who and when, and two writers wait for each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gcp_tracker.db import db
from gcp_tracker.models import AuditEvent, Family, User
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, Cast

Writing = Callable[[User | None], UnitOfWork]


def test_today_is_londons_also_in_the_hour_in_which_the_clocks_go_back() -> None:
    just_before_midnight_utc = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    session = db.session
    assert UnitOfWork(session, None, just_before_midnight_utc).today == date(2026, 7, 2)
    assert UnitOfWork(session, None, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)).today == date(2026, 10, 25)
    assert UnitOfWork(session, None, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)).today == date(2026, 10, 25)


def test_a_write_that_fails_leaves_nothing_and_no_event(cast: Cast, writing_as: Writing, session: Session) -> None:
    with pytest.raises(ZeroDivisionError):
        add_family_and_fail(writing_as(cast.amira))
    assert session.scalars(select(Family).where(Family.name == "Half written")).all() == []
    assert session.scalars(select(AuditEvent)).all() == []


def add_family_and_fail(unit: UnitOfWork) -> None:
    with unit as uow:
        family = Family(name="Half written", created_at=uow.now)
        uow.session.add(family)
        uow.record("family:add", subject=family)
        raise ZeroDivisionError


def test_a_change_made_outside_a_unit_of_work_is_noticed(cast: Cast, writing_as: Writing) -> None:
    cast.riverside.name = "Changed in passing"
    with pytest.raises(RuntimeError, match="outside a unit of work"), writing_as(cast.amira):
        pass


def test_an_event_names_fields_and_never_their_values(cast: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(cast.chloe) as uow:
        uow.record("team:describe", subject=cast.riverside, changed=["name"], reason="Renamed")
    event = session.scalars(select(AuditEvent)).one()
    assert (event.at, event.actor_id, event.subject_kind, event.subject_id) == (NOW, cast.chloe.id, "team", "1")
    assert (event.changed_fields, event.reason) == (["name"], "Renamed")


def test_twenty_writers_at_once_lose_nothing(app: Flask, cast: Cast, session: Session) -> None:
    session.rollback()
    faults: list[BaseException] = []

    def add_families(number: int) -> None:
        try:
            with app.app_context():
                for one in range(5):
                    with UnitOfWork(db.session, None, NOW) as uow:
                        count = len(uow.session.scalars(select(Family.id)).all())
                        uow.session.add(Family(name=f"{number}-{one}-{count}", created_at=NOW))
                db.session.remove()
        except BaseException as fault:
            faults.append(fault)

    threads = [Thread(target=add_families, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(session.scalars(select(Family)).all()) == 3 + 100


def test_a_connection_that_the_server_ended_is_not_used_again(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    # Waits until each has gone: before that nothing has been said to this end of the connection.
    others = text(
        "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with db.engine.connect() as one, db.engine.connect() as other:
        ended = one.connection.dbapi_connection
        one.exec_driver_sql("SELECT 1")
        one.rollback()
        assert other.execute(others).scalar_one() >= 1
        assert ended is not None
    with db.engine.connect() as one, db.engine.connect() as other:
        assert one.exec_driver_sql("SELECT 1").scalar_one() == 1
        assert other.exec_driver_sql("SELECT 1").scalar_one() == 1
        assert ended not in (one.connection.dbapi_connection, other.connection.dbapi_connection)
