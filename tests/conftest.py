"""Fixtures: an app on each database, an empty one for every test, the cast in it, and a client that checks every
page.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask_security.utils import hash_password
from hypothesis import settings
from sqlalchemy.orm import Session

from gcp_tracker import authority_settings, create_app
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import Allocation, User, Visit
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import draft_visit
from tests.cast import NOW, PASSWORD, TODAY, Cast, gather_cast
from tests.emptying import empty_tables
from tests.guarded import Guarded, gather_guarded
from tests.hasty import make_hasty
from tests.page_client import PageClient
from tests.postgres import private_postgresql

# A busy machine is not a fault: speed is measured in bench/.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

INSTRUMENTS = Path(__file__).parent / "instruments"


def pytest_collection_finish() -> None:
    """What is imported by now stays: no collection of garbage looks through all of it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with private_postgresql() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def built_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app per database for the whole run; its schema comes from the migrations."""
    instance = tmp_path_factory.mktemp(request.param)
    environment = {
        "GCP_TRACKER_MODE": "test",
        "GCP_TRACKER_INSTANCE": str(instance),
        "GCP_TRACKER_SECRET_KEY": "for tests only",
        "GCP_TRACKER_DATABASE_KEY": "for tests only",
        "GCP_TRACKER_INSTRUMENTS": str(INSTRUMENTS),
    }
    if request.param == "postgresql":
        environment["GCP_TRACKER_DATABASE_URL"] = request.getfixturevalue("postgresql_url")
    app = create_app(environment)
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["GCP_CLOCK"] = lambda: NOW
    app.test_client_class = PageClient
    with app.app_context():
        make_hasty(app)
        upgrade(db.engine)
        if request.param == "sqlite":
            db.engine.dispose()
            shutil.copy(instance / "gcp-tracker.db", instance / "empty.db")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The app on an empty database, inside an application context."""
    with built_app.app_context():
        _empty_the_database(built_app)
        yield built_app
        db.session.rollback()
        db.session.remove()


def _empty_the_database(app: Flask) -> None:
    if app.extensions["gcp_config"].is_embedded:
        db.engine.dispose()
        instance = app.extensions["gcp_config"].instance
        for leftover in instance.glob("gcp-tracker.db*"):
            leftover.unlink()
        shutil.copy(instance / "empty.db", instance / "gcp-tracker.db")
        return
    with db.engine.begin() as connection:
        empty_tables(connection)
    # What this process knows of the settings, by how many rows there are, is of the test before.
    authority_settings._KEPT.clear()


@pytest.fixture(scope="session")
def password_hash(built_app: Flask) -> str:
    with built_app.app_context():
        return str(hash_password(PASSWORD))


@pytest.fixture
def session(app: Flask) -> Session:
    return db.session()


@pytest.fixture
def cast(session: Session, password_hash: str) -> Cast:
    everybody = gather_cast(session, password_hash)
    session.commit()
    return everybody


@pytest.fixture
def numbered(session: Session, cast: Cast) -> Cast:
    """The cast, some of whom go by a number outside."""
    cast.leo.la_child_id, cast.ruby.upn, cast.zoe.la_child_id = "LEO-1", "A785293400154", "ZOE-1"
    session.commit()
    return cast


@pytest.fixture
def guarded(session: Session, cast: Cast) -> Guarded:
    """The rest of the cast: a restricted family, a conflict of interest, and the people of these tests."""
    found = gather_guarded(session, cast)
    session.commit()
    return found


@pytest.fixture
def client(app: Flask) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def as_(client: PageClient) -> Callable[[User], PageClient]:
    """`as_(cast.amira).get(…)`: the same client, signed in as that person."""
    return client.sign_in


@pytest.fixture
def writing_as(session: Session) -> Callable[[User | None], UnitOfWork]:
    """`with writing_as(cast.amira) as uow:` for tests of services, at the cast's NOW."""

    def open_for(actor: User | None) -> UnitOfWork:
        return UnitOfWork(session, actor, NOW)

    return open_for


@pytest.fixture
def with_ben(cast: Cast, writing_as: Callable[[User | None], UnitOfWork]) -> Visit:
    """Amira's draft for Leo on which Ben, who co-works with him, came along."""
    with writing_as(None) as uow:
        uow.session.add(Allocation(child=cast.leo, user=cast.ben, from_on=date(2026, 2, 2), is_lead=False))
    with writing_as(cast.amira) as uow:
        return draft_visit(uow, cast.leo, TODAY, colleagues=[cast.ben])


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that reach the database inside the block (transaction statements left out)."""
    from sqlalchemy import event

    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
