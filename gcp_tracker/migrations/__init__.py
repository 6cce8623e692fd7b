"""Numbered migrations, run forward only. `upgrade(engine)` brings a database to the newest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from gcp_tracker.config import ConfigError

HERE = Path(__file__).parent
# Any number, as long as every release uses the same one: PostgreSQL's lock against two processes that migrate at once.
LOCK = 4_720_016


def newest_revision() -> str:
    """The number of the newest migration, from its file name: "0001"."""
    return max(path.name[:4] for path in (HERE / "versions").glob("[0-9]*.py"))


def revision_of(engine: Engine) -> str | None:
    """The database's migration number; None when it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(engine: Engine, to: str = "head") -> bool:
    """Run what is missing, all in one transaction; True when anything was. Raises ConfigError on a newer release's.
    `to`: an older number, for tests of the steps after it.

    Of two processes that start at once, the second waits for the first and finds nothing left to do: on SQLite the
    writing transaction sees to that, on PostgreSQL a lock that ends with the transaction.
    """
    found, newest = revision_of(engine), newest_revision()
    if found == newest:
        return False
    if found is not None and found > newest:
        raise ConfigError(
            f"A newer release has used this database (it is at {found}; this release knows {newest}): run that one."
        )
    # Imported here, since an up-to-date start needs none of it.
    from alembic import command
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(HERE))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    return True
