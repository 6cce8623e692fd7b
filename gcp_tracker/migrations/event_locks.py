"""Triggers on the events of a chronology: a version stays as it was written, whoever holds the connection.

Only its state may change, with who and why; and it goes with its child’s record to the one that this was merged into,
and back.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from gcp_tracker.migrations.locks import create_lock
from gcp_tracker.migrations.merge_locks import goes_elsewhere

MAY_CHANGE = frozenset({"state", "closed_at", "closed_by_id", "closing_reason", "child_id"})
SENTENCE = "an event is never edited: amend or withdraw it"


def lock_events(connection: Connection) -> None:
    columns = [row[0] for row in connection.execute(text("SELECT * FROM event WHERE 1 = 0")).cursor.description]
    fixed = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns if name not in MAY_CHANGE]
    fixed += [
        goes_elsewhere("child_id", "child", "merged_into_id"),
        "OLD.state = 'withdrawn' AND NEW.state <> OLD.state",
    ]
    create_lock(connection, "lock_update_event", ("event", "UPDATE", f"({' OR '.join(fixed)})", SENTENCE))
    create_lock(connection, "lock_delete_event", ("event", "DELETE", "1 = 1", SENTENCE))
