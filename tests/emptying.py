"""Every table empty again, on a server that several tests share."""

from __future__ import annotations

from sqlalchemy import Connection, insert, text

from gcp_tracker.models import AuditHead, Base
from gcp_tracker.models.audit import NOTHING_YET

# Asked first, since a test fills few: TRUNCATE of them all makes as many new files, and every plan anew.
FILLED = " UNION ALL ".join(
    f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM {table.name})"  # noqa: S608 - names of our own tables
    for table in Base.metadata.sorted_tables
)
NUMBERED_ANEW = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


def empty_tables(connection: Connection) -> None:
    """With the triggers that forbid it switched off; numbers and the audit begin anew."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for name in connection.scalars(text(FILLED)).all():
        connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608 - a name from above
    connection.execute(text(NUMBERED_ANEW))
    connection.execute(insert(AuditHead).values(id=1, position=0, hash=NOTHING_YET))
