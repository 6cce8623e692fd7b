"""The triggers that keep the audit a chain (migration 0010): events are only added, and only at the end.

`audit verify` compares what stands in the database with what is written here.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

ADDED_AT_ITS_END = "the audit is only added to at its end"
NEVER_CHANGED = "audit events are never changed"
NEVER_DELETED = "audit events are never deleted"
HEAD_MOVES_ON = "the head of the audit only moves on to an event"

EVENT_COLUMNS = (
    "id",
    "at",
    "actor_id",
    "actor_role",
    "relation",
    "session_key",
    "action",
    "subject_kind",
    "subject_id",
    "child_id",
    "reason",
    "salt_hash",
    "before_commitment",
    "after_commitment",
    "previous_hash",
    "hash",
)
# JSON cannot be compared on PostgreSQL, its text can.
CHANGED_FIELDS = "CAST(NEW.changed_fields AS TEXT) IS DISTINCT FROM CAST(OLD.changed_fields AS TEXT)"
# All that may happen to an event: its salt is forgotten.
SALT_FORGOTTEN = (
    "NEW.salt IS NULL AND NOT ("
    + " OR ".join([*(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in EVENT_COLUMNS), CHANGED_FIELDS])
    + ")"
)
FOLLOWS = "position = NEW.id - 1 AND hash = NEW.previous_hash"
IS_AN_EVENT = (
    "NEW.id = OLD.id AND NEW.position = OLD.position + 1"
    " AND EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.position AND hash = NEW.hash)"
)


@dataclass(frozen=True, slots=True)
class Lock:
    """One trigger: its table, when it fires, and what it does, in the words of the database."""

    name: str
    table: str
    when: str
    body: str
    each: str = "ROW"

    @property
    def sqlite(self) -> str:
        return f"CREATE TRIGGER {self.name} {self.when} ON {self.table} BEGIN {self.body} END"


def locks(dialect: str) -> list[Lock]:
    """Every trigger of the audit, as it has to stand in a database of that dialect."""
    return _postgresql_locks() if dialect == "postgresql" else _sqlite_locks()


def _sqlite_locks() -> list[Lock]:
    # The first one sees an INSERT OR REPLACE before it empties the place that it wants.
    return [
        _refusing(
            "lock_insert_audit_event",
            "audit_event",
            "BEFORE INSERT",
            f"NOT EXISTS (SELECT 1 FROM audit_head WHERE {FOLLOWS})",  # noqa: S608 - all of it stands above
            ADDED_AT_ITS_END,
        ),
        Lock(
            "lock_head_after_audit_event",
            "audit_event",
            "AFTER INSERT",
            "UPDATE audit_head SET position = NEW.id, hash = NEW.hash;",
        ),
        _refusing("lock_update_audit_event", "audit_event", "BEFORE UPDATE", f"NOT ({SALT_FORGOTTEN})", NEVER_CHANGED),
        _refusing("lock_delete_audit_event", "audit_event", "BEFORE DELETE", "1 = 1", NEVER_DELETED),
        _refusing("lock_update_audit_head", "audit_head", "BEFORE UPDATE", f"NOT ({IS_AN_EVENT})", HEAD_MOVES_ON),
        _refusing("lock_delete_audit_head", "audit_head", "BEFORE DELETE", "1 = 1", HEAD_MOVES_ON),
        _refusing(
            "lock_insert_audit_head", "audit_head", "BEFORE INSERT", "EXISTS (SELECT 1 FROM audit_head)", HEAD_MOVES_ON
        ),
    ]


def _refusing(name: str, table: str, when: str, condition: str, sentence: str) -> Lock:
    return Lock(name, table, when, f"SELECT RAISE(ABORT, '{sentence}') WHERE {condition};")


def _postgresql_locks() -> list[Lock]:
    def raising(sentence: str) -> str:
        return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation';"

    moves_head = (
        f"UPDATE audit_head SET position = NEW.id, hash = NEW.hash WHERE {FOLLOWS};"  # noqa: S608 - all of it stands above
        f" IF NOT FOUND THEN {raising(ADDED_AT_ITS_END)} END IF; RETURN NEW;"
    )
    return [
        # After the row, so that the head finds its event; in one statement of several rows they come one by one.
        Lock("lock_insert_audit_event", "audit_event", "AFTER INSERT", moves_head),
        Lock(
            "lock_update_audit_event",
            "audit_event",
            "BEFORE UPDATE",
            f"IF NOT ({SALT_FORGOTTEN}) THEN {raising(NEVER_CHANGED)} END IF; RETURN NEW;",
        ),
        Lock("lock_delete_audit_event", "audit_event", "BEFORE DELETE", raising(NEVER_DELETED)),
        Lock("lock_truncate_audit_event", "audit_event", "BEFORE TRUNCATE", raising(NEVER_DELETED), "STATEMENT"),
        Lock(
            "lock_update_audit_head",
            "audit_head",
            "BEFORE UPDATE",
            f"IF NOT ({IS_AN_EVENT}) THEN {raising(HEAD_MOVES_ON)} END IF; RETURN NEW;",
        ),
        Lock("lock_delete_audit_head", "audit_head", "BEFORE DELETE", raising(HEAD_MOVES_ON)),
        Lock("lock_truncate_audit_head", "audit_head", "BEFORE TRUNCATE", raising(HEAD_MOVES_ON), "STATEMENT"),
        Lock(
            "lock_insert_audit_head",
            "audit_head",
            "BEFORE INSERT",
            f"IF EXISTS (SELECT 1 FROM audit_head) THEN {raising(HEAD_MOVES_ON)} END IF; RETURN NEW;",  # noqa: S608
        ),
    ]


def lock_audit(connection: Connection) -> None:
    """Create them. The tables are there, and the head in its table."""
    dialect = connection.dialect.name
    for lock in locks(dialect):
        if dialect != "postgresql":
            connection.execute(text(lock.sqlite))
            continue
        connection.execute(
            text(f"CREATE FUNCTION {lock.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock.body} END $$")
        )
        connection.execute(
            text(
                f"CREATE TRIGGER {lock.name} {lock.when} ON {lock.table} FOR EACH {lock.each}"
                f" EXECUTE FUNCTION {lock.name}()"
            )
        )


def locks_missing(connection: Connection) -> list[str]:
    """The names of those that do not stand in the database as they are written here, switched on."""
    dialect = connection.dialect.name
    found = _found_on_postgresql(connection) if dialect == "postgresql" else _found_on_sqlite(connection)
    return [lock.name for lock in locks(dialect) if found.get(lock.name) != _stands(lock, dialect)]


def _stands(lock: Lock, dialect: str) -> tuple[str, ...]:
    if dialect != "postgresql":
        return (lock.table, lock.sqlite)
    return (lock.table, f"{lock.when} {lock.each}", f" BEGIN {lock.body} END ", "O")


def _found_on_sqlite(connection: Connection) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {name: (table, sql) for name, table, sql in rows}


def _found_on_postgresql(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The bits of tgtype: 1 for each row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate."""
    rows = connection.execute(
        text(
            "SELECT t.tgname, c.relname, CASE WHEN (t.tgtype & 2) > 0 THEN 'BEFORE' ELSE 'AFTER' END || ' '"
            " || CASE t.tgtype & 60 WHEN 4 THEN 'INSERT' WHEN 8 THEN 'DELETE' WHEN 16 THEN 'UPDATE'"
            " WHEN 32 THEN 'TRUNCATE' ELSE '?' END"
            " || CASE WHEN (t.tgtype & 1) > 0 THEN ' ROW' ELSE ' STATEMENT' END, p.prosrc, t.tgenabled"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE c.relname IN ('audit_event', 'audit_head') AND t.tgqual IS NULL AND cardinality(t.tgattr) = 0"
        )
    )
    return {
        name: (table, when, body, enabled if isinstance(enabled, str) else enabled.decode())
        for name, table, when, body, enabled in rows
    }
