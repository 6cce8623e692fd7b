"""Rows in bulk, straight into the tables: what twenty thousand children would take the services an hour to write."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, text

from gcp_tracker.audit_writing import write_events
from gcp_tracker.models import AuditEvent, Base

FLUSH_AT = 20_000


class Bulk:
    """Collects rows by table and writes them in one go. Ids that others point at are given out here."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.random = random.Random(20)
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.last_ids: dict[str, int] = defaultdict(int)
        self.waiting = 0
        # What is set only at the end, by table: the database lets nobody write under a visit that is signed.
        self.endings: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **row: Any) -> None:
        self.rows[table].append(row)
        self.waiting += 1

    def add_numbered(self, table: str, **row: Any) -> int:
        self.last_ids[table] += 1
        self.add(table, id=self.last_ids[table], **row)
        return self.last_ids[table]

    def add_keyed(self, table: str, **row: Any) -> UUID:
        key = UUID(int=self.random.getrandbits(128), version=4)
        self.add(table, id=key, **row)
        return key

    def end(self, table: str, key: UUID, **values: Any) -> None:
        self.endings[table].append({"of": key, **values})

    def flush_if_many(self) -> None:
        if self.waiting > FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """Parents first: the tables are written in the order in which they point at each other."""
        for table in Base.metadata.sorted_tables:
            rows = self.rows[table.name]
            if rows and table.name == AuditEvent.__tablename__:
                write_events(self.connection, rows)
            elif rows:
                self.connection.execute(table.insert(), rows)
            self.rows[table.name] = []
        self.waiting = 0

    def finish(self) -> None:
        """Write what is left, then the endings. PostgreSQL counts on from the ids given out, and learns its sizes."""
        self.flush()
        for name, values in self.endings.items():
            table = Base.metadata.tables[name]
            self.connection.execute(table.update().where(table.c.id == bindparam("of")), values)
        if self.connection.dialect.name == "postgresql":
            count_on = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            for name, last in self.last_ids.items():
                self.connection.execute(count_on, {"name": name, "last": last})
            # Its autovacuum would do this within a minute. The built-in database is left as the application leaves it.
            self.connection.execute(text("ANALYZE"))
