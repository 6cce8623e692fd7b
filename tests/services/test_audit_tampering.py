"""Whoever falsifies the audit, in the database or beside it, is found: a thousand times by chance, and in every way."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, NullPool, create_engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker.audit.checkpoints import Place
from gcp_tracker.audit.verifying import verify_audit
from gcp_tracker.db import db
from gcp_tracker.migrations.audit_locks import lock_audit, locks_missing
from gcp_tracker.models import AuditEvent, AuditHead
from gcp_tracker.models.audit import NOTHING_YET, SQLITE_SHA256, sha256_hex
from tests.house import ROOT
from tests.tampering import BEHIND_THE_TRIGGERS, TAMPERS, Tamper, fill_audit, tamper_with

SEED = 20261122
KEY = bytes(range(32))


def place_in(folder: Path) -> Place:
    return Place(folder / "checkpoints.jsonl", folder / "checkpoints.lock", KEY)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small database of nothing but an audit, and its checkpoints."""
    folder = tmp_path_factory.mktemp("audit")
    engine = engine_in(folder)
    with engine.begin() as connection:
        for model in (AuditEvent, AuditHead):
            model.__table__.create(connection)  # type: ignore[attr-defined]  # a table
        connection.exec_driver_sql("INSERT INTO audit_head VALUES (1, 0, ?)", (NOTHING_YET,))
        lock_audit(connection)
    with Session(engine, expire_on_commit=False) as session:
        fill_audit(session, place_in(folder))
    return folder


def engine_in(folder: Path) -> Engine:
    engine = create_engine(f"sqlite:///{folder / 'audit.db'}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(driver: Any, _record: object) -> None:
        # As the application’s own: a transaction begins where SQLAlchemy says so.
        driver.isolation_level = None
        driver.execute("PRAGMA synchronous = OFF")
        driver.create_function(SQLITE_SHA256, 1, sha256_hex)

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def test_a_thousand_tampers_by_chance_are_found_a_thousand_times(original: Path, tmp_path: Path) -> None:
    random, missed = Random(SEED), []
    engine, place = engine_in(tmp_path), place_in(tmp_path)
    for number in range(1000):
        for name in ("audit.db", "checkpoints.jsonl"):
            shutil.copy(original / name, tmp_path / name)
        tamper = TAMPERS[number % len(TAMPERS)]
        with engine.begin() as connection:
            tamper_with(connection, tamper, random, place.file)
        if verify_audit(engine, place).is_whole:
            missed.append((number, tamper.__name__))
    assert missed == []


def test_the_program_in_the_docs_verifies_an_export_and_finds_what_was_changed(original: Path, tmp_path: Path) -> None:
    program, export = tmp_path / "verify.py", tmp_path / "events.jsonl"
    program.write_text((ROOT / "docs" / "audit.md").read_text("utf-8").split("```python\n")[1].split("```")[0], "utf-8")
    with engine_in(original).connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(AuditEvent.__table__).order_by(AuditEvent.id))]
    lines = [json.dumps(row, default=str) for row in rows]
    export.write_text("\n".join(lines), "utf-8")
    whole = subprocess.run([sys.executable, program, export], capture_output=True, text=True, check=False)
    assert whole.stdout == f"44 {rows[-1]['hash']}\n", whole.stderr
    export.write_text("\n".join(lines).replace("look 17", "look 71"), "utf-8")
    changed = subprocess.run([sys.executable, program, export], capture_output=True, text=True, check=False)
    assert (changed.returncode, changed.stderr) == (1, "Event 19 is not what was written.\n")


def test_the_copy_itself_is_whole(original: Path) -> None:
    verdict = verify_audit(engine_in(original), place_in(original))
    assert verdict.sentence == "The audit is whole: 44 events. 4 checkpoints hold it up to event 43."


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__)
def test_every_way_is_found_on_both_databases(app: Flask, session: Session, tamper: Tamper, tmp_path: Path) -> None:
    place, random = place_in(tmp_path), Random(SEED)
    fill_audit(session, place)
    session.rollback()
    assert verify_audit(db.engine, place).is_whole
    with db.engine.connect() as connection:
        transaction = connection.begin()
        tamper_with(connection, tamper, random, place.file)
        if tamper.__name__ == "drop_a_trigger" and connection.dialect.name == "postgresql":
            # The server is shared, and its schema is made once.
            assert locks_missing(connection)
            transaction.rollback()
            return
        transaction.commit()
    verdict = verify_audit(db.engine, place)
    assert not verdict.is_whole
    assert re.fullmatch(r"[A-Z].*\.", verdict.sentence)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET reason = 'nothing' WHERE id = 3",
        "UPDATE audit_event SET salt = 'f00' WHERE id = 1",
        "DELETE FROM audit_event WHERE id = 44",
        "UPDATE audit_head SET position = 12",
        "UPDATE audit_head SET hash = 'x', position = 45",
        "DELETE FROM audit_head",
        "INSERT INTO audit_head SELECT 2, position, hash FROM audit_head",
        "INSERT INTO audit_event SELECT 45, at, actor_id, actor_role, relation, session_key, action, subject_kind,"
        " subject_id, child_id, reason, changed_fields, salt, salt_hash, before_commitment, after_commitment,"
        " previous_hash, hash FROM audit_event WHERE id = 44",
    ],
)
def test_the_database_itself_refuses(app: Flask, session: Session, statement: str, tmp_path: Path) -> None:
    fill_audit(session, place_in(tmp_path))
    session.rollback()
    with db.engine.connect() as connection, pytest.raises(DBAPIError, match="audit"):
        connection.exec_driver_sql(statement)


def test_nothing_is_replaced_on_sqlite_and_nothing_emptied_on_postgresql(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    fill_audit(session, place_in(tmp_path))
    session.rollback()
    statements = ["TRUNCATE audit_event", "TRUNCATE audit_head"]
    if db.engine.dialect.name == "sqlite":
        statements = [
            "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE id = 7",
            "REPLACE INTO audit_head SELECT 1, 0, hash FROM audit_head",
            "UPDATE OR REPLACE audit_event SET id = 8 WHERE id = 7",
        ]
    for statement in statements:
        with db.engine.connect() as connection, pytest.raises(DBAPIError, match="audit"):
            connection.exec_driver_sql(statement)


def test_every_kind_of_tamper_is_among_the_thousand() -> None:
    assert set(BEHIND_THE_TRIGGERS) < set(TAMPERS)
    assert len(TAMPERS) == 16
