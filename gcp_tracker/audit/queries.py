"""Reading the audit: who has looked at a child, what somebody has looked at, and what happened to accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from gcp_tracker.models import AuditEvent, Child, User
from gcp_tracker.rules.looks import (
    LISTS,
    LOOKS,
    SECURITY,
    TOLD_REASONS,
    relations_named,
    roles_words,
    security_words,
    unusual_facts,
)
from gcp_tracker.unit_of_work import LONDON, AnySession

ON_A_PAGE = 100
ON_PAPER = 1000
# A command, or what the server does by itself.
NOBODY = "The server"
# Several of the same kind within so long are one line.
TOGETHER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which looks: of one person (None: of all), since a day (None: ever)."""

    person_id: int | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """`times` looks of one person at the same kind of thing, from `at` until `until` (both in London)."""

    at: datetime
    until: datetime
    person_id: int | None
    who: str
    role: str
    what: str
    relation: str
    facts: tuple[str, ...]
    child_id: UUID | None
    times: int = 1

    @property
    def on(self) -> date:
        return self.at.date()

    @property
    def when(self) -> str:
        first, last = self.at.strftime("%H:%M"), self.until.strftime("%H:%M")
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True, slots=True)
class Looks:
    """Newest first, by day. `total` counts single looks, before they are put together."""

    days: list[tuple[date, list[Look]]]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    at: datetime
    who: str
    what: str
    about: str
    reason: str
    changed: str
    stands_out: bool


@dataclass(frozen=True, slots=True)
class SecurityEvents:
    """Newest first, by day. `further`: before which event the next page begins, if there is one."""

    days: list[tuple[date, list[SecurityEvent]]]
    further: int | None


def looks_at(session: AnySession, child: Child, asked: Asked, page: int = 1, count: int = ON_A_PAGE) -> Looks:
    """Those at records that were merged into this one too."""
    return _page_of(session, _looked_at(session, child, asked), page, count)


def people_who_looked(session: AnySession, child: Child) -> list[tuple[int, str]]:
    which = select(AuditEvent.actor_id).where(*_looked_at(session, child, Asked()))
    found = session.execute(select(User.id, User.name).where(User.id.in_(which)).order_by(User.name))
    return [(number, name) for number, name in found]


def single_looks(session: AnySession, child: Child, asked: Asked) -> list[Look]:
    """All of them, each for itself: for a file."""
    return _looks(session, _looked_at(session, child, asked))


def own_looks(session: AnySession, user: User, page: int = 1) -> Looks:
    return _page_of(session, [AuditEvent.actor_id == user.id, AuditEvent.action.in_(LOOKS | LISTS)], page, ON_A_PAGE)


def children_with_ids(session: AnySession, ids: Iterable[UUID]) -> list[Child]:
    """Those that stand; a record that was merged is looked at under the one that stands."""
    return list(session.scalars(select(Child).where(Child.id.in_(set(ids)), Child.merged_into_id.is_(None))))


def security_events(session: AnySession, kind: str, before: int | None) -> SecurityEvents:
    """A page of them. None of them is about a child: those that are stay out,
    whatever was done.
    """
    nouns = SECURITY.get(kind) or [noun for group in SECURITY.values() for noun in group]
    query = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.child_id.is_(None), or_(*(AuditEvent.action.startswith(f"{noun}:") for noun in nouns)))
        .order_by(AuditEvent.id.desc())
        .limit(ON_A_PAGE + 1)
    )
    if before is not None:
        query = query.where(AuditEvent.id < before)
    rows = session.execute(query).all()
    names = _names_of_accounts(session, [event for event, _ in rows])
    shown = rows[:ON_A_PAGE]
    further = shown[-1][0].id if len(rows) > ON_A_PAGE else None
    events = [_security_event(event, who, names) for event, who in shown]
    return SecurityEvents([(on, list(some)) for on, some in groupby(events, lambda one: one.at.date())], further)


def last_event(session: AnySession, action: str) -> AuditEvent | None:
    return session.scalar(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id.desc()).limit(1))


