"""What is tortured: the app's own server as a process of its own, on a database that writes down every write to it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import String, cast, func, select, text
from sqlalchemy.orm import Session

from bench.server import HOST, free_port
from gcp_tracker import create_app, instruments
from gcp_tracker.accounts.service import end_sign_in, key_of
from gcp_tracker.accounts.sessions import TOKEN
from gcp_tracker.audit.verifying import verify_audit
from gcp_tracker.audit.watch import place_of
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import AuditEvent, Child, Grade, SafetyCheck, SignIn, Visit, VisitNote
from gcp_tracker.unit_of_work import LONDON, now_utc
from gcp_tracker.visits.answers import answer_fields
from tests.browser.site import INSTRUMENTS, Site
from tests.builders import draft_visit
from tests.house import ROOT
from tests.torture.promise import SAFE, Broken, Place

STARTS_WITHIN = 60.0
# Migrations hold their state in the module that runs them.
ONE_AT_A_TIME = threading.Lock()
NOT_ASKED = "not asked"
WHOLE = "whole"
FIELDS = ("answer", "evidence", "child_words")
SAVES = ("grade:record", "note:record")

# Every write to an answer or a note, with its operation and its words: an operation kept twice leaves two rows. Only a
# trigger sees both, since the second overwrites the first.
COLUMNS = "(visit_id TEXT, place TEXT, operation TEXT, words TEXT)"
WRITTEN = {
    "grade": ("item_key", ("answer", "value", "source", "evidence", "child_words", "what_changed")),
    "visit_note": ("kind", ("text",)),
}


def _words(names: tuple[str, ...]) -> str:
    return " || '/' || ".join(f"coalesce(CAST(new.{name} AS TEXT), '')" for name in names)


def ledger(dialect: str) -> Iterator[str]:
    """The statements that make it: in the tests' databases only."""
    yield f"CREATE TABLE written {COLUMNS}"
    for table, (key, names) in WRITTEN.items():
        row = f"VALUES (replace(CAST(new.visit_id AS TEXT), '-', ''), new.{key}, new.operation, {_words(names)})"
        insert = f"INSERT INTO written {row}"
        if dialect == "sqlite":
            for event in ("INSERT", "UPDATE"):
                yield f"CREATE TRIGGER written_{table}_{event} AFTER {event} ON {table} BEGIN {insert}; END"
        else:
            body = f"BEGIN {insert}; RETURN NULL; END"
            yield f"CREATE FUNCTION note_{table}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            event = f"AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION note_{table}()"
            yield f"CREATE TRIGGER written_{table} {event}"


