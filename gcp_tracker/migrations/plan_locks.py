"""Triggers on plans: a version that was agreed stays as it was, whoever holds the connection.

Of an agreed version only its state may change, with who and why; and it goes with its child’s record to the one that
this was merged into, and back.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from gcp_tracker.migrations.locks import create_lock, lock_as_added
from gcp_tracker.migrations.merge_locks import goes_elsewhere

MAY_CHANGE = frozenset({"state", "closed_at", "closed_by_id", "closing_reason", "child_id"})
SENTENCE = "an agreed plan is never edited: begin a new version"
OF_OUTCOME = "SELECT plan_id FROM outcome WHERE id = {row}.outcome_id"
OF_ACTION = "SELECT o.plan_id FROM outcome o JOIN plan_action a ON a.outcome_id = o.id WHERE a.id = {row}.action_id"
PARTS = {
    "outcome": "{row}.plan_id",
    "outcome_item": OF_OUTCOME,
    "plan_action": OF_OUTCOME,
    "action_person": OF_ACTION,
}


def lock_plans(connection: Connection) -> None:
    columns = [row[0] for row in connection.execute(text("SELECT * FROM plan WHERE 1 = 0")).cursor.description]
    fixed = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns if name not in MAY_CHANGE]
    fixed.append(goes_elsewhere("child_id", "child", "merged_into_id"))
    closed = "OLD.state <> 'draft'"
    create_lock(connection, "lock_update_plan", ("plan", "UPDATE", f"{closed} AND ({' OR '.join(fixed)})", SENTENCE))
    create_lock(connection, "lock_delete_plan", ("plan", "DELETE", closed, SENTENCE))
    for table, plan in PARTS.items():
        for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            which = plan.format(row=row)
            is_closed = f"EXISTS (SELECT 1 FROM plan WHERE id = ({which}) AND state <> 'draft')"  # noqa: S608 - names from the list above
            create_lock(connection, f"lock_{when.lower()}_{table}", (table, when, is_closed, SENTENCE))
    lock_as_added(connection, "action_move", "what became of an action is kept as it was said")
    lock_as_added(connection, "outcome_reading", "a reading is kept as it was seen")
