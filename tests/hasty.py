"""Speed before durability, as in postgres.py: what these files hold is thrown away. Tests of durability serve their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event


def make_hasty(engine: Engine) -> None:
    """From its next connection on, an engine of SQLite waits for no disk."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _wait_for_no_disk)


def _wait_for_no_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")