class Server:
    """The command people start, in a group of its own so that no part of it outlives a kill."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.environment = {**os.environ, **environment, "GCP_TRACKER_HOST": HOST, "GCP_TRACKER_PORT": str(self.port)}
        self.log = log
        self.kills = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Does not wait: `wait_until_ready` does."""
        with self.log.open("ab") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "gcp_tracker", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            connection = HTTPConnection(HOST, self.port, timeout=5)
            try:
                connection.request("GET", "/sign-in")
                if connection.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.02)
            finally:
                connection.close()
        raise RuntimeError(f"The server did not start: {self.log.read_text(errors='replace')[-2000:].strip()}")

    def answers_in(self) -> float:
        """How many seconds the smallest page takes, asked for past the network; a minute where it does not come."""
        started = time.monotonic()
        connection = HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request("GET", "/sign-in")
            connection.getresponse().read()
        except (OSError, HTTPException):
            return 60.0
        finally:
            connection.close()
        return time.monotonic() - started

    def kill(self) -> None:
        """As when the power goes: the master and all workers, at once, with no word of warning."""
        self.kills += 1
        self.stop()

    def tracebacks(self) -> int:
        """How often something went wrong that nobody had thought of."""
        return self.log.read_text(errors="replace").count("ERROR in errors:")

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class TorturedPlace(Site):
    """The cast's place, served from outside this process; what its database has is found with `ask`."""

    def __init__(self, app: Flask, server: Server) -> None:
        super().__init__(app, f"http://{HOST}:{server.port}")
        self.server = server
        self.instrument = instruments.newest(instruments.OURS)

    @property
    def band(self) -> str:
        """Leo's, today."""
        band = self.instrument.band_at(self.cast.leo.born_on, now_utc().astimezone(LONDON).date())
        assert band is not None
        return band.key

    def keep_ledger(self) -> None:
        with self.app.app_context(), db.engine.begin() as connection:
            for statement in ledger(db.engine.dialect.name):
                connection.exec_driver_sql(statement)

    def open_draft(self) -> UUID:
        """A new visit of Amira's to Leo, with nothing graded."""
        now = now_utc()
        with self.writing_as(self.cast.amira, now) as uow:
            child = uow.session.get_one(Child, self.cast.leo.id)
            return draft_visit(uow, child, now.astimezone(LONDON).date()).id

    def end_session_of(self, cookie: str) -> None:
        """As an administrator or the clock would: the browser is not told."""
        interface = self.app.session_interface
        assert isinstance(interface, SecureCookieSessionInterface)
        serializer = interface.get_signing_serializer(self.app)
        assert serializer is not None
        token = serializer.loads(cookie).get(TOKEN, "")
        with self.writing_as(self.cast.amira, now_utc()) as uow:
            name = uow.session.scalar(select(SignIn.name).where(SignIn.key == key_of(token)))
            if name is not None:
                end_sign_in(uow, name)

    def kept(self, visit_id: UUID) -> dict[Place, str]:
        """What the database holds of a draft, place by place."""

        def read(session: Session) -> dict[Place, str]:
            grades = session.scalars(select(Grade).where(Grade.visit_id == visit_id))
            notes = session.scalars(select(VisitNote).where(VisitNote.visit_id == visit_id))
            found = {(row.item_key, name): str(value) for row in grades for name, value in answer_fields(row).items()}
            # Its source and what changed follow from these.
            found = {place: value for place, value in found.items() if place[1] in FIELDS}
            check = session.scalar(select(SafetyCheck).where(SafetyCheck.visit_id == visit_id))
            found |= {(note.kind.value, "text"): note.text for note in notes}
            return found | ({SAFE: check.what_was_agreed} if check is not None else {})

        return self.ask(read)

    def doubles(self, visit_id: UUID) -> list[Broken]:
        """Operations that were written more than once, and versions that are not counted by one event each."""

        def read(session: Session) -> list[Broken]:
            rows = session.execute(
                text(
                    "SELECT place, operation, count(*) FROM written WHERE visit_id = :visit AND operation <> ''"
                    " GROUP BY place, operation, words HAVING count(*) > 1"
                ),
                {"visit": visit_id.hex},
            )
            broken = [
                Broken("doubled", f"{place}: operation {op} was written {times} times") for place, op, times in rows
            ]
            version = session.scalar(select(Visit.version).where(Visit.id == visit_id)) or 0
            events = session.scalar(
                select(func.count()).where(AuditEvent.action.in_(SAVES), AuditEvent.subject_id == str(visit_id))
            )
            if events != version - 1:
                broken.append(Broken("doubled", f"version {version}, but {events} saves in the audit"))
            answered = session.scalar(
                select(func.count())
                .where(AuditEvent.action == "safety:answer", AuditEvent.subject_kind == SafetyCheck.__tablename__)
                .where(
                    AuditEvent.subject_id.in_(
                        select(cast(SafetyCheck.id, String)).where(SafetyCheck.visit_id == visit_id)
                    )
                )
            )
            if (answered or 0) > 1:
                broken.append(Broken("doubled", f"safe tonight was answered {answered} times"))
            return broken

        return self.ask(read)

    def integrity(self) -> str:
        """The database's own word on itself: "ok", or what is wrong. PostgreSQL has no such question to ask."""
        if db_kind(self.app) == "postgresql":
            return NOT_ASKED
        words = self.ask(
            lambda session: [
                str(row[0])
                for check in ("cipher_integrity_check", "integrity_check", "foreign_key_check")
                for row in session.execute(text(f"PRAGMA {check}"))
            ]
        )
        return "; ".join(word for word in words if word != "ok") or "ok"

    def audit(self) -> str:
        """What `audit verify` finds: WHOLE, or the first thing that is wrong."""
        with self.app.app_context():
            verdict = verify_audit(db.engine, place_of(self.app.extensions["gcp_config"]))
        return WHOLE if verdict.is_whole else verdict.sentence


def db_kind(app: Flask) -> str:
    return "sqlite" if app.extensions["gcp_config"].is_embedded else "postgresql"


@contextmanager
def tortured_place(folder: Path, database_url: str = "") -> Iterator[TorturedPlace]:
    """A place with the cast in it and its server running; the database is the built-in one, or that of the address."""
    environment = {
        "GCP_TRACKER_MODE": "demo",
        "GCP_TRACKER_INSTANCE": str(folder),
        "GCP_TRACKER_SECRET_KEY": "for tests only",
        "GCP_TRACKER_DATABASE_KEY": "for tests only",
        "GCP_TRACKER_INSTRUMENTS": str(INSTRUMENTS),
    }
    if database_url:
        environment["GCP_TRACKER_DATABASE_URL"] = database_url
    with ONE_AT_A_TIME:
        app = create_app(environment)
        with app.app_context():
            upgrade(db.engine)
            db.engine.dispose()
    if not database_url:
        shutil.copy(folder / "gcp-tracker.db", folder / "empty.db")
    server = Server(environment, folder / "server.log")
    place = TorturedPlace(app, server)
    place.start_anew()
    place.keep_ledger()
    server.start()
    try:
        server.wait_until_ready()
        yield place
    finally:
        server.stop()
        with app.app_context():
            db.engine.dispose()
