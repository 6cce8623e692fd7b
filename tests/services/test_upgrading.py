"""A database that an earlier release made, with rows in it, goes on with this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from gcp_tracker.migrations import newest_revision, revision_of, upgrade
from gcp_tracker.models import Base
from tests.postgres import create_database
from tests.services.later_rows import AT, CHILD, CLOSED, LATER, MAY_STILL, SIGNED, Rows

FAMILY, DRAFT = f"{2:032x}", f"{4:032x}"
VISIT = {
    "child_id": CHILD,
    "state": "draft",
    "household_id": 1,
    "instrument_id": 1,
    "band": "5-10",
    "band_reason": "",
    "visited_on": "2026-11-16",
    "place": "home",
    "outcome": "held",
    "outcome_detail": "",
    "announced": True,
    "child_seen": True,
    "child_seen_alone": False,
    "bedroom_seen": False,
    "interpreter_needed": False,
    "interpreter_used": False,
    "came_with_me": "",
    "version": 1,
    "author_id": 1,
    "opened_at": AT,
    "saved_at": AT,
    "amendment_reason": "",
    "closing_reason": "",
}
GRADE = {
    "answer": "graded",
    "value": 4,
    "evidence": "Bread and nothing on it",
    "child_words": "",
    "what_changed": "",
    "version": 2,
    "operation": "a",
}
FIRST_RELEASE: Rows = [
    (
        "authority",
        {"id": 1, "name": "Northmere", "retention_years": 17, "emergency_numbers": "999", "profile_every_days": 91},
    ),
    ("team", {"id": 1, "authority_id": 1, "name": "Riverside", "is_intake": False}),
    (
        "user_account",
        {
            "id": 1,
            "email": "a@b.example",
            "password": "x",
            "active": True,
            "fs_uniquifier": "u",
            "name": "Amira Khan",
            "profession": "",
            "is_demo": False,
            "created_at": AT,
        },
    ),
    ("family", {"id": FAMILY, "name": "Marsh", "created_at": AT}),
    ("household", {"id": 1, "family_id": FAMILY, "name": "Mum’s flat", "address": ""}),
    (
        "child",
        {
            "id": CHILD,
            "family_id": FAMILY,
            "authority_id": 1,
            "team_id": 1,
            "given_name": "Leo",
            "pronoun": "he",
            "interpreter_needed": False,
            "disability": "",
            "created_at": AT,
            "version": 1,
        },
    ),
    ("instrument_version", {"id": 1, "key": "graded-care", "version": "1.0", "content_hash": "x", "first_seen_at": AT}),
    ("visit", {"id": SIGNED, "first_id": SIGNED, "number": 1} | VISIT),
    ("visit", {"id": DRAFT, "first_id": DRAFT, "number": 2} | VISIT),
    ("grade", {"visit_id": SIGNED, "item_key": "nutrition_quality"} | GRADE),
    ("grade", {"visit_id": DRAFT, "item_key": "nutrition_quality"} | GRADE),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def first_release(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as the first release left it: with a signed visit to Leo, and a draft that has one answer."""
    url = f"sqlite:///{tmp_path / 'first.db'}"
    if request.param == "postgresql":
        url = create_database(request.getfixturevalue("postgresql_url"), f"upgraded_{uuid4().hex[:8]}")
    engine = create_engine(url)
    upgrade(engine, to="0001")
    put_in(engine, FIRST_RELEASE)
    with engine.begin() as connection:
        connection.execute(text("UPDATE visit SET state = 'signed' WHERE number = 1"))
    yield engine
    engine.dispose()


def put_in(engine: Engine, rows: Rows) -> None:
    with engine.begin() as connection:
        for table, row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            insert = f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608 - names from the lists of rows
            connection.execute(text(insert), row)


def test_a_database_of_the_first_release_keeps_its_rows_and_its_locks(first_release: Engine) -> None:
    assert upgrade(first_release)
    assert revision_of(first_release) == newest_revision()
    with first_release.connect() as connection:
        kept = connection.execute(text("SELECT evidence, by_id FROM grade")).all()
        assert [tuple(row) for row in kept] == [("Bread and nothing on it", None)] * 2
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    for statement in (
        "UPDATE visit SET occasion_id = id WHERE state = 'signed'",
        "UPDATE visit SET band = '2-4' WHERE state = 'signed'",
        "INSERT INTO visit_colleague (visit_id, user_id) SELECT id, 1 FROM visit WHERE state = 'signed'",
        "UPDATE grade SET by_id = 1",
        "UPDATE visit SET interpreter_by = 'relative' WHERE state = 'signed'",
        "UPDATE grade SET carer_words = 'She eats' WHERE visit_id = (SELECT id FROM visit WHERE state = 'signed')",
    ):
        with pytest.raises(DBAPIError, match="never edited"), first_release.begin() as connection:
            connection.execute(text(statement))
    with first_release.begin() as connection:
        connection.execute(text("UPDATE visit SET occasion_id = id WHERE state = 'draft'"))
        connection.execute(
            text("INSERT INTO visit_colleague (visit_id, user_id) SELECT id, 1 FROM visit WHERE state = 'draft'")
        )


