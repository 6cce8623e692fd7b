"""Triggers on supervision: what is signed stays as it was, whoever holds the connection, and so does what is said of it
afterwards. A row may go with its child’s record to the one that this was merged into, and back.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from gcp_tracker.migrations.locks import create_lock, lock_as_added
from gcp_tracker.migrations.merge_locks import goes_elsewhere

SIGNED = "a signed record of supervision is never edited: write another one"
OF_RECORD = "EXISTS (SELECT 1 FROM supervision_record WHERE {tie} = {row} AND state {state})"


def lock_supervision(connection: Connection) -> None:
    lock_but_child(connection, "supervision_record", "OLD.state <> 'draft'", SIGNED)
    signed = OF_RECORD.format(tie="session_id", row="OLD.id", state="= 'signed'")
    for when in ("UPDATE", "DELETE"):
        create_lock(
            connection, f"lock_{when.lower()}_supervision_session", ("supervision_session", when, signed, SIGNED)
        )
    for table, tie, column, state in (
        ("supervision_attender", "session_id", "session_id", "= 'signed'"),
        ("decision", "id", "record_id", "<> 'draft'"),
    ):
        for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            closed = OF_RECORD.format(tie=tie, row=f"{row}.{column}", state=state)
            create_lock(connection, f"lock_{when.lower()}_{table}", (table, when, closed, SIGNED))
    lock_as_added(connection, "decision_move", "what became of a decision is kept as it was said")
    lock_as_added(connection, "supervision_answer", "an answer is kept as it was given")
    lock_as_added(connection, "escalation_step", "a step of a challenge is kept as it was taken")
    lock_but_child(connection, "escalation", "1 = 1", "a challenge stays as it was raised")
    lock_but_child(connection, "judgement", "1 = 1", "a judgement stays as it was given")


def lock_but_child(connection: Connection, table: str, closed: str, sentence: str) -> None:
    """Of a row that is closed only the child it is about may change, by a merge."""
    columns = [row[0] for row in connection.execute(text(f"SELECT * FROM {table} WHERE 1 = 0")).cursor.description]  # noqa: S608 - names from above
    fixed = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns if name != "child_id"]
    fixed.append(goes_elsewhere("child_id", "child", "merged_into_id"))
    create_lock(connection, f"lock_update_{table}", (table, "UPDATE", f"{closed} AND ({' OR '.join(fixed)})", sentence))
    create_lock(connection, f"lock_delete_{table}", (table, "DELETE", closed, sentence))
