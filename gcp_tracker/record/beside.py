"""What stands beside a child’s own story on the child’s page: what others told lately, and the help of brothers and
sisters. One query for both: the page is opened more often than any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Select, String, bindparam, literal, select, type_coerce, union_all

from gcp_tracker.children.queries.earlier_help import asked_of, sibling_of, siblings_help
from gcp_tracker.models import Child, Event, User
from gcp_tracker.record.chronology.entries import Entry
from gcp_tracker.rules.event_vocabulary import EntryKind, EventSource, EventState, Exactness
from gcp_tracker.rules.events import event_day_words
from gcp_tracker.rules.start_again import SiblingHelp
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import any_reader, asked_by, roles_of


@dataclass(frozen=True, slots=True)
class Beside:
    """`events`: the latest of those that stand, the newest first. `siblings`: only those whom the reader may read."""

    events: tuple[Entry, ...] = ()
    siblings: tuple[SiblingHelp, ...] = ()


def beside(session: AnySession, child: Child, user: User, now: datetime, most: int) -> Beside:
    """`most`: so many events at most."""
    asked = asked_by(user, now) | asked_of(child) | {"most": most}
    rows = session.execute(_statement(roles_of(user)), asked).all()
    events = sorted((row for row in rows if row.what == "event"), key=attrgetter("begun"), reverse=True)
    siblings = sorted((row for row in rows if row.what == "help"), key=attrgetter("begun"))
    return Beside(tuple(_entry(row) for row in events), tuple(sibling_of(row) for row in siblings))


@cache
def _statement(roles: Sequence[str]) -> CompoundSelect[Any]:
    """Built once: to build it takes longer than to ask it."""
    return union_all(_latest_events(), siblings_help(any_reader(roles)))


def _latest_events() -> Select[Any]:
    latest = (
        select(Event)
        .where(Event.child_id == bindparam("child"), Event.state == EventState.STANDS)
        .order_by(Event.happened_on.desc(), Event.recorded_at.desc())
        .limit(bindparam("most", type_=Integer))
        .subquery()
        .c
    )
    return select(
        literal("event").label("what"),
        latest.id.label("number"),
        latest.happened_on.label("begun"),
        latest.until_on.label("ended"),
        type_coerce(latest.source, String).label("kind"),
        type_coerce(latest.exactness, String).label("more"),
        latest.what.label("words"),
        latest.so_what.label("then"),
        latest.who.label("who"),
    )


def _entry(row: Any) -> Entry:
    until: date | None = row.ended
    return Entry(
        row.begun,
        EntryKind.EVENT,
        row.words,
        "event",
        row.number,
        until=until,
        when=event_day_words(row.begun, until, Exactness(row.more)),
        source=EventSource(row.kind),
        who=row.who,
        so_what=row.then,
    )
