"""The trigger on signed visits, once records of children can be merged (migration 0006).

A signed visit may then go from a record to the one that it was merged into, and back; and from a home to the one that
was found to be the same, and back. Nothing else of it changes: not a grade, not a word, not its date or its author.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from gcp_tracker.migrations.locks import VISIT_MAY_CHANGE

NAME = "lock_2_visit"  # as migration 0001 named it
SENTENCE = "a signed visit is never edited: amend it"
MOVES = {"child_id": ("child", "merged_into_id"), "household_id": ("household", "same_as_id")}


def let_merged_visits_move(connection: Connection) -> None:
    """Create the trigger anew. It names every column that the visit has by now."""
    columns = [row[0] for row in connection.execute(text("SELECT * FROM visit WHERE 1 = 0")).cursor.description]
    fixed = [
        f"NEW.{name} IS DISTINCT FROM OLD.{name}"
        for name in columns
        if name not in VISIT_MAY_CHANGE and name not in MOVES
    ]
    fixed += [goes_elsewhere(column, table, tie) for column, (table, tie) in MOVES.items()]
    condition = f"OLD.state <> 'draft' AND ({' OR '.join(fixed)})"
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {condition} THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'restrict_violation'; END IF;"
                " RETURN NEW; END $$"
            )
        )
        return
    connection.execute(text(f"DROP TRIGGER {NAME}"))
    connection.execute(
        text(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON visit WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )
    )


def goes_elsewhere(column: str, table: str, tie: str) -> str:
    """The column changes, to a record that is not tied to the old one by a merge."""
    return (
        f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND NOT EXISTS (SELECT 1 FROM {table} WHERE"  # noqa: S608 - names from the list above
        f" (id = OLD.{column} AND {tie} = NEW.{column}) OR (id = NEW.{column} AND {tie} = OLD.{column})))"
    )
