"""The agenda of a session: for each child why it stands there, what was decided and is not done, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gcp_tracker.children.queries import ListedChild, my_team
from gcp_tracker.models import Child, Decision, SupervisionRecord, SupervisionSession, User
from gcp_tracker.supervision.queries.decisions import open_decisions
from gcp_tracker.supervision.queries.sessions import last_supervised, records_in
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """`reasons`: why the child needs attention, the first first; `record` where one is begun in this session."""

    child: Child
    reasons: tuple[str, ...]
    to_do: tuple[Decision, ...]
    last_on: date | None
    record: SupervisionRecord | None


def agenda_of(
    session: AnySession, opened: SupervisionSession, user: User, now: datetime, today: date
) -> list[AgendaItem]:
    """With one worker: the worker’s children of this manager, most pressing first. Of a group, those who have a record
    in it, and their brothers and sisters.
    """
    records = {one.child_id: one for one in records_in(session, [opened.id], user, now).get(opened.id, [])}
    worker = str(opened.worker_id) if opened.worker_id else ""
    rows = my_team(session, user, now, today, worker=worker, page=None).found.rows
    if opened.worker_id is None:
        families = {one.child.family_id for one in records.values()}
        rows = [row for row in rows if row.child.family_id in families]
    ids = [row.child.id for row in rows]
    to_do, last = open_decisions(session, ids), last_supervised(session, ids)
    return [
        AgendaItem(
            child=row.child,
            reasons=_reasons(row),
            to_do=tuple(to_do.get(row.child.id, ())),
            last_on=last.get(row.child.id),
            record=records.get(row.child.id),
        )
        for row in rows
    ]


def _reasons(row: ListedChild) -> tuple[str, ...]:
    headline = [row.told.headline] if row.told else []
    return (*(reason.sentence for reason in row.attention.standing), *headline)
