"""Every table empty again, on a server that several tests share."""

from __future__ import annotations

from sqlalchemy import Connection, insert, text

from gcp_tracker.models import AuditHead, Base
from gcp_tracker.models.audit import NOTHING_YET


def empty_tables(connection: Connection) -> None:
    """With the triggers that forbid it switched off; the audit begins anew."""
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    connection.execute(insert(AuditHead).values(id=1, position=0, hash=NOTHING_YET))
