"""The migrations and the models say the same on both databases, and run forward only once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, select

from gcp_tracker.db import db
from gcp_tracker.migrations import HERE, newest_revision, revision_of, upgrade
from gcp_tracker.models import Base, KeptOperation, User, Visit
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import save_answers
from tests.builders import draft_visit, graded
from tests.cast import TODAY, Cast


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


def test_a_database_of_the_first_release_goes_on_with_its_drafts(
    app: Flask, cast: Cast, writing_as: Callable[[User | None], UnitOfWork]
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY, {"nutrition_quality": 2})
    db.session.remove()
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("DROP TABLE kept_operation")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert upgrade(db.engine) is True
    assert revision_of(db.engine) == newest_revision()
    with writing_as(cast.amira) as uow:
        answer = graded("nutrition_quality", 3)
        saved = save_answers(uow, uow.session.get_one(Visit, visit.id), base=2, operation="after", answers=[answer])
    assert saved.conflicts == []
    assert [kept.operation for kept in db.session.scalars(select(KeptOperation))] == ["after"]


@pytest.mark.parametrize(
    "table", ["visit", "grade", "visit_note", "visit_adult", "safety_check", "profile_grade", "audit_event"]
)
def test_what_must_not_change_is_locked_by_triggers(app: Flask, table: str) -> None:
    if db.engine.dialect.name == "postgresql":
        query = f"SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'lock_%_{table}'"  # noqa: S608 - a name from the list above
    else:
        query = f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'lock_%_{table}'"  # noqa: S608
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(query.replace("%", "%%") if "pg_" in query else query).scalar_one() >= 2
    assert table in inspect(db.engine).get_table_names()
