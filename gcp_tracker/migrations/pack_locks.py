"""Triggers on conference packs: what was issued stays as it was read, whoever holds the connection.

Of an issued pack only its state may change: read by the chair, or replaced by a later issue. It goes with its child’s
record to the one that this was merged into, and back.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from gcp_tracker.migrations.locks import create_lock, lock_as_added
from gcp_tracker.migrations.merge_locks import goes_elsewhere

MAY_CHANGE = frozenset({"state", "child_id"})
SENTENCE = "an issued pack is never changed: make a new issue"
FROZEN = "('issued', 'read', 'replaced')"


def lock_packs(connection: Connection) -> None:
    columns = [row[0] for row in connection.execute(text("SELECT * FROM pack WHERE 1 = 0")).cursor.description]
    # JSON has no equality in PostgreSQL, so facts are compared as text.
    fixed = [_differs(name) for name in columns if name not in MAY_CHANGE]
    fixed.append(goes_elsewhere("child_id", "child", "merged_into_id"))
    fixed.append(f"NEW.state NOT IN {FROZEN}")
    issued = f"OLD.state IN {FROZEN}"
    create_lock(connection, "lock_update_pack", ("pack", "UPDATE", f"{issued} AND ({' OR '.join(fixed)})", SENTENCE))
    create_lock(connection, "lock_delete_pack", ("pack", "DELETE", issued, SENTENCE))
    for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        is_issued = f"EXISTS (SELECT 1 FROM pack WHERE id = {row}.pack_id AND state IN {FROZEN})"  # noqa: S608 - names from above
        create_lock(connection, f"lock_{when.lower()}_pack_sentence", ("pack_sentence", when, is_issued, SENTENCE))
    lock_as_added(connection, "pack_move", "what became of a pack is kept as it was said")


def _differs(column: str) -> str:
    new, old = (f"CAST({row}.facts AS TEXT)" if column == "facts" else f"{row}.{column}" for row in ("NEW", "OLD"))
    return f"{new} IS DISTINCT FROM {old}"
