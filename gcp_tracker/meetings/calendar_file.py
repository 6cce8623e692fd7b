"""What is due as a file for a calendar program. A child’s number stands in it and no name: calendars are synchronised
to telephones and shown in meetings.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from gcp_tracker.meetings.what_is_due import ChildsItem
from gcp_tracker.rules.agenda import Item

# Programs ask at their own pace; this is what is asked of those that listen.
EVERY = timedelta(hours=6)


def calendar_file(items: Iterable[ChildsItem], secret: bytes, now: datetime) -> bytes:
    """All-day events. The same thing keeps its UID when its day moves, so that a program moves it too; `secret` makes
    it out of our own numbers, which nobody reads from it.
    """
    found = Calendar()
    found.add("prodid", "-//GCP Tracker//What is due//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", "What is due")
    found.add("x-published-ttl", f"PT{EVERY // timedelta(hours=1)}H")
    found.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    for one in items:
        on = one.item.planned_on or one.item.on
        event = Event()
        event.add("uid", _uid(one, secret))
        event.add("dtstamp", now)
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", f"{_title(one.item)}, {_reference(one)}")
        if one.item.rule:
            event.add("description", one.item.rule)
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        found.add_component(event)
    return bytes(found.to_ical())


def _title(item: Item) -> str:
    """Core group due; Core group planned; Long under the plan."""
    if item.is_mark:
        return item.title
    if item.is_unsaid:
        return f"{item.title}: held or not?"
    return f"{item.title} {'planned' if item.planned_on else 'due'}"


def _reference(one: ChildsItem) -> str:
    return one.child.la_child_id or str(one.child.id)[:8]


def _uid(one: ChildsItem, secret: bytes) -> str:
    """Two minutes of one child are two things, one clock of one child is one."""
    item = one.item
    what = item.clock.value if item.clock is not None else "meeting"
    about = "" if item.kind is not None and item.clock is not None else str(item.meeting or "")
    said = "\0".join((str(one.child.id), what, about))
    return f"{hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()[:32]}@gcp-tracker"
