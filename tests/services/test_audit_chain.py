"""The audit is a chain: whoever writes, at the same time or one after the other, and whatever becomes of the write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from gcp_tracker.audit.checkpoints import Place
from gcp_tracker.audit.service import forget_salts
from gcp_tracker.audit.verifying import verify_audit
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import AuditEvent, Family, User
from gcp_tracker.models.audit import NOTHING_YET, commitment
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Pronoun
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, Cast
from tests.services.test_migrations import first_release  # noqa: F401 - a fixture

Writing = Callable[[User | None], UnitOfWork]


def place_in(folder: Path) -> Place:
    return Place(folder / "checkpoints.jsonl", folder / "checkpoints.lock", bytes(range(32)))


def events_of(session: Session) -> list[AuditEvent]:
    session.expire_all()
    return list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_each_event_follows_the_one_before_it(cast: Cast, writing_as: Writing, session: Session) -> None:
    for _ in range(2):
        with writing_as(cast.chloe) as uow:
            uow.record("child:read", child=cast.leo)
            uow.record("child:print", child=cast.leo)
    events = events_of(session)
    assert [event.id for event in events] == [1, 2, 3, 4]
    assert [event.previous_hash for event in events] == [NOTHING_YET, *(event.hash for event in events[:-1])]


def test_thirty_lines_of_somebody_else_verify_it(cast: Cast, writing_as: Writing, session: Session) -> None:
    """As docs/audit.md says it is hashed, without a line of ours."""
    with writing_as(cast.amira) as uow:
        cast.leo.first_language = "Polish"
        uow.record("child:describe", subject=cast.leo, child=cast.leo, changed=["first_language"], reason="É “so”")
    (event,) = events_of(session)
    assert event.salt is not None
    assert event.child_id is not None
    fields = [
        event.id, "2026-11-16 15:30:00.000000", event.actor_id, "practitioner", "", "", "child:describe", "child",
        str(cast.leo.id), event.child_id.hex, event.reason, ["first_language"],
        hashlib.sha256(bytes.fromhex(event.salt)).hexdigest(), event.before_commitment, event.after_commitment,
        "0" * 64,
    ]  # fmt: skip
    assert event.hash == hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def test_a_change_is_committed_to_with_what_was_before(cast: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(cast.amira) as uow:
        cast.leo.first_language, cast.leo.pronoun = "Polish", Pronoun.HE
        uow.record("child:describe", subject=cast.leo, child=cast.leo)
    (event,) = events_of(session)
    assert event.salt is not None
    key = f"child {cast.leo.id}"
    assert event.before_commitment == commitment(event.salt, {key: {"first_language": None}})
    assert event.after_commitment == commitment(event.salt, {key: {"first_language": "Polish"}})
    assert "Polish" not in " ".join(str(value) for value in vars(event).values())


def test_what_is_new_has_only_an_after_and_what_is_gone_only_a_before(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        family = Family(name="Bell", created_at=NOW)
        uow.session.add(family)
        uow.record("family:add", subject=family)
    with writing_as(cast.amira) as uow:
        uow.session.delete(uow.session.get_one(Family, family.id))
        uow.record("family:remove", subject=family)
    added, removed = events_of(session)
    assert (added.before_commitment, removed.after_commitment) == (None, None)
    assert added.after_commitment is not None
    assert removed.before_commitment is not None
    assert added.salt != removed.salt


def test_each_event_commits_to_what_changed_since_the_one_before(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        uow.record("child:read", child=cast.leo)
        cast.leo.first_language = "Polish"
        uow.record("child:describe", child=cast.leo)
        cast.ruby.first_language = "Welsh"
    read, described = events_of(session)
    assert (read.salt, read.after_commitment) == (None, None)
    assert described.salt is not None
    assert described.after_commitment is not None


def test_a_write_that_is_undone_leaves_no_gap(cast: Cast, writing_as: Writing, session: Session) -> None:
    def fail() -> None:
        with writing_as(cast.chloe) as uow:
            uow.record("child:read", child=cast.leo)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with writing_as(cast.chloe) as uow:
        uow.record("child:print", child=cast.leo)
    assert [(event.id, event.action) for event in events_of(session)] == [(1, "child:print")]


def test_eight_writers_at_once_make_one_chain(app: Flask, cast: Cast, session: Session, tmp_path: Path) -> None:
    """Each write changes an account too, and some change the same ones: nobody waits for ever, and nothing is lost."""
    session.rollback()
    accounts = [cast.amira.id, cast.ben.id, cast.chloe.id]
    rounds = 200 if db.engine.dialect.name == "postgresql" else 20
    faults: list[BaseException] = []
    start = Barrier(8)

    def write(number: int) -> None:
        try:
            with app.app_context():
                start.wait()
                for one in range(rounds):
                    actor = db.session.get_one(User, accounts[number % 3])
                    with UnitOfWork(db.session, actor, NOW) as uow:
                        if one % 10 == 0:
                            changed = uow.session.get_one(User, accounts[one // 10 % 3])
                            changed.fs_uniquifier = f"{number}-{one}"
                        uow.record("child:read", child=cast.leo, reason=f"{number} {one}")
                    db.session.remove()
        except BaseException as fault:
            faults.append(fault)

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    verdict = verify_audit(db.engine, place_in(tmp_path))
    assert verdict.is_whole, verdict.sentence
    assert verdict.count == 8 * rounds
    assert len(set(session.scalars(select(AuditEvent.reason)))) == 8 * rounds


def test_a_forgotten_salt_is_said_and_keeps_the_chain(
    app: Flask, cast: Cast, writing_as: Writing, session: Session, tmp_path: Path
) -> None:
    with writing_as(cast.amira) as uow:
        cast.leo.first_language = "Polish"
        uow.record("child:describe", child=cast.leo)
    with writing_as(None) as uow:
        assert forget_salts(uow, cast.leo.id, "Erased at the end of its retention") == 1
    session.rollback()
    verdict = verify_audit(db.engine, place_in(tmp_path))
    assert verdict.sentence.startswith("The audit is whole: 2 events. The salts of 1 event are forgotten.")
    with pytest.raises(RuleBroken, match="Say why"), writing_as(None) as uow:
        forget_salts(uow, cast.leo.id, " ")


def test_events_of_the_first_release_are_linked_in_their_order(
    first_release: Engine,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    with first_release.begin() as connection:
        for number in (1, 2, 5):
            connection.execute(
                text(
                    "INSERT INTO audit_event (id, at, session_key, action, subject_kind, subject_id, reason,"
                    " changed_fields) VALUES (:id, '2026-01-05 10:00:00.000000', '', 'child:read', '', '', 'é',"
                    " :changed)"
                ),
                {"id": number, "changed": '["name"]' if number == 2 else "null"},
            )
    upgrade(first_release)
    verdict = verify_audit(first_release, place_in(tmp_path))
    assert (verdict.is_whole, verdict.count) == (True, 3), verdict.sentence
    with first_release.connect() as connection:
        assert connection.execute(text("SELECT position FROM audit_head")).scalar_one() == 3
