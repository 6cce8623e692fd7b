"""The migrations and the models say the same on both databases, and run forward only once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.db import db
from gcp_tracker.migrations import HERE, newest_revision, revision_of, upgrade
from gcp_tracker.models import Base, WorkSpell
from gcp_tracker.rules.vocabulary import RoleName
from tests.postgres import create_database


def test_a_migrated_database_has_just_the_models_tables(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_comparison_would_notice_a_missing_column(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE team DROP COLUMN is_intake")
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, Base.metadata)
        assert [difference[0] for difference in differences] == ["add_column"]
        connection.rollback()


def test_a_database_at_the_newest_number_is_left_alone(app: Flask) -> None:
    assert revision_of(db.engine) == newest_revision()
    assert upgrade(db.engine) is False


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = sorted(path.name[:4] for path in (HERE / "versions").glob("*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", path.name) for path in (HERE / "versions").glob("*.py"))


@pytest.mark.parametrize(
    "table",
    [
        "visit",
        "grade",
        "visit_note",
        "visit_adult",
        "visit_colleague",
        "safety_check",
        "profile_grade",
        "audit_event",
    ],
)
def test_what_must_not_change_is_locked_by_triggers(app: Flask, table: str) -> None:
    if db.engine.dialect.name == "postgresql":
        query = f"SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'lock_%_{table}'"  # noqa: S608 - a name from the list above
    else:
        query = f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'lock_%_{table}'"  # noqa: S608
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(query.replace("%", "%%") if "pg_" in query else query).scalar_one() >= 2
    assert table in inspect(db.engine).get_table_names()


def test_signed_visits_of_the_first_release_stay_locked_and_can_be_merged(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    config = AlembicConfig()
    config.set_main_option("script_location", str(HERE))
    ids = {name: uuid4().hex for name in ("child", "kept", "family", "visit")}
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in (
            "INSERT INTO authority VALUES (1, 'A', NULL, 17, '999', 91)",
            "INSERT INTO team VALUES (1, 1, 'T', 0)",
            "INSERT INTO user_account VALUES (1, 'a@b.example', 'x', 1, 'u', 'A', '', 1, 0, '2026-01-01')",
            "INSERT INTO family VALUES (:family, 'Marsh', '2026-01-01')",
            "INSERT INTO household VALUES (1, :family, 'Home', '')",
            "INSERT INTO instrument_version VALUES (1, 'graded-care', '1.0', 'x', '2026-01-01')",
            *(
                "INSERT INTO child (id, family_id, authority_id, team_id, pronoun, interpreter_needed, disability,"  # noqa: S608 - names from the line below
                f" created_at, version) VALUES (:{one}, :family, 1, 1, 'he', 0, '', '2026-01-01', 1)"
                for one in ("child", "kept")
            ),
            "INSERT INTO visit (id, child_id, first_id, number, state, household_id, instrument_id, band, band_reason,"
            " visited_on, place, outcome, outcome_detail, announced, child_seen, child_seen_alone, bedroom_seen,"
            " interpreter_needed, interpreter_used, came_with_me, version, author_id, opened_at, saved_at,"
            " amendment_reason, closing_reason) VALUES (:visit, :child, :visit, 1, 'signed', 1, 1, '5-10', '',"
            " '2026-01-01', 'home', 'held', '', 1, 1, 1, 1, 0, 0, '', 1, 1, '2026-01-01', '2026-01-01', '', '')",
        ):
            connection.execute(text(statement), ids)
        command.upgrade(config, "head")
    move = text("UPDATE visit SET child_id = :kept WHERE id = :visit")
    with engine.connect() as connection:
        with pytest.raises(DatabaseError, match="never edited"):
            connection.execute(move, ids)
        connection.execute(text("UPDATE child SET merged_into_id = :kept WHERE id = :child"), ids)
        connection.execute(move, ids)
        with pytest.raises(DatabaseError, match="never edited"):
            connection.exec_driver_sql("UPDATE visit SET visited_on = '2026-01-02'")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def first_release(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as the first release made it."""
    url = f"sqlite:///{tmp_path / 'first.db'}"
    if request.param == "postgresql":
        url = create_database(request.getfixturevalue("postgresql_url"), f"first_release_{uuid4().hex[:8]}")
    engine = create_engine(url)
    config = AlembicConfig()
    config.set_main_option("script_location", str(HERE))
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    yield engine
    engine.dispose()


def test_what_an_authority_had_set_before_changes_had_a_date_holds_as_it_did(first_release: Engine) -> None:
    with first_release.begin() as connection:
        for row in (
            "authority (id, name, retention_years, emergency_numbers, profile_every_days)"
            " VALUES (1, 'Northmere', 25, '999', 60), (2, 'Southmere', 17, '999', 91)",
            "team (id, authority_id, name, is_intake) VALUES (1, 1, 'Riverside', false)",
            "role (id, name) VALUES (1, 'practitioner')",
            "user_account (id, email, password, active, fs_uniquifier, name, profession, team_id, is_demo, created_at)"
            " VALUES (1, 'a@b.example', 'x', true, 'u', 'Amira', '', 1, false, '2026-03-01 23:30:00+00:00'),"
            " (2, 'b@b.example', 'x', false, 'v', 'Ben', '', 1, false, '2026-03-01 23:30:00+00:00')",
            "user_role (user_id, role_id) VALUES (1, 1), (2, 1)",
        ):
            connection.exec_driver_sql(f"INSERT INTO {row.replace('+00:00', zone_of(first_release))}")
    upgrade(first_release)
    with Session(first_release) as session:
        for day in (date(2019, 1, 1), date(2026, 11, 16)):
            northmere, southmere = settings_of(session, 1, day), settings_of(session, 2, day)
            assert (northmere.days("profile_every"), northmere.years("retention")) == (60, 25)
            assert (southmere.days("profile_every"), southmere.years("retention")) == (91, 17)
        [spell] = session.scalars(select(WorkSpell)).all()
        assert (spell.user_id, spell.role, spell.team_id) == (1, RoleName.PRACTITIONER, 1)
        assert (spell.from_on, spell.to_on) == (date(2026, 3, 1), None)


def zone_of(engine: Engine) -> str:
    """SQLite keeps instants without a zone."""
    return "+00:00" if engine.dialect.name == "postgresql" else ""


def test_a_database_of_the_first_release_comes_up_to_date_with_its_rows(first_release: Engine) -> None:
    with first_release.begin() as connection:
        for row in (
            "authority (id, name, retention_years, emergency_numbers, profile_every_days)"
            " VALUES (1, 'Northmere', 17, '999', 91)",
            "team (id, authority_id, name, is_intake) VALUES (1, 1, 'Riverside', false)",
        ):
            connection.exec_driver_sql(f"INSERT INTO {row}")
    assert upgrade(first_release) is True
    assert revision_of(first_release) == newest_revision()
    with first_release.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM team").scalars().all() == ["Riverside"]
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
