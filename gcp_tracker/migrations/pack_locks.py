"""Triggers on conference packs: what was issued stays as it was read, whoever holds the connection.

Of an issued pack only its state may change: read by the chair, or replaced by a later issue. It goes with its child’s
record to the one that this was merged into, and back. After `kept_until`, the authority’s retention date, it may be
deleted, as a signed visit may.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from gcp_tracker.migrations.locks import create_lock, drop_lock, lock_as_added
from gcp_tracker.migrations.merge_locks import goes_elsewhere

MAY_CHANGE = frozenset({"state", "child_id"})
SENTENCE = "an issued pack is never changed: make a new issue"
KEPT = "an issued pack is kept until its retention date"
MOVES_STAY = "what became of a pack is kept as it was said"
FROZEN = "('issued', 'read', 'replaced')"


def lock_packs(connection: Connection) -> None:
    """As migration 0021 did: an issued pack is kept for ever."""
    _lock_update(connection)
    create_lock(connection, "lock_delete_pack", ("pack", "DELETE", f"OLD.state IN {FROZEN}", SENTENCE))
    for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        create_lock(
            connection, f"lock_{when.lower()}_pack_sentence", ("pack_sentence", when, _is_issued(row), SENTENCE)
        )
    lock_as_added(connection, "pack_move", MOVES_STAY)


def keep_packs_until_their_day(connection: Connection) -> None:
    """Once `pack` has `kept_until`: with its sentences and what became of it, it may be deleted after that day."""
    for table, when in (("pack", "update"), ("pack", "delete"), ("pack_sentence", "delete"), ("pack_move", "delete")):
        drop_lock(connection, f"lock_{when}_{table}", table)
    _lock_update(connection)
    kept = f"OLD.state IN {FROZEN} AND (OLD.kept_until IS NULL OR OLD.kept_until > CURRENT_DATE)"
    create_lock(connection, "lock_delete_pack", ("pack", "DELETE", kept, KEPT))
    is_over = "EXISTS (SELECT 1 FROM pack WHERE id = OLD.pack_id AND kept_until <= CURRENT_DATE)"
    is_kept = f"{_is_issued('OLD')} AND NOT {is_over}"
    create_lock(connection, "lock_delete_pack_sentence", ("pack_sentence", "DELETE", is_kept, KEPT))
    create_lock(connection, "lock_delete_pack_move", ("pack_move", "DELETE", f"NOT {is_over}", MOVES_STAY))


def _lock_update(connection: Connection) -> None:
    columns = [row[0] for row in connection.execute(text("SELECT * FROM pack WHERE 1 = 0")).cursor.description]
    # JSON has no equality in PostgreSQL, so facts are compared as text.
    fixed = [_differs(name) for name in columns if name not in MAY_CHANGE]
    fixed.append(goes_elsewhere("child_id", "child", "merged_into_id"))
    fixed.append(f"NEW.state NOT IN {FROZEN}")
    condition = f"OLD.state IN {FROZEN} AND ({' OR '.join(fixed)})"
    create_lock(connection, "lock_update_pack", ("pack", "UPDATE", condition, SENTENCE))


def _is_issued(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM pack WHERE id = {row}.pack_id AND state IN {FROZEN})"  # noqa: S608 - names from above


def _differs(column: str) -> str:
    new, old = (f"CAST({row}.facts AS TEXT)" if column == "facts" else f"{row}.{column}" for row in ("NEW", "OLD"))
    return f"{new} IS DISTINCT FROM {old}"
