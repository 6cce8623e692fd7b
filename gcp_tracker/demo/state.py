"""What a start must know of the demo without loading it: its password, and whether it is to be made."""

from __future__ import annotations

from sqlalchemy import select

from gcp_tracker.accounts.queries import has_demo_accounts
from gcp_tracker.models import AuditEvent, Authority
from gcp_tracker.unit_of_work import AnySession

# Printed at every start of a demo; production refuses a database that has an account with it.
PASSWORD = "three paper boats"  # noqa: S105 - meant to be known
FINISHED = "demo:finish"


def is_wanted(session: AnySession) -> bool:
    """True for an empty database, and for a demo whose making was cut off before anybody could sign in."""
    if session.scalar(select(Authority.id).limit(1)) is None:
        return True
    if not has_demo_accounts(session):
        return False
    return session.scalar(select(AuditEvent.id).where(AuditEvent.action == FINISHED).limit(1)) is None
