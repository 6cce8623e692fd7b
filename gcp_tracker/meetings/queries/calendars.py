"""The addresses of workers’ calendars."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import CalendarFeed, User
from gcp_tracker.unit_of_work import AnySession


def calendar_of(session: AnySession, user: User) -> CalendarFeed | None:
    return session.get(CalendarFeed, user.id)


def calendar_at(session: AnySession, token_hash: str) -> CalendarFeed | None:
    """None as well once its person’s account is disabled."""
    query = select(CalendarFeed).where(CalendarFeed.token_hash == token_hash).options(joinedload(CalendarFeed.user))
    found = session.scalar(query)
    return found if found is not None and found.user.active else None