def test_a_child_of_the_first_release_is_restricted_to_nobody_and_with_one_team(first_release: Engine) -> None:
    upgrade(first_release)
    with first_release.begin() as connection:
        found = connection.execute(text("SELECT restriction_id, former_team_id, former_team_until FROM child")).all()
        assert [tuple(row) for row in found] == [(None, None, None)]
        connection.execute(text("INSERT INTO restriction (id) VALUES (1)"))
        connection.execute(text("UPDATE child SET restriction_id = 1, former_team_id = 1"))
        connection.execute(text("INSERT INTO named_person (restriction_id, user_id) VALUES (1, 1)"))
    with pytest.raises(DBAPIError), first_release.begin() as connection:
        connection.execute(text("INSERT INTO named_person (restriction_id, user_id) VALUES (1, 1)"))


def test_a_conference_of_the_first_release_was_held_and_nobody_knows_of_its_minutes(first_release: Engine) -> None:
    with first_release.begin() as connection:
        connection.execute(
            text("INSERT INTO meeting (child_id, kind, held_on, source_key) SELECT id, :kind, :on, :key FROM child"),
            {"kind": "initial_conference", "on": "2026-02-20", "key": "CPC 1"},
        )
    upgrade(first_release)
    with first_release.begin() as connection:
        found = connection.execute(
            text("SELECT kind, state, held_on, source_key, planned_on, minutes_sent_on, recorded_by_id FROM meeting")
        ).one()
        assert [str(value) for value in found] == [
            "initial_conference", "held", "2026-02-20", "CPC 1", "None", "None", "None",
        ]  # fmt: skip
        connection.execute(text("UPDATE meeting SET planned_on = '2026-02-20'"))
    for statement in (
        "UPDATE meeting SET held_on = NULL",
        "UPDATE meeting SET state = 'cancelled', held_on = NULL",
        "INSERT INTO meeting_person (meeting_id, is_child, was_invited, report_sent) SELECT id, false, true, false"
        " FROM meeting",
    ):
        with pytest.raises(DBAPIError), first_release.begin() as connection:
            connection.execute(text(statement))


def test_an_import_of_the_first_release_was_not_taken_back_and_events_are_locked(first_release: Engine) -> None:
    run = (
        "INSERT INTO import_run (kind, file_name, file_hash, authority_id, at, counts)"
        " VALUES ('cin-census', 'a.xml', 'x', 1, :at, '{}')"
    )
    with first_release.begin() as connection:
        connection.execute(text(run), {"at": AT})
    upgrade(first_release)
    columns = (
        "id, child_id, line_id, number, state, happened_on, exactness, source, who, what, so_what, items, shows,"
        " instrument_key, content_key, why, recorded_at, recorded_by_id, closing_reason"
    )
    told = (
        f"INSERT INTO event ({columns}) SELECT id, id, id, 1, 'stands', '2026-05-03', 'day', 'school', '', 'a', 'b',"  # noqa: S608 - names from the line above
        " '', 'missing', '', 'k', '', :at, 1, '' FROM child"
    )
    with first_release.begin() as connection:
        found = connection.execute(text("SELECT undone_at, undone_by_id, undone_reason FROM import_run")).one()
        assert tuple(found) == (None, None, "")
        connection.execute(text(told), {"at": AT})
    for statement in ("UPDATE event SET so_what = ''", "UPDATE event SET until_on = happened_on", "DELETE FROM event"):
        with pytest.raises(DBAPIError), first_release.begin() as connection:
            connection.execute(text(statement))
    with first_release.begin() as connection:
        connection.execute(text("UPDATE event SET state = 'withdrawn', closing_reason = 'Another child'"))
    with pytest.raises(DBAPIError, match="never edited"), first_release.begin() as connection:
        connection.execute(text("UPDATE event SET state = 'stands'"))


def test_a_database_of_the_first_release_counts_what_browsers_refuse(first_release: Engine) -> None:
    upgrade(first_release)
    row = {"on": "2026-11-16", "directive": "img-src", "route": "/sign-in", "blocked": "other", "times": 1}
    columns = ", ".join(f'"{name}"' for name in row)
    insert = text(f"INSERT INTO policy_violation ({columns}) VALUES (:on, :directive, :route, :blocked, :times)")  # noqa: S608 - names from the line above
    with first_release.begin() as connection:
        connection.execute(insert, row)
    with pytest.raises(DBAPIError), first_release.begin() as connection:
        connection.execute(insert, row)


def test_each_later_table_takes_its_row_and_keeps_what_is_closed(first_release: Engine) -> None:
    upgrade(first_release)
    put_in(first_release, LATER)
    with first_release.begin() as connection:
        for statement in CLOSED:
            connection.execute(text(statement), {"pdf": b"%PDF"} if ":pdf" in statement else {})
        for statement in MAY_STILL:
            connection.execute(text(statement))
        tables = [table for table, _ in LATER]
        for table in tables:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 1  # noqa: S608 - from above
    # These are put right or taken away by who entered them.
    open_ended = {"appointment", "not_met", "half_term", "school_attendance", "meeting"}
    for table in (one for one in tables if one not in open_ended):
        with pytest.raises(DBAPIError), first_release.begin() as connection:
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - from above
    for statement in (
        "UPDATE trigger_firing SET lapsed_at = NULL",
        "UPDATE item_wording SET words = ''",
        "UPDATE supervision_record SET like_to_be = ''",
        "UPDATE decision SET what = ''",
        "UPDATE escalation SET asks = ''",
        "UPDATE scrutiny SET reason = ''",
        "UPDATE pack SET body = ''",
        "UPDATE pack_sentence SET is_left_out = true",
    ):
        with pytest.raises(DBAPIError), first_release.begin() as connection:
            connection.execute(text(statement))
