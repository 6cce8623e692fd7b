"""Making and ending the address of one’s own calendar."""

from __future__ import annotations

from gcp_tracker.accounts.service.sign_ins import key_of, new_token
from gcp_tracker.meetings.queries import calendar_of
from gcp_tracker.models import CalendarFeed
from gcp_tracker.unit_of_work import UnitOfWork


def make_calendar(uow: UnitOfWork) -> str:
    """What stands in its address; nothing can show it a second time. An earlier address ends."""
    token = new_token()
    feed = calendar_of(uow.session, uow.author) or CalendarFeed(user_id=uow.author.id)
    feed.token_hash, feed.made_at = key_of(token), uow.now
    uow.session.add(feed)
    uow.record("calendar:make", subject=uow.author)
    return token


def end_calendar(uow: UnitOfWork) -> None:
    """Whether there was one or not, there is none now."""
    feed = calendar_of(uow.session, uow.author)
    if feed is not None:
        uow.session.delete(feed)
        uow.record("calendar:end", subject=uow.author)


def record_fetch(uow: UnitOfWork, children: int) -> None:
    """A calendar that is fetched is a look at these children."""
    uow.record("due:fetch", reason="1 child" if children == 1 else f"{children} children")
