"""Checkpoints: in time, one after the other, by one process at a time, and never in anybody's way."""

from __future__ import annotations

import fcntl
import json
import stat
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.audit.checkpoints import (
    Checkpoint,
    Place,
    append_checkpoint,
    is_due,
    last_checkpoint,
    read_checkpoints,
)
from gcp_tracker.audit.queries import security_events
from gcp_tracker.audit.service import CheckpointFailed, put_back, write_checkpoint
from gcp_tracker.audit.verifying import verify_audit
from gcp_tracker.audit.watch import Watch, place_of
from gcp_tracker.config import ConfigError, read_config
from gcp_tracker.db import db
from gcp_tracker.models import AuditEvent
from gcp_tracker.models.audit import Head
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "checkpoints.jsonl", tmp_path / "checkpoints.lock", bytes(range(32)))


def happen(session: Session, count: int, at: datetime = NOW) -> None:
    with UnitOfWork(session, None, at) as uow:
        for _ in range(count):
            uow.record("visit:read")


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


@pytest.mark.parametrize(
    ("events", "minutes", "due"),
    [(0, 90, False), (1, 90, False), (2, 14, False), (2, 15, True), (500, 1, False), (501, 1, True)],
)
def test_one_is_due_after_500_events_or_15_minutes_with_any(events: int, minutes: int, due: bool) -> None:
    """The first event after a checkpoint says that it was written."""
    last = Checkpoint(1, 1000, "h", "2026-11-16 15:30:00.000000", "p")
    assert is_due(last, Head(1000 + events, "x"), NOW + timedelta(minutes=minutes)) is due


def test_the_first_one_is_due_with_the_first_event() -> None:
    assert is_due(None, Head(1, "x"), NOW)
    assert not is_due(None, Head(), NOW)


def test_somebody_else_verifies_one_with_the_public_key(session: Session, place: Place) -> None:
    happen(session, 3)
    write_checkpoint(session, place, NOW)
    (line,) = place.file.read_text(encoding="utf-8").splitlines()
    one = json.loads(line)
    assert (one["number"], one["count"], one["at"]) == (1, 3, "2026-11-16 15:30:00.000000")
    signed = json.dumps([one[name] for name in ("number", "count", "head", "at", "previous")], separators=(",", ":"))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(place.public_key))
    key.verify(bytes.fromhex(one["signature"]), signed.encode())
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600


def test_it_leaves_an_event_that_names_its_line(session: Session, place: Place) -> None:
    happen(session, 1)
    written = write_checkpoint(session, place, NOW)
    assert written is not None
    reason = session.scalars(select(AuditEvent.reason).where(AuditEvent.action == "checkpoint:write")).one()
    assert reason == f"1 {written.line_hash}"
    # And that event alone is no reason for the next one.
    assert write_checkpoint(session, place, NOW + timedelta(days=1)) is None


def test_while_one_process_writes_the_other_goes_on(session: Session, place: Place) -> None:
    happen(session, 1)
    with place.lock.open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert write_checkpoint(session, place, NOW) is None
    assert write_checkpoint(session, place, NOW) is not None


def test_verify_waits_for_a_checkpoint_that_is_being_written(app: Flask, session: Session, place: Place) -> None:
    """Its event would be in the database, and its line not in the file as it was read before."""
    happen(session, 1)
    session.rollback()
    found: list[bool] = []

    def verify() -> None:
        with app.app_context():
            found.append(verify_audit(db.engine, place).is_whole)

    thread = Thread(target=verify)
    with place.lock.open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        thread.start()
        thread.join(timeout=0.3)
        assert found == []
    thread.join(timeout=30)
    assert found == [True]


def test_a_line_that_a_fall_cut_short_is_passed_over(session: Session, place: Place, app: Flask) -> None:
    happen(session, 1)
    write_checkpoint(session, place, NOW)
    with place.file.open("ab") as file:
        file.write(b'{"number":2,"cou')
    happen(session, 1)
    written = write_checkpoint(session, place, NOW, at_once=True)
    assert written is not None
    assert written.number == 2
    assert last_checkpoint(place.file) == written
    found, sentence = read_checkpoints(place.file, place.public_key)
    assert ([one.number for one in found], sentence) == ([1, 2], "")
    session.rollback()
    assert verify_audit(db.engine, place).is_whole


