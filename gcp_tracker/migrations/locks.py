"""Triggers for both databases: what is signed, completed or logged stays as it was, whoever holds the connection.

A signed visit may still change its state (replaced, withdrawn) with who and why; nothing else of it. After
`kept_until`, the authority's retention date, it may be deleted.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

VISIT_MAY_CHANGE = frozenset({"state", "closed_at", "closed_by_id", "closing_reason"})
PARTS_OF_A_VISIT = ("grade", "visit_note", "visit_adult", "safety_check")


def lock_tables(connection: Connection) -> None:
    """Create the triggers. They name tables that must exist."""
    for number, rule in enumerate(_rules(connection)):
        _lock(connection, number, rule)


def _lock(connection: Connection, number: int, rule: tuple[str, str, str, str]) -> None:
    table, when, condition, sentence = rule
    if connection.dialect.name == "postgresql":
        _postgresql(connection, number, table, when, condition, sentence)
        return
    connection.execute(
        text(
            f"CREATE TRIGGER lock_{number}_{table} BEFORE {when} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
    )


def lock_readings(connection: Connection) -> None:
    """Readings are added, never changed: what was seen is kept as it was."""
    for number, when in enumerate(("UPDATE", "DELETE")):
        _lock(connection, 100 + number, ("reading", when, "1 = 1", "a reading is kept as it was seen"))


def _rules(connection: Connection) -> list[tuple[str, str, str, str]]:
    """(table, event, condition, sentence). Conditions use NEW and OLD, and are SQL that both databases read."""
    today = "CURRENT_DATE"
    columns = [row[0] for row in connection.execute(text("SELECT * FROM visit WHERE 1 = 0")).cursor.description]
    fixed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns if name not in VISIT_MAY_CHANGE)
    rules = [
        ("audit_event", "UPDATE", "1 = 1", "audit events are never changed"),
        ("audit_event", "DELETE", "1 = 1", "audit events are never deleted"),
        ("visit", "UPDATE", f"OLD.state <> 'draft' AND ({fixed})", "a signed visit is never edited: amend it"),
        (
            "visit",
            "DELETE",
            f"OLD.state <> 'draft' AND (OLD.kept_until IS NULL OR OLD.kept_until > {today})",
            "a signed visit is kept until its retention date",
        ),
    ]
    for table in PARTS_OF_A_VISIT:
        for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            kept = f" AND (kept_until IS NULL OR kept_until > {today})" if when == "DELETE" else ""
            rules.append(
                (
                    table,
                    when,
                    f"EXISTS (SELECT 1 FROM visit WHERE id = {row}.visit_id AND state <> 'draft'{kept})",  # noqa: S608 - names from the lists above
                    "a signed visit is never edited: amend it",
                )
            )
    for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        rules.append(
            (
                "profile_grade",
                when,
                f"EXISTS (SELECT 1 FROM profile WHERE id = {row}.profile_id AND state = 'completed')",  # noqa: S608 - names from the lists above
                "a completed profile is never edited",
            )
        )
    return rules


def _postgresql(connection: Connection, number: int, table: str, when: str, condition: str, sentence: str) -> None:
    name = f"lock_{number}_{table}"
    back = "OLD" if when == "DELETE" else "NEW"
    connection.execute(
        text(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation'; END IF;"
            f" RETURN {back}; END $$"
        )
    )
    connection.execute(text(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"))