def failed_checkpoint(session: AnySession) -> AuditEvent | None:
    """The last try to write one, where it failed and none was written since."""
    written, failed = (last_event(session, f"checkpoint:{verb}") for verb in ("write", "fail"))
    return failed if failed and (written is None or failed.id > written.id) else None


def _security_event(event: AuditEvent, who: str | None, names: dict[str, str]) -> SecurityEvent:
    is_account = event.subject_kind == User.__tablename__
    return SecurityEvent(
        at=event.at.astimezone(LONDON),
        who=who or NOBODY,
        what=security_words(event.action),
        about=names.get(event.subject_id, "") if is_account else "",
        reason=_told_reason(event),
        changed=", ".join(name.replace("_", " ") for name in event.changed_fields or ()),
        stands_out=event.action in ("checkpoint:fail", "checkpoint:put_back"),
    )


def _told_reason(event: AuditEvent) -> str:
    if event.action not in TOLD_REASONS:
        return ""
    # Its line’s number and hash come first, for `audit verify`.
    return event.reason.split(" ", 2)[2] if event.action == "checkpoint:put_back" else event.reason


def _names_of_accounts(session: AnySession, events: Sequence[AuditEvent]) -> dict[str, str]:
    ids = {int(one.subject_id) for one in events if one.subject_kind == User.__tablename__ and one.subject_id}
    return {str(number): name for number, name in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def _records_of(session: AnySession, child: Child) -> list[UUID]:
    found, new = [child.id], [child.id]
    while new:
        new = list(session.scalars(select(Child.id).where(Child.merged_into_id.in_(new))))
        found += new
    return found


def _page_of(session: AnySession, which: list[ColumnElement[bool]], page: int, count: int) -> Looks:
    total = session.scalar(select(func.count()).select_from(AuditEvent).where(*which)) or 0
    pages = max(1, -(-total // count))
    page = min(max(page, 1), pages)
    together = _put_together(_looks(session, which, count, (page - 1) * count))
    return Looks([(on, list(looks)) for on, looks in groupby(together, lambda look: look.on)], total, page, pages)


def _looked_at(session: AnySession, child: Child, asked: Asked) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = [
        AuditEvent.child_id.in_(_records_of(session, child)),
        AuditEvent.action.in_(LOOKS),
    ]
    if asked.person_id is not None:
        which.append(AuditEvent.actor_id == asked.person_id)
    if asked.since is not None:
        which.append(AuditEvent.at >= _midnight(asked.since))
    return which


def _looks(
    session: AnySession, which: list[ColumnElement[bool]], count: int | None = None, after: int = 0
) -> list[Look]:
    """Newest first."""
    query = (
        select(
            AuditEvent.at,
            AuditEvent.actor_id,
            User.name,
            AuditEvent.actor_role,
            AuditEvent.action,
            AuditEvent.relation,
            AuditEvent.child_id,
        )
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(*which)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(count)
        .offset(after)
    )
    return [_look(*row) for row in session.execute(query)]


def _look(
    at: datetime, person_id: int | None, who: str | None, role: str, action: str, relation: str, child_id: UUID | None
) -> Look:
    here, relations = at.astimezone(LONDON), relations_named(relation)
    return Look(
        at=here,
        until=here,
        person_id=person_id,
        who=who or NOBODY,
        role=roles_words(role),
        what=LOOKS.get(action) or LISTS[action],
        relation=", ".join(relation.value for relation in relations),
        facts=tuple(unusual_facts(relations, here.time())),
        child_id=child_id,
    )


def _put_together(looks: list[Look]) -> list[Look]:
    """Newest first: what one person did again and again in half an hour is one line."""
    found: list[Look] = []
    for look in looks:
        last = found[-1] if found else None
        if last is not None and _same(last, look) and last.at - look.at <= TOGETHER and last.on == look.on:
            found[-1] = replace(last, at=look.at, times=last.times + 1)
        else:
            found.append(look)
    return found


def _same(one: Look, other: Look) -> bool:
    return replace(one, at=other.at, until=other.until, times=other.times) == other


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
