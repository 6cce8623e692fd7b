"""What is due for one child, for a worker’s children and for a team’s: a fixed number of queries, however many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.queries import (
    LastSeen,
    Worker,
    children_with_numbers,
    closed_since,
    last_seen,
    workers_now,
)
from gcp_tracker.meetings.queries import NOTHING_KNOWN, known_of_clocks, periods_from
from gcp_tracker.models import Child, User
from gcp_tracker.rules.agenda import Item, agenda, within
from gcp_tracker.rules.ages import LifeStage, life_stage
from gcp_tracker.rules.clock_facts import ClockFacts
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import allocated_to, managed_by

ChildIds = Select[UUID] | list[UUID]


@dataclass(frozen=True, slots=True)
class ChildsItem:
    """`workers`: who has the child, in words, where that is not the reader."""

    child: Child
    item: Item
    workers: str = ""


@dataclass(frozen=True, slots=True)
class FamilysItem:
    """What is due for brothers and sisters in the same words on the same day: one conference, one core group."""

    children: list[Child]
    item: Item
    workers: str


@dataclass(frozen=True, slots=True)
class WhatIsDue:
    """`children`: how many there are to look at; each item with its child, what is late first."""

    children: int
    items: list[ChildsItem]

    @property
    def late(self) -> list[FamilysItem]:
        return self._together(is_late=True)

    @property
    def ahead(self) -> list[FamilysItem]:
        return self._together(is_late=False)

    def _together(self, *, is_late: bool) -> list[FamilysItem]:
        found: dict[tuple[UUID, str, str, str], FamilysItem] = {}
        for one in self.items:
            if one.item.is_late is is_late:
                key = (one.child.family_id, one.item.words, one.item.why, one.workers)
                found.setdefault(key, FamilysItem([], one.item, one.workers)).children.append(one.child)
        return list(found.values())


def due_for_worker(session: AnySession, user: User, now: datetime, today: date) -> WhatIsDue:
    """Of the children allocated to this person today, those among them for whom they stand in."""
    mine = allocated_to(user.id, today)
    return _due_for(session, user, now, today, Child.id.in_(mine), mine)


def due_for_team(session: AnySession, user: User, now: datetime, today: date) -> WhatIsDue:
    """Of the children whom this person manages, each with who has them."""
    managed = managed_by(user, now)
    return _due_for(session, user, now, today, managed, select(Child.id).where(managed), with_workers=True)


def clocks_of_child(session: AnySession, child: Child, today: date) -> ClockFacts:
    return _clocks_of(session, [child], [child.id], today)[0][child.id]


def _due_for(
    session: AnySession,
    user: User,
    now: datetime,
    today: date,
    wanted: ColumnElement[bool],
    ids: Select[UUID],
    *,
    with_workers: bool = False,
) -> WhatIsDue:
    children = [child for child, _, _ in children_with_numbers(session, user, now, wanted)]
    clocks, workers = _clocks_of(session, children, ids, today)
    authorities = {child.authority_id for child in children}
    periods = {one: periods_from(settings_of(session, one, today)) for one in authorities}
    found = []
    for child in children:
        who = ", ".join(worker.words for worker in workers.get(child.id, [])) if with_workers else ""
        items = within(agenda(clocks[child.id], periods[child.authority_id], today), today)
        found += [ChildsItem(child, item, who) for item in items]
    found.sort(key=lambda one: (not one.item.is_late, one.item.on, one.child.first_name, one.item.title))
    return WhatIsDue(len(children), found)


def _clocks_of(
    session: AnySession, children: list[Child], ids: ChildIds, today: date
) -> tuple[dict[UUID, ClockFacts], dict[UUID, list[Worker]]]:
    known = known_of_clocks(session, [child.id for child in children])
    seen = last_seen(session, ids)
    workers = workers_now(session, ids, today)
    closed = closed_since(session, ids, today)
    facts = {}
    for child in children:
        stage = life_stage(child.born_on, child.expected_on, today)
        last = seen.get(child.id, LastSeen())
        facts[child.id] = known.get(child.id, NOTHING_KNOWN).facts(
            child,
            seen_on=stage.seen_on(last.visited_on, last.seen_on),
            profile_on=last.profile_on,
            has_worker=any(not worker.gone for worker in workers.get(child.id, [])),
            is_open=stage is not LifeStage.ADULT and child.id not in closed,
        )
    return facts, workers
