"""A manager’s list: the children of the team, and what each worker carries. All from kept readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select

from gcp_tracker.attention.queries import Attention
from gcp_tracker.children.finding import is_found
from gcp_tracker.children.queries.attended import attended_by_anybody
from gcp_tracker.children.queries.doubles import OnRecord, on_record, told_apart_by
from gcp_tracker.children.queries.listed import (
    ChildList,
    ListedChild,
    answers_stay,
    listed_children,
    local_of,
    page_of,
)
from gcp_tracker.children.queries.lists import add_domains
from gcp_tracker.children.queries.people import Listed, Worker, with_numbers, workers_now
from gcp_tracker.models import User
from gcp_tracker.rules.carrying import Carried, carried
from gcp_tracker.rules.reason_kinds import GRAVE, MANAGERS_ORDER, ReasonKind
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import NOW, any_reader, asked_by, managed_by, roles_of

NOBODY = "nobody"
PUT_OFF = "put_off"


@dataclass(frozen=True, slots=True)
class WorkersLoad:
    """One worker, and what they carry in this team."""

    worker: Worker
    carried: Carried


@dataclass(frozen=True, slots=True)
class Team:
    """`found` is one page of what was asked for. `grave` counts the children of the team that need the manager now;
    `reasons` how many there are of each among the children of the worker who was chosen, in the order of the list;
    `put_off`, of how many of those something is put off. `own`: the records of the team itself, as `count_of_doubles`
    compares them.
    """

    found: ChildList
    grave: int
    reasons: tuple[tuple[ReasonKind, int], ...]
    put_off: int
    loads: tuple[WorkersLoad, ...]
    own: tuple[OnRecord, ...]

    @property
    def workers(self) -> list[Worker]:
        return [load.worker for load in self.loads]


def my_team(
    session: AnySession,
    user: User,
    now: datetime,
    today: date,
    *,
    worker: str = "",
    reason: str = "",
    asked: str = "",
    page: int | None = 1,
    drawn: bool = False,
) -> Team:
    """The children whom `user` manages. `worker`: one worker’s id, or NOBODY for those without one. `reason`: one kind,
    or PUT_OFF. `drawn`: with the grades of each domain too, for a file.
    """
    managed = session.execute(_managed(roles_of(user)), asked_by(user, now)).all()
    children = [(child, numbers or "", for_whom or "") for child, numbers, for_whom, *_ in managed]
    rows = managers_rows(session, children, now, today)
    of_worker = [row for row in rows if _is_with(row, worker)]
    wanted = [row for row in of_worker if _is_for(row, reason) and (not asked or is_found(row.words, asked))]
    found = page_of(wanted, page, everybody=len(rows))
    if drawn:
        add_domains(session, found.rows, today)
    counts = Counter(kind for row in of_worker for kind in row.kinds)
    return Team(
        found,
        grave=sum(not row.kinds.isdisjoint(GRAVE) for row in rows),
        reasons=tuple((kind, counts[kind]) for kind in MANAGERS_ORDER if counts[kind]),
        put_off=sum(bool(row.attention.put_off) for row in of_worker),
        loads=_loads(rows, today),
        own=tuple(on_record(child, *told) for child, _, _, *told in managed if child.team_id == user.team_id),
    )


@cache
def _managed(roles: Sequence[str]) -> Select[Any]:
    manager = any_reader(roles)
    return with_numbers(manager, NOW, managed_by(manager, NOW)).add_columns(*told_apart_by())


def managers_rows(session: AnySession, children: Listed, now: datetime, today: date) -> list[ListedChild]:
    """In the manager’s order, whoever’s the drafts are."""
    ids = [child.id for child, *_ in children]
    local = local_of(session, children, today)
    workers = workers_now(session, ids, today)
    pending = attended_by_anybody(session, ids, now, answers_stay(local))
    return listed_children(
        session, children, lambda child_id: workers.get(child_id, []), pending, MANAGERS_ORDER, local, today
    )


def _is_with(row: ListedChild, worker: str) -> bool:
    if not worker:
        return True
    if worker == NOBODY:
        return not row.workers
    return any(str(one.id) == worker for one in row.workers)


def _is_for(row: ListedChild, reason: str) -> bool:
    if not reason:
        return True
    if reason == PUT_OFF:
        return bool(row.attention.put_off)
    return any(kind.value == reason for kind in row.kinds)


def _loads(rows: Sequence[ListedChild], today: date) -> tuple[WorkersLoad, ...]:
    """By name. Never how their children’s care goes: only how many children, and what is due."""
    workers: dict[int, Worker] = {}
    held: dict[int, list[Attention]] = {}
    for row in rows:
        for worker in row.workers:
            workers[worker.id] = worker
            held.setdefault(worker.id, []).append(row.attention)
    found = [
        WorkersLoad(worker, carried((one.running for one in held[worker.id]), today)) for worker in workers.values()
    ]
    return tuple(sorted(found, key=lambda one: one.worker.name))
