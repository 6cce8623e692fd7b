"""Triggers of the database on trigger points: what fired, what it stood on and what was answered stay as they were.

A firing and a wording go with their child’s record to the one that this was merged into, and back. A firing lapses
once.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from gcp_tracker.migrations.locks import create_lock, lock_as_added
from gcp_tracker.migrations.merge_locks import goes_elsewhere

FIRED = "what fired is kept as it fired"
JSON_COLUMNS = frozenset({"rule"})
WORDED = "a wording is changed by adding one"


def lock_triggers(connection: Connection) -> None:
    lock_as_added(connection, "trigger_version", "rules are changed by loading a new version")
    lock_as_added(connection, "trigger_grade", FIRED)
    lock_as_added(connection, "trigger_answer", "an answer is kept as it was signed")
    _lock_all_but_moves(connection, "trigger_firing", FIRED, lapses="lapsed_at")
    _lock_all_but_moves(connection, "item_wording", WORDED)


def _lock_all_but_moves(connection: Connection, table: str, sentence: str, lapses: str = "") -> None:
    """`lapses`: a column that is set once."""
    probe = text(f"SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608 - names from the list above
    columns = [row[0] for row in connection.execute(probe).cursor.description]
    fixed = [
        f"{_comparable(connection, 'NEW', name)} IS DISTINCT FROM {_comparable(connection, 'OLD', name)}"
        for name in columns
        if name not in ("child_id", lapses)
    ]
    if lapses:
        fixed.append(f"(OLD.{lapses} IS NOT NULL AND NEW.{lapses} IS DISTINCT FROM OLD.{lapses})")
    fixed.append(goes_elsewhere("child_id", "child", "merged_into_id"))
    create_lock(connection, f"lock_update_{table}", (table, "UPDATE", " OR ".join(fixed), sentence))
    create_lock(connection, f"lock_delete_{table}", (table, "DELETE", "1 = 1", sentence))


def _comparable(connection: Connection, row: str, name: str) -> str:
    """PostgreSQL cannot compare two of its json."""
    is_json = name in JSON_COLUMNS and connection.dialect.name == "postgresql"
    return f"{row}.{name}::text" if is_json else f"{row}.{name}"
