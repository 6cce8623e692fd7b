"""Whose every row is: the child it is about, found along the foreign keys, or else the accounts it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Table

from gcp_tracker.db import db
from gcp_tracker.models import Base
from tests.access.families import WORD
from tests.access.place import Place

# What every request leaves, and the count of tries, which is kept of nobody by name.
NOT_LOOKED_AT = {"audit_event", "audit_head", "failed_try", "instrument_version", "role"}
TABLES = [table for table in Base.metadata.sorted_tables if table.name not in NOT_LOOKED_AT]
Key = tuple[Any, ...]


@dataclass
class Rows:
    """By table and key: the row’s values, whose child it is about, and the accounts that it names."""

    values: dict[tuple[str, Key], dict[str, Any]] = field(default_factory=dict)
    about: dict[tuple[str, Key], set[str]] = field(default_factory=dict)
    names: dict[tuple[str, Key], set[int]] = field(default_factory=dict)


def rows_now(place: Place) -> Rows:
    """The whole database, but for NOT_LOOKED_AT."""
    rows = Rows()
    families = {record.ids["family_id"].hex: relation for relation, record in place.families.records.items()}
    with place.app.app_context(), db.engine.connect() as connection:
        for table in TABLES:
            keys = [column.name for column in table.primary_key]
            # As it is stored, since this is asked after every write: an id of a child is 32 letters there.
            found = connection.exec_driver_sql(f"SELECT * FROM {table.name}")  # noqa: S608 - our own table
            names = list(found.keys())
            for row in found:
                values = dict(zip(names, row, strict=True))
                values.pop("last_seen_at", None)
                rows.values[table.name, tuple(values[name] for name in keys)] = values
    # A child that stands under another family now is still the child it was.
    homes = {f"{word}son": relation for relation, word in WORD.items()}
    restricted = {
        row["restriction_id"]: homes.get(row["family_name"], "new")
        for row in _of(rows, "child")
        if row["restriction_id"]
    }
    # They come table by table, in the order in which these point at each other.
    for key, row in rows.values.items():
        table = Base.metadata.tables[key[0]]
        if table.name == "family":
            rows.about[key] = {families.get(row["id"], homes.get(row["name"], "new"))}
        elif table.name == "restriction":
            rows.about[key] = {restricted[row["id"]]} if row["id"] in restricted else {"new"}
        else:
            rows.about[key] = set(_through_keys(rows, table, row))
        rows.names[key] = {row[name] for name in _accounts_of(table) if row[name] is not None}
    _of_lines(rows)
    return rows


def row_counts(place: Place) -> Counter[str]:
    """How many rows each table has."""
    each = " UNION ALL ".join(f"SELECT '{table.name}', count(*) FROM {table.name}" for table in TABLES)  # noqa: S608 - names of our own tables
    with place.app.app_context(), db.engine.connect() as connection:
        return Counter({name: count for name, count in connection.exec_driver_sql(each)})


def _of_lines(rows: Rows) -> None:
    """What became of an action is said of its line, which no foreign key names."""
    lines: dict[Any, set[str]] = {}
    for (table, key), row in rows.values.items():
        if table == "plan_action":
            lines.setdefault(row["line_id"], set()).update(rows.about[table, key])
    for (table, key), row in rows.values.items():
        if table == "action_move":
            rows.about[table, key] = lines[row["line_id"]]


def differences(before: Rows, after: Rows) -> Iterator[tuple[str, Key]]:
    for key in before.values.keys() | after.values.keys():
        if before.values.get(key) != after.values.get(key):
            yield key


def _of(rows: Rows, name: str) -> Iterator[dict[str, Any]]:
    return (row for (table, _), row in rows.values.items() if table == name)


def _through_keys(rows: Rows, table: Table, row: dict[str, Any]) -> Iterator[str]:
    """What the rows are about that this one points at."""
    for name, pointed in _points_of(table):
        if row[name] is not None and pointed != table.name:
            yield from rows.about.get((pointed, (row[name],)), set())


@cache
def _points_of(table: Table) -> list[tuple[str, str]]:
    return [(key.parent.name, key.column.table.name) for key in table.foreign_keys]


@cache
def _accounts_of(table: Table) -> list[str]:
    found = [name for name, pointed in _points_of(table) if pointed == "user_account"]
    return ["id"] if table.name == "user_account" else found