def test_a_place_that_cannot_be_written_fails_nobody_and_is_said_once(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    happen(session, 1)
    watch = Watch(app)
    watch.place = Place(tmp_path / "missing" / "checkpoints.jsonl", tmp_path / "lock", bytes(range(32)))
    session.rollback()
    for _ in range(3):
        watch.look()
    assert actions(session) == ["visit:read", "checkpoint:fail"]
    watch.place.file.parent.mkdir()
    session.rollback()
    watch.look()
    assert actions(session)[-1] == "checkpoint:write"


def test_a_database_older_than_its_checkpoints_gets_no_more_of_them(session: Session, place: Place) -> None:
    happen(session, 1)
    ahead = Checkpoint(1, 900, "0" * 64, "2026-11-16 15:30:00.000000", "0" * 64, "00")
    place.file.write_bytes(ahead.line + b"\n")
    with pytest.raises(CheckpointFailed, match="counts 900 events, and there are 1"):
        write_checkpoint(session, place, NOW)


def as_of_a_copy(place: Place, session: Session, *counts: int) -> None:
    """Checkpoints of a database that had gone further than this one: with other events, or with more of them."""
    for count in counts:
        append_checkpoint(place, last_checkpoint(place.file), Head(count, f"{count:064d}"), NOW)
    session.rollback()


@pytest.mark.parametrize("counted_on", [900, 5], ids=["not reached again", "passed meanwhile"])
def test_a_copy_put_back_in_good_faith_is_said_once_and_told_for_ever(
    session: Session, place: Place, counted_on: int
) -> None:
    happen(session, 3)
    write_checkpoint(session, place, NOW)
    as_of_a_copy(place, session, 4, counted_on)
    happen(session, 3)
    session.rollback()
    assert not verify_audit(db.engine, place).is_whole
    with pytest.raises(CheckpointFailed, match="older copy of the database was put back"):
        write_checkpoint(session, place, NOW, at_once=True)

    session.rollback()
    lines = place.file.read_bytes()
    said = put_back(session, place, "Ines Ward: the disk died, copy of the night", NOW)
    assert (said.number, said.holds_to, said.count) == (4, 1, 7)
    assert place.file.read_bytes() == lines + said.line + b"\n"
    session.rollback()
    assert verify_audit(db.engine, place).sentence == (
        "The audit is whole: 8 events. 2 checkpoints hold it up to event 7. On 16 November 2026 an older copy of the"
        " database was put back (Ines Ward: the disk died, copy of the night): of events 4 to"
        f" {counted_on}, as they were counted before, not all are in it."
    )
    # The file is an anchor again, and the line about the copy cannot go.
    happen(session, 500)
    assert write_checkpoint(session, place, NOW) is not None
    with pytest.raises(CheckpointFailed, match="no older copy"):
        put_back(session, place, "Ines Ward: again", NOW)
    session.rollback()
    assert verify_audit(db.engine, place).is_whole
    place.file.write_bytes(place.file.read_bytes().replace(b"the disk died", b"all was well "))
    assert verify_audit(db.engine, place).sentence == "Line 4 of the checkpoints is not signed with this key."
    place.file.write_bytes(lines)
    assert not verify_audit(db.engine, place).is_whole


def test_without_a_checkpoint_there_is_nothing_to_say_of_a_copy(session: Session, place: Place) -> None:
    happen(session, 1)
    with pytest.raises(CheckpointFailed, match="no older copy"):
        put_back(session, place, "Ines Ward: by mistake", NOW)
    assert actions(session) == ["visit:read"]


def test_the_command_asks_who_put_a_copy_back_and_why(app: Flask, session: Session) -> None:
    place = place_of(app.extensions["gcp_config"])
    place.file.unlink(missing_ok=True)
    happen(session, 2)
    as_of_a_copy(place, session, 9)
    assert run(app, "put-back", "--by", "Ines").exit_code == 2
    assert run(app, "put-back", "--by", " ", "--reason", "disk").output == "Say who put the copy back, and why.\n"
    said = run(app, "put-back", "--by", "Ines Ward", "--reason", "disk  died")
    assert (said.exit_code, said.output.split(":")[0]) == (0, "Checkpoint 2")
    assert run(app, "verify").exit_code == 0
    days = security_events(session, "", None).days
    (shown,) = [one for _, events in days for one in events if one.stands_out]
    assert (shown.what, shown.reason) == ("an older copy of the database was put back", "Ines Ward: disk died")
    place.file.unlink()


def test_another_key_is_not_believed(app: Flask, session: Session, place: Place) -> None:
    happen(session, 1)
    write_checkpoint(session, place, NOW)
    session.rollback()
    other = Place(place.file, place.lock, bytes(32))
    assert verify_audit(db.engine, place, other.public_key).sentence == (
        "Line 1 of the checkpoints is not signed with this key."
    )


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *words])


def test_the_commands_verify_sign_and_show_the_key(app: Flask, session: Session) -> None:
    place = place_of(app.extensions["gcp_config"])
    place.file.unlink(missing_ok=True)
    happen(session, 2)
    session.rollback()
    assert run(app, "checkpoint").output.startswith("Checkpoint 1: 2 events, ")
    shown = run(app, "public-key").output.strip()
    assert shown == place.public_key
    whole = run(app, "verify", "--public-key", shown)
    assert (whole.exit_code, whole.output) == (
        0,
        "The audit is whole: 3 events. 1 checkpoint holds it up to event 2.\n",
    )
    lines = place.file.read_text(encoding="utf-8")
    place.file.write_text(lines.replace('"count":2', '"count":1'), encoding="utf-8")
    broken = run(app, "verify")
    assert (broken.exit_code, broken.output) == (1, "Line 1 of the checkpoints is not signed with this key.\n")
    assert run(app, "verify", "--public-key", "x").exit_code == 2
    place.file.unlink()


def test_the_key_is_made_once_for_its_owner_only_and_can_come_from_outside(tmp_path: Path) -> None:
    settings = {"GCP_TRACKER_INSTANCE": str(tmp_path)}
    made = read_config(settings)
    assert read_config(settings).checkpoint_key == made.checkpoint_key
    assert stat.S_IMODE((tmp_path / "checkpoint.key").stat().st_mode) == 0o600
    assert made.checkpoints == tmp_path / "checkpoints.jsonl"
    given = read_config(settings | {"GCP_TRACKER_CHECKPOINT_KEY": "ab" * 32, "GCP_TRACKER_CHECKPOINTS": "/mnt/w/c"})
    assert (given.checkpoint_key, str(given.checkpoints)) == ("ab" * 32, "/mnt/w/c")
    with pytest.raises(ConfigError, match="must be 64 digits and letters"):
        read_config(settings | {"GCP_TRACKER_CHECKPOINT_KEY": "short"})
