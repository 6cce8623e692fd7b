"""The server: one command that takes the port, prepares the database, and runs gunicorn in this process."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import gc
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn has no types
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]  # as above
from sqlalchemy import select
from werkzeug.exceptions import BadRequest

from gcp_tracker.accounts import queries
from gcp_tracker.accounts.first import let_first_in
from gcp_tracker.audit.watch import Watch
from gcp_tracker.config import Config, ConfigError
from gcp_tracker.db import db
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import InstrumentVersion
from gcp_tracker.readings.service import keep_missing_readings
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import now_utc
from gcp_tracker.web.errors import in_words
from gcp_tracker.worker import Worker

WORKERS = 2
THREADS = 8
BACKLOG = 512
# Seconds without a byte, in either direction, after which a sender or reader is taken for gone: each holds a thread.
SILENCE = 30
# Of glibc’s malloc: left to itself it keeps a heap of its own for each of the threads, which grows as large as the
# largest page made there. They take turns anyway. And it learns from the largest piece that was ever given back to keep
# all smaller ones, with the holes between them: a sixth of a worker’s memory. Told once, it learns nothing.
M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -8, -3, -1
MALLOC = {M_ARENA_MAX: 2, M_MMAP_THRESHOLD: 128 * 1024, M_TRIM_THRESHOLD: 128 * 1024}
# A list of children makes so many objects that Python’s own numbers have it search all of them several times a page.
SEARCHES = (10_000, 20, 20)
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a place for the workers' heartbeats, which no disk should be woken for


def serve(app: Flask) -> None:
    """Serve until Ctrl-C. Raises ConfigError in one sentence where that is not possible."""
    config: Config = app.extensions["gcp_config"]
    # Taken before anything is prepared, so that a second start on the same port changes nothing.
    listener = take_port(config.host, config.port)
    prepare(app, config)
    # Before the workers are forked, so that both know it.
    token = let_first_in(app) if not queries.has_accounts(db.session) else ""
    db.session.remove()
    # A connection must not be shared by two processes.
    db.engine.dispose()
    Server(app, config, listener, token).run()


def take_port(host: str, port: int) -> socket.socket:
    """A listening socket; raises ConfigError when another program has the port, or the host is not this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(f"Port {port} is taken: set GCP_TRACKER_PORT to another one.") from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise ConfigError(f"Port {port} is not open to this user: set GCP_TRACKER_PORT to 1024 or more.") from error
        raise ConfigError(f"GCP_TRACKER_HOST is “{host}”, which is not an address of this machine.") from error
    # What is accepted inherits both; a limit set in Python would be lifted when the server makes it block again.
    for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listener.setsockopt(socket.SOL_SOCKET, direction, struct.pack("ll", SILENCE, 0))
    return listener


def prepare(app: Flask, config: Config) -> None:
    """Bring the database up to date; in a demo, load demo children where it is empty. Data that is there stays."""
    with app.app_context(), one_at_a_time(config.instance):
        upgrade(db.engine)
        for row in db.session.scalars(select(InstrumentVersion)):
            instrument_of(row)
        keep_missing_readings(db.session, now_utc())
        if config.is_demo:
            _load_demo_if_empty(newest(app.config["GCP_INSTRUMENT"]))


def _load_demo_if_empty(instrument: Instrument) -> None:
    from gcp_tracker.demo.state import is_wanted

    if not is_wanted(db.session):
        return
    from gcp_tracker.demo.builder import build_demo

    click.echo("Making the demo families. This happens once.")
    build_demo(db.session, now_utc(), instrument)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Two servers that share an instance folder prepare it one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Server(BaseApplication):  # type: ignore[misc]  # see the import
    """gunicorn, told what to do here instead of in a file of its own."""

    def __init__(self, app: Flask, config: Config, listener: socket.socket, token: str) -> None:
        self.app = app
        self.config = config
        self.listener = listener
        self.token = token
        _set_malloc()
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"fd://{self.listener.detach()}",
            "worker_class": Worker,
            "workers": WORKERS,
            "threads": THREADS,
            "preload_app": True,
            "worker_tmp_dir": str(IN_MEMORY) if os.access(IN_MEMORY, os.W_OK) else None,
            "graceful_timeout": 10,
            "keepalive": 5,
            "limit_request_line": 2048,
            "limit_request_fields": 60,
            "limit_request_field_size": 8190,
            # Nothing about a person in a log line: addresses are not logged at all.
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": self.say_where,
            "pre_fork": lambda _arbiter, _worker: gc.freeze(),
            "post_fork": lambda _arbiter, _worker: self.begin_work(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # A body in pieces whose lengths are no numbers: known only once the application asks for it.
        self.app.register_error_handler(ParseException, lambda _: in_words(BadRequest()))
        return self.app

    def begin_work(self) -> None:
        """In each worker, before it has threads: few searches for what is no longer held, connections of its own, and
        its watch over the checkpoints of the audit.
        """
        gc.set_threshold(*SEARCHES)
        with self.app.app_context():
            db.engine.dispose(close=False)
        Watch(self.app).start()

    def say_where(self, _arbiter: object) -> None:
        with self.app.app_context():
            for line in welcome(self.config, self.app.extensions["gcp_sign_in"].address, self.token):
                click.echo(line)
            db.session.remove()
            db.engine.dispose()


def _set_malloc() -> None:
    """Before the workers are forked, who inherit it."""
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        for what, value in MALLOC.items():
            mallopt(what, value)


def welcome(config: Config, address: str, token: str) -> list[str]:
    """Where to go, and in a demo who to sign in as. `token`: what opens the page of the first administrator, where
    there is none; `address` is what people type, if the settings say it.
    """
    shown = "localhost" if config.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else config.host  # noqa: S104 - only compared
    lines = [f"GCP Tracker is at http://{shown}:{config.port} (Ctrl-C stops it)."]
    people = queries.people(db.session)
    demo = [person for person in people if person.is_demo and person.active]
    if config.is_demo and demo:
        from gcp_tracker.demo.state import PASSWORD

        lines.append(f"Demo: nothing here is about a real child. Sign in with the password “{PASSWORD}” as")
        listed = _one_of_each(demo)
        lines += [f"  {person.email:<32} {_what_for(person)}" for person in listed]
        lines.append(f"and {len(demo) - len(listed)} more, who are on the administrator’s page People.")
    elif token:
        base = f"http://{shown}:{config.port}"
        lines.append("Nobody has an account yet. The first administrator begins here, once, until the server stops:")
        lines.append(f"{address or base}/first-administrator/{token}")
    return lines


def _one_of_each(people: list[Any]) -> list[Any]:
    """The first of each role in each team, practitioners first."""
    order = list(RoleName)
    found: dict[tuple[str, int | None], Any] = {}
    for person in sorted(people, key=lambda one: (order.index(RoleName(one.roles[0].name)), one.id)):
        found.setdefault((person.roles[0].name, person.team_id), person)
    return list(found.values())


def _what_for(person: Any) -> str:
    role = RoleName(person.roles[0].name).words.lower()
    return f"{person.name}, {role}" + (f", {person.team.name}" if person.team else "")
