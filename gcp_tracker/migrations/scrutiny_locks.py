"""Triggers on scrutiny: what a chair signed stays as it was, whoever holds the connection. It may go with its child’s
record to the one that this was merged into, and back.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gcp_tracker.migrations.supervision_locks import lock_but_child

SIGNED = "signed scrutiny is never edited: write a later entry"


def lock_scrutiny(connection: Connection) -> None:
    lock_but_child(connection, "scrutiny", "OLD.state <> 'draft'", SIGNED)
