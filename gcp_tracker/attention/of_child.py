"""The reasons of one child, read for a page or a form of their own."""

from __future__ import annotations

from datetime import date, datetime

from gcp_tracker.attention.queries import Attention
from gcp_tracker.children.queries import managers_rows
from gcp_tracker.models import Child
from gcp_tracker.unit_of_work import AnySession


def attention_now(session: AnySession, child: Child, now: datetime, today: date) -> Attention:
    """In the manager’s order, which is the same for everybody who looks at one child."""
    (row,) = managers_rows(session, [(child, "", "")], now, today)
    return row.attention
