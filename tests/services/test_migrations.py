"""The migrations and the models say the same on both databases, and run forward only once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect

from gcp_tracker.db import db
from gcp_tracker.migrations import HERE, newest_revision, revision_of, upgrade
from gcp_tracker.models import Base
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


@pytest.fixture(params=["sqlite", "postgresql"])
def first_release(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as the first release made it."""
    url = f"sqlite:///{tmp_path / 'first.db'}"
    if request.param == "postgresql":
        url = create_database(request.getfixturevalue("postgresql_url"), "first_release")
    engine = create_engine(url)
    config = AlembicConfig()
    config.set_main_option("script_location", str(HERE))
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    yield engine
    engine.dispose()


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
