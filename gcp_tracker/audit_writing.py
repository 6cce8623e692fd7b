"""What a write leaves in the audit: commitments to what it changed, and the events themselves, linked to the chain."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, inspect, text
from sqlalchemy.orm import InstanceState, LoaderCallableStatus, Mapper, Session

from gcp_tracker.models import AuditEvent
from gcp_tracker.models.audit import SQLITE_SHA256, between, commitment, salt_hash

# Worked out from other records, or a memory of what was sent: what they stand for is committed to already.
DERIVED = frozenset({"reading", "kept_operation"})
NOTHING: Mapping[str, Any] = {
    "salt": None,
    "salt_hash": None,
    "before_commitment": None,
    "after_commitment": None,
}

Values = dict[str, Any]


@dataclass(slots=True)
class Changes:
    """What records held before and after a write, by table and key: `{"grade 12": {"value": 4}}`."""

    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)

    def add(self, later: Changes | None) -> None:
        for name in later.before if later else ():
            # What a record was before stays what it was first.
            self.before[name] = later.before[name] | self.before.get(name, {})  # type: ignore[union-attr]
        for name in later.after if later else ():
            self.after[name] = self.after.get(name, {}) | later.after[name]  # type: ignore[union-attr]

    def note(self, session: Session) -> None:
        """Inside a flush, when keys are known and what was there before is not yet forgotten."""
        noted = Changes()
        for record in session.new:
            noted._put(record, {}, _columns(record))
        for record in session.deleted:
            noted._put(record, _columns(record), {})
        for record in session.dirty:
            before = _before(record)
            noted._put(record, before, {name: inspect(record).dict.get(name) for name in before})
        self.add(noted)

    def note_columns(self, record: object, values: Values) -> None:
        """Before they are put into the record, where no flush does it."""
        held = {name: getattr(record, name) for name, value in values.items() if getattr(record, name) != value}
        noted = Changes()
        noted._put(record, held, {name: values[name] for name in held})
        self.add(noted)

    def _put(self, record: object, before: Values, after: Values) -> None:
        mapper: Mapper[Any] = inspect(record).mapper
        table = mapper.local_table.name  # type: ignore[attr-defined]  # a table, not a join
        if table in DERIVED:
            return
        key = " ".join([table, *map(str, mapper.primary_key_from_instance(record))])
        if before:
            self.before[key] = before
        if after:
            self.after[key] = after


def _columns(record: object) -> Values:
    state: InstanceState[Any] = inspect(record)
    return {name: state.dict[name] for name in state.mapper.columns.keys() if name in state.dict}  # noqa: SIM118 - not a dict


def _before(record: object) -> Values:
    """Of the columns that have changed: what each of them held."""
    state: InstanceState[Any] = inspect(record)
    return {
        name: None if isinstance(old, LoaderCallableStatus) else old
        for name, old in state.committed_state.items()
        if name in state.mapper.columns and state.dict.get(name) != old
    }


def commit_to(changes: Changes) -> Mapping[str, Any]:
    """The columns of an event that commit to these values without telling them."""
    if not changes.before and not changes.after:
        return NOTHING
    salt = secrets.token_hex(16)
    return {
        "salt": salt,
        "salt_hash": salt_hash(salt),
        "before_commitment": commitment(salt, changes.before) if changes.before else None,
        "after_commitment": commitment(salt, changes.after) if changes.after else None,
    }


def write_events(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add them to the chain. The caller commits at once: until then everybody else who writes waits.

    One statement for each event takes the head, gives the place and works out the hash; a trigger moves the head on,
    and refuses what does not follow it.
    """
    told = [{**row, "middle": between(row)} for row in rows]
    connection.execute(ADD[connection.dialect.name], told)


def _add(dialect: str) -> TextClause:
    is_postgresql = dialect == "postgresql"
    types = {"at": "TIMESTAMPTZ", "actor_id": "INTEGER", "child_id": "UUID", "changed_fields": "JSON"}
    values = [f"CAST(:{name} AS {types[name]})" if is_postgresql and name in types else f":{name}" for name in GIVEN]
    hashed = "'[' || (position + 1) || ',' || :middle || ',\"' || hash || '\"]'"
    digest = f"encode(sha256(convert_to({hashed}, 'UTF8')), 'hex')" if is_postgresql else f"{SQLITE_SHA256}({hashed})"
    columns = AuditEvent.__table__.c
    return text(
        f"INSERT INTO audit_event (id, {', '.join(GIVEN)}, previous_hash, hash)"  # noqa: S608 - names from the model
        f" SELECT position + 1, {', '.join(values)}, hash, {digest} FROM audit_head"
        + (" FOR UPDATE" if is_postgresql else "")
    ).bindparams(*(bindparam(name, type_=columns[name].type) for name in GIVEN))


GIVEN = [column.name for column in AuditEvent.__table__.c if column.name not in ("id", "previous_hash", "hash")]
ADD = {dialect: _add(dialect) for dialect in ("sqlite", "postgresql")}
