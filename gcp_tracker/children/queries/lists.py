"""A worker’s own list. A fixed number of queries, however many the children."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_

from gcp_tracker.children.finding import is_found
from gcp_tracker.children.queries.attended import Draft, attended_with_siblings
from gcp_tracker.children.queries.domains import current_series, domains_now, names_of
from gcp_tracker.children.queries.latest import grades_so_far
from gcp_tracker.children.queries.listed import (
    ChildList,
    ListedChild,
    answers_stay,
    listed_children,
    local_of,
    page_of,
)
from gcp_tracker.children.queries.people import Worker, children_with_numbers, own_children
from gcp_tracker.models import Child, User
from gcp_tracker.rules.reason_kinds import WORKERS_ORDER
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import allocated_to, managed_by


def my_children(
    session: AnySession, user: User, now: datetime, today: date, asked: str = "", page: int | None = 1
) -> ChildList:
    """The children allocated to `user` today, most pressing first; all of them on one page where `page` is None."""
    return _of_worker(session, user, user, now, today, asked, page)


def children_of_worker(
    session: AnySession, worker: User, manager: User, now: datetime, today: date, page: int | None = 1
) -> ChildList:
    """What `worker` sees in My children, as far as `manager` manages it."""
    return _of_worker(session, worker, manager, now, today, "", page)


def _of_worker(
    session: AnySession, worker: User, reader: User, now: datetime, today: date, asked: str, page: int | None
) -> ChildList:
    mine = allocated_to(worker.id, today)
    if reader is worker:
        children = own_children(session, worker, now)
    else:
        theirs = and_(Child.id.in_(mine), managed_by(reader, now))
        children = children_with_numbers(session, worker, now, theirs)
    local = local_of(session, children, today)
    pending, of_siblings = attended_with_siblings(session, mine, worker, now, answers_stay(local))
    for one in pending.values():
        one.drafts = [draft for draft in one.drafts if draft.is_open_to(worker.id)]
        one.oldest_draft_on = min((draft.visited_on for draft in one.drafts), default=None)
    # In a worker’s own list somebody has the child.
    own = [Worker(worker.id, worker.name, is_lead=True)]
    rows = listed_children(session, children, lambda _: own, pending, WORKERS_ORDER, local, today)
    found = page_of([row for row in rows if not asked or is_found(row.words, asked)], page, everybody=len(rows))
    add_domains(session, found.rows, today)
    if reader is worker:
        _add_drafts_of_siblings(found.rows, of_siblings)
    for_whom = {child.id: name for child, _, name in children}
    for row in found.rows:
        row.for_whom = for_whom[row.child.id]
    return found


def add_domains(session: AnySession, rows: list[ListedChild], today: date) -> None:
    """The grades of each domain to draw, and what the kept reading says of them."""
    ids = [row.child.id for row in rows]
    grades = grades_so_far(session, ids, today)
    for row in rows:
        series = grades.get(row.child.id)
        if not series:
            continue
        reading = row.reading_of(series[0].instrument.key)
        current = current_series(series, reading)
        row.domains = domains_now(current, reading, today)
        if reading is not None:
            row.tell(reading, names_of(current))


def _add_drafts_of_siblings(rows: list[ListedChild], drafts: dict[UUID, list[Draft]]) -> None:
    """Under the first child of the family: a visit begun for a brother or sister has no row of its own here."""
    for row in rows:
        row.drafts = [*row.drafts, *drafts.pop(row.child.family_id, [])]
