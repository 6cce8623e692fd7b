"""Triggers for both databases: what is signed, completed or logged stays as it was, whoever holds the connection.

A signed visit may still change its state (replaced, withdrawn) with who and why; nothing else of it. After
`kept_until`, the authority's retention date, it may be deleted.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

VISIT_MAY_CHANGE = frozenset({"state", "closed_at", "closed_by_id", "closing_reason"})
PARTS_OF_A_VISIT = ("grade", "visit_note", "visit_adult", "safety_check")


Rule = tuple[str, str, str, str]


def lock_tables(connection: Connection) -> None:
    """Create the triggers of the first tables. They name tables that must exist."""
    for number, rule in enumerate(_rules(connection)):
        create_lock(connection, f"lock_{number}_{rule[0]}", rule)


def lock_visit_anew(connection: Connection) -> None:
    """After a column was added to `visit`: the trigger names each column that a signed visit keeps."""
    rule = _visit_stays(connection)
    name = next(f"lock_{number}_visit" for number, one in enumerate(_rules(connection)) if one == rule)
    drop_lock(connection, name, "visit")
    create_lock(connection, name, rule)


def lock_readings(connection: Connection) -> None:
    """What was seen is kept as it was."""
    lock_as_added(connection, "reading", "a reading is kept as it was seen")


def lock_as_added(connection: Connection, table: str, sentence: str) -> None:
    """Rows are added, never changed."""
    for when in ("UPDATE", "DELETE"):
        create_lock(connection, f"lock_{when.lower()}_{table}", (table, when, "1 = 1", sentence))


def lock_part_of_a_visit(connection: Connection, table: str) -> None:
    """A later table whose rows belong to a visit by `visit_id`."""
    for rule in _part_stays(table):
        create_lock(connection, f"lock_{rule[1].lower()}_{table}", rule)


def drop_lock(connection: Connection, name: str, table: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"DROP TRIGGER {name} ON {table}"))
        connection.execute(text(f"DROP FUNCTION {name}()"))
    else:
        connection.execute(text(f"DROP TRIGGER {name}"))


def create_lock(connection: Connection, name: str, rule: Rule) -> None:
    """One trigger. The condition uses NEW and OLD, and is SQL that both databases read."""
    table, when, condition, sentence = rule
    if connection.dialect.name == "postgresql":
        _postgresql(connection, name, table, when, condition, sentence)
        return
    connection.execute(
        text(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
    )


def _visit_stays(connection: Connection) -> Rule:
    columns = [row[0] for row in connection.execute(text("SELECT * FROM visit WHERE 1 = 0")).cursor.description]
    fixed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns if name not in VISIT_MAY_CHANGE)
    return ("visit", "UPDATE", f"OLD.state <> 'draft' AND ({fixed})", "a signed visit is never edited: amend it")


def _part_stays(table: str) -> list[Rule]:
    rules = []
    for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        kept = " AND (kept_until IS NULL OR kept_until > CURRENT_DATE)" if when == "DELETE" else ""
        rules.append(
            (
                table,
                when,
                f"EXISTS (SELECT 1 FROM visit WHERE id = {row}.visit_id AND state <> 'draft'{kept})",  # noqa: S608 - names from the lists above
                "a signed visit is never edited: amend it",
            )
        )
    return rules


def _rules(connection: Connection) -> list[Rule]:
    """(table, event, condition, sentence). Conditions use NEW and OLD, and are SQL that both databases read."""
    rules = [
        ("audit_event", "UPDATE", "1 = 1", "audit events are never changed"),
        ("audit_event", "DELETE", "1 = 1", "audit events are never deleted"),
        _visit_stays(connection),
        (
            "visit",
            "DELETE",
            "OLD.state <> 'draft' AND (OLD.kept_until IS NULL OR OLD.kept_until > CURRENT_DATE)",
            "a signed visit is kept until its retention date",
        ),
    ]
    for table in PARTS_OF_A_VISIT:
        rules += _part_stays(table)
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


def _postgresql(connection: Connection, name: str, table: str, when: str, condition: str, sentence: str) -> None:
    back = "OLD" if when == "DELETE" else "NEW"
    connection.execute(
        text(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation'; END IF;"
            f" RETURN {back}; END $$"
        )
    )
    connection.execute(text(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"))
