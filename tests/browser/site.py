"""The place that a browser visits: the app behind a real server, the cast in its database, and a way to ask it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from ssl import SSLContext
from typing import Any, TypeVar

from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from gcp_tracker import create_app
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import User
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, PASSWORD, Cast, gather_cast
from tests.emptying import empty_tables
from tests.hasty import make_hasty
from tests.signed_in import held_after_sign_in

HOST = "127.0.0.1"
INSTRUMENTS = Path(__file__).parents[1] / "instruments"
Answer = TypeVar("Answer")


class Site:
    """`cast` is detached: its ids, names and addresses are for reading. What the server has is found with `ask`."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app = app
        self.address = address
        self.cast: Cast
        with app.app_context():
            self._password_hash = str(hash_password(PASSWORD))

    def start_anew(self) -> None:
        """An empty database with the cast in it."""
        with self.app.app_context():
            empty_the_database(self.app)
            self.cast = gather_cast(db.session(), self._password_hash)
            db.session.commit()
            db.session.remove()

    def ask(self, question: Callable[[Session], Answer]) -> Answer:
        """What the database says now, in a session of its own."""
        with self.app.app_context(), Session(db.engine) as session:
            return question(session)

    @contextmanager
    def writing_as(self, actor: User | None, now: datetime = NOW) -> Iterator[UnitOfWork]:
        """A unit of work for what happened before the test begins."""
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            here = session.get(User, actor.id) if actor else None
            with UnitOfWork(session, here, now) as uow:
                yield uow

    def cookie_of(self, user: User) -> dict[str, str]:
        """The cookie that signing in gives, for journeys that are about something else."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        with self.app.app_context():
            value = serializer.dumps(held_after_sign_in(db.engine, user, NOW))
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.address}


def empty_the_database(app: Flask) -> None:
    config = app.extensions["gcp_config"]
    if config.is_embedded:
        db.engine.dispose()
        for leftover in config.instance.glob("gcp-tracker.db*"):
            leftover.unlink()
        shutil.copy(config.instance / "empty.db", config.instance / "gcp-tracker.db")
        return
    with db.engine.begin() as connection:
        empty_tables(connection)


@contextmanager
def served_site(instance: Path, database_url: str = "", tls: SSLContext | None = None) -> Iterator[Site]:
    """The app as it is shipped (form tokens and headers too), its clock at the cast's NOW, answering on a free port; in
    production under the name localhost where there is TLS.
    """
    environment = {
        "GCP_TRACKER_MODE": "demo",
        "GCP_TRACKER_INSTANCE": str(instance),
        "GCP_TRACKER_SECRET_KEY": "for tests only",
        "GCP_TRACKER_DATABASE_KEY": "for tests only",
        "GCP_TRACKER_INSTRUMENTS": str(INSTRUMENTS),
    }
    if database_url:
        environment["GCP_TRACKER_DATABASE_URL"] = database_url
    if tls is not None:
        strong = {f"GCP_TRACKER_{name}_KEY": token_hex(32) for name in ("SECRET", "DATABASE")}
        environment |= {"GCP_TRACKER_MODE": "production", "GCP_TRACKER_HOSTS": "localhost"} | strong
    app = create_app(environment)
    app.config["GCP_CLOCK"] = lambda: NOW
    with app.app_context():
        make_hasty(app)
        upgrade(db.engine)
        db.engine.dispose()
    if not database_url:
        shutil.copy(instance / "gcp-tracker.db", instance / "empty.db")
    with running(app, tls) as address:
        yield Site(app, address)
    with app.app_context():
        db.engine.dispose()


@contextmanager
def running(app: Any, tls: SSLContext | None = None) -> Iterator[str]:
    """A threaded server in this process, so that a test can ask the database what a tap left there."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(HOST, 0, app, threaded=True, ssl_context=tls)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}" if tls else f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
