"""What an import of a chronology reads: whose a number is, what is told already, which imports there were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.exports.copies import reference_of
from gcp_tracker.models import Child, ChildIdentifier, Event, ImportRun, User
from gcp_tracker.rules.event_vocabulary import EventState
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import managed_by, writable_by

CHRONOLOGY = "chronology"


@dataclass(frozen=True, slots=True)
class Taken:
    """One import. `standing` of its events are still there, for children whom the reader works with."""

    run: ImportRun
    standing: int


def children_by_number(session: AnySession, user: User, now: datetime) -> Mapping[str, list[Child]]:
    """Those for whom this person may add events, by every number that they go by, without case. Two queries."""
    children = session.scalars(
        select(Child).where(writable_by(user, now)).options(joinedload(Child.family)).order_by(Child.id)
    ).all()
    found: dict[str, list[Child]] = defaultdict(list)
    by_id = {child.id: child for child in children}
    for child in children:
        for number in {child.la_child_id, child.upn, child.nhs_number, reference_of(child)}:
            if number:
                _put(found, number, child)
    for child_id, value in session.execute(
        select(ChildIdentifier.child_id, ChildIdentifier.value).where(ChildIdentifier.child_id.in_(by_id))
    ):
        _put(found, value, by_id[child_id])
    return found


def told_already(session: AnySession, children: Collection[UUID]) -> dict[tuple[UUID, str], Event]:
    """By child and content. What a manager took back with its whole import is as if it had never come."""
    rows = session.scalars(
        select(Event)
        .outerjoin(ImportRun, ImportRun.id == Event.import_run_id)
        .where(Event.child_id.in_(children), or_(ImportRun.id.is_(None), ImportRun.undone_at.is_(None)))
        # The latest state of a line is what counts.
        .order_by(Event.number)
    )
    return {(event.child_id, event.content_key): event for event in rows}


def imports_seen_by(session: AnySession, user: User, now: datetime, most: int = 30) -> list[Taken]:
    """This person’s own, and for a manager those that brought something to a child of the team; the latest first."""
    standing = (
        select(Event.import_run_id, func.count().label("events"))
        .join(Child, Child.id == Event.child_id)
        .where(Event.state == EventState.STANDS, Event.import_run_id.is_not(None), writable_by(user, now))
        .group_by(Event.import_run_id)
        .subquery()
    )
    ways = [ImportRun.by_id == user.id]
    if user.is_a(RoleName.MANAGER):
        of_team = select(Event.import_run_id).join(Child, Child.id == Event.child_id).where(managed_by(user, now))
        ways.append(ImportRun.id.in_(of_team))
    rows = session.execute(
        select(ImportRun, func.coalesce(standing.c.events, 0))
        .outerjoin(standing, standing.c.import_run_id == ImportRun.id)
        .where(ImportRun.kind == CHRONOLOGY, or_(*ways))
        .options(joinedload(ImportRun.by).lazyload(User.roles))
        .order_by(ImportRun.at.desc(), ImportRun.id.desc())
        .limit(most)
    )
    return [Taken(run, count) for run, count in rows]


def same_file(session: AnySession, user: User, file_hash: str) -> ImportRun | None:
    """The latest import of these very bytes by this person that was not taken back."""
    query = select(ImportRun).where(
        ImportRun.kind == CHRONOLOGY,
        ImportRun.file_hash == file_hash,
        ImportRun.by_id == user.id,
        ImportRun.undone_at.is_(None),
    )
    return session.scalar(query.order_by(ImportRun.at.desc()).limit(1))


def _put(found: dict[str, list[Child]], number: str, child: Child) -> None:
    held = found[number_folded(number)]
    if child not in held:
        held.append(child)


def number_folded(number: str) -> str:
    return "".join(number.split()).casefold()
