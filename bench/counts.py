"""Queries of a page, sign-in, access and audit included, counted where SQLAlchemy sends them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event, select

from bench.place import Place
from bench.table import Row, not_measured, verdict
from gcp_tracker.db import db
from gcp_tracker.models import User
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import now_utc
from tests.signed_in import held_after_sign_in

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.upper().startswith(NOT_COUNTED):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def count_rows(place: Place, app: Flask) -> list[Row]:
    wanted = [("the child’s page, 60 visits: queries", 1, f"/children/{place.long_child}", 16)]
    wanted += [(f"my children, {caseload}: queries", caseload, "/my-children", 10) for caseload in place.workers]
    asked = [(what, place.workers[caseload], path, limit) for what, caseload, path, limit in wanted]
    asked.append(("my team: queries", place.others[RoleName.MANAGER.value], "/my-team", 12))
    rows = []
    for what, email, path, limit in asked:
        status, counted = count_for(app, email, path)
        if status == 200:
            rows.append(Row(what, str(counted), f"≤ {limit}", "", verdict(counted, limit)))
        else:
            rows.append(not_measured(what, f"answered {status}"))
    return rows


def count_for(app: Flask, email: str, path: str) -> tuple[int, int]:
    """(status, queries) of one GET by that person, whose account is looked up anew as in any request."""
    with app.app_context():
        held = held_after_sign_in(
            db.engine, db.session.scalars(select(User).where(User.email == email)).one(), now_utc()
        )
        db.session.remove()
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(held)
        with statements() as seen:
            status = client.get(path).status_code
        db.session.remove()
        db.engine.dispose()
    return status, len(seen)
