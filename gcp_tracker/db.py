"""The database: an encrypted SQLite file by default, PostgreSQL by address. Engine options for both live here."""

from __future__ import annotations

import hashlib
import select
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError, InvalidatePoolError

from gcp_tracker.config import Config, ConfigError
from gcp_tracker.models.audit import SQLITE_SHA256, sha256_hex
from gcp_tracker.models.base import Base

# From this version on two writers cannot corrupt a write-ahead log.
SAFE_WAL_SQLITE = (3, 51, 3)

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def init_database(app: Flask, config: Config) -> None:
    """Bind `db` to the app; raises ConfigError in one sentence when the key is wrong or the server cannot be
    reached.
    """
    # Parameters are a child’s words, names and numbers: no error may carry them into a log.
    if config.is_embedded:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
            "module": sqlcipher,
            "connect_args": {"timeout": 15},
            # The one used last, which holds the pages read last in the clear.
            "pool_use_lifo": True,
            "hide_parameters": True,
        }
    else:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
            "pool_size": 8,
            "max_overflow": 8,
            # The one used last, which has this process’s statements prepared.
            "pool_use_lifo": True,
            # Each statement sees what stands then, whatever the server’s own setting is: unit_of_work.py rests on it.
            "isolation_level": "READ COMMITTED",
            # Prepared from a statement’s second use on, not its sixth: at every rollback the driver forgets them all.
            "connect_args": {"connect_timeout": 10, "prepare_threshold": 1},
            "hide_parameters": True,
        }
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        if config.is_embedded:
            _prepare_sqlite(engine, config)
        else:
            _prepare_postgresql(engine)
        _check_it_opens(engine, config)


def _prepare_sqlite(engine: Engine, config: Config) -> None:
    # A fixed digest gives SQLCipher its raw 256-bit key, which skips 256,000 rounds of derivation at every connection.
    raw_key = hashlib.sha256((config.database_key or "").encode()).hexdigest()
    version = tuple(int(part) for part in sqlcipher.sqlite_version.split("."))
    journal, synchronous = ("WAL", "FULL") if version >= SAFE_WAL_SQLITE else ("DELETE", "EXTRA")

    @event.listens_for(engine, "connect")
    def open_encrypted(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        # A wrong key is said once, in our words; the library would write three lines of its own to stderr.
        cursor.execute("PRAGMA cipher_log_level = NONE")
        cursor.execute(f"PRAGMA key = \"x'{raw_key}'\"")
        cursor.execute(f"PRAGMA journal_mode = {journal}")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA mmap_size = 0")
        cursor.execute("PRAGMA cache_size = -6000")
        connection.create_function(SQLITE_SHA256, 1, sha256_hex, deterministic=True)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def plan_for_memory(connection: Any, _record: object) -> None:
        # A child’s rows lie apart and are found by an index, in memory or on a disk without a moving head. The server’s
        # own setting is for one with a head, where it would rather read a whole table than look up sixty visits.
        connection.autocommit = True
        connection.execute("SET random_page_cost = 1.1")
        connection.autocommit = False

    @event.listens_for(engine, "checkout")
    def throw_away_closed(connection: Any, _record: object, _proxy: object) -> None:
        # A server that stops, or ends a connection, says so to it unasked. Asking costs every page a journey.
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        if poll.poll(0):
            raise InvalidatePoolError


def _check_it_opens(engine: Engine, config: Config) -> None:
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1" if not config.is_embedded else "SELECT count(*) FROM sqlite_master")
    except DatabaseError as error:
        if config.is_embedded:
            if "not a database" not in str(error.orig):
                raise ConfigError(f"The database in {config.instance} cannot be opened: {error.orig}.") from error
            raise ConfigError(
                "The database cannot be opened with this key: put back the key it was made with"
                " (GCP_TRACKER_DATABASE_KEY or"
                " database.key in the instance folder)."
            ) from error
        raise ConfigError(
            "The PostgreSQL server of GCP_TRACKER_DATABASE_URL cannot be reached, or does not let this user in."
        ) from error
