"""What a merge changes, cell by cell and in order, so that it can be taken back exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from gcp_tracker.models import (
    Allocation,
    Appointment,
    Base,
    CareRelation,
    Child,
    ChildIdentifier,
    Conflict,
    Escalation,
    Event,
    HelpEpisode,
    Household,
    ItemWording,
    Judgement,
    Meeting,
    NotMet,
    Pack,
    Plan,
    Profile,
    Residence,
    SchoolAttendance,
    Scrutiny,
    Sight,
    SupervisionRecord,
    TriggerFiring,
    Visit,
)
from gcp_tracker.unit_of_work import UnitOfWork

KINDS: dict[str, type[Base]] = {
    kind.__tablename__: kind
    for kind in (
        Allocation,
        Appointment,
        CareRelation,
        Child,
        ChildIdentifier,
        Conflict,
        Escalation,
        Event,
        HelpEpisode,
        Household,
        ItemWording,
        Judgement,
        Meeting,
        NotMet,
        Pack,
        Plan,
        Profile,
        Residence,
        SchoolAttendance,
        Scrutiny,
        Sight,
        SupervisionRecord,
        TriggerFiring,
        Visit,
    )
}
BY_UUID = (Child, Escalation, Event, Pack, Plan, Profile, Scrutiny, SupervisionRecord, TriggerFiring, Visit)
ADDED = "+"


class Change(NamedTuple):
    """One cell, its values as they are kept in JSON; or, with ADDED as its column, a row that was not there."""

    table: str
    key: str
    column: str
    before: Any
    after: Any


@dataclass(slots=True)
class Ledger:
    """Each change is written at once: a number that only one child may have changes hands in the order given."""

    uow: UnitOfWork
    changes: list[Change] = field(default_factory=list)

    def put(self, record: Any, column: str, value: Any) -> None:
        before = getattr(record, column)
        if before == value:
            return
        setattr(record, column, value)
        self.uow.session.flush()
        self.changes.append(Change(record.__tablename__, str(record.id), column, _kept(before), _kept(value)))

    def add(self, record: Any) -> None:
        self.uow.session.add(record)
        self.uow.session.flush()
        self.changes.append(Change(record.__tablename__, str(record.id), ADDED, None, None))


def take_back(uow: UnitOfWork, changes: Sequence[Change]) -> list[Change]:
    """The last change first. Returns those that could not be taken back, since somebody has changed or removed them."""
    left = []
    for change in reversed(changes):
        kind = KINDS[change.table]
        record = uow.session.get(kind, UUID(change.key) if kind in BY_UUID else int(change.key))
        if record is None:
            left.append(change)
        elif change.column == ADDED:
            uow.session.delete(record)
        elif _kept(getattr(record, change.column)) != change.after:
            left.append(change)
        else:
            setattr(record, change.column, _read(kind, change.column, change.before))
        uow.session.flush()
    return left


def _kept(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: type[Base], column: str, value: Any) -> Any:
    if value is None:
        return None
    stored = kind.__table__.c[column].type
    meant = getattr(stored, "enum_class", None) or stored.python_type
    if meant is date:
        return date.fromisoformat(value)
    return meant(value)
