"""What a device has sent before: an operation that a draft kept is known again, whatever was saved since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Grade, KeptOperation, Visit, VisitNote
from gcp_tracker.unit_of_work import AnySession, UnitOfWork


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a device marks one answer or note: its own number, the draft's version that the device had seen of it, and
    the device's operation before it, where that one had not been answered yet.
    """

    operation: str
    base: int
    follows: str = ""


@dataclass(slots=True)
class KnownOperations:
    """Those of one save that the draft has kept already, and those that it keeps now."""

    uow: UnitOfWork
    visit: Visit
    kept: dict[tuple[str, str], KeptOperation] = field(default_factory=dict)

    def is_repeat(self, stamp: Stamp, name: str, columns: Mapping[str, object]) -> bool:
        """The same operation with the same words. With other words it is a save like any other."""
        known = self.kept.get((stamp.operation, name))
        return known is not None and known.digest == _digest(stamp, columns)

    def keep(self, stamp: Stamp, name: str, columns: Mapping[str, object]) -> None:
        if not stamp.operation:
            return
        known = self.kept.get((stamp.operation, name))
        if known is None:
            known = KeptOperation(visit_id=self.visit.id, operation=stamp.operation, name=name)
            self.kept[stamp.operation, name] = known
            self.uow.session.add(known)
        known.digest, known.at, known.by = _digest(stamp, columns), self.uow.now, self.uow.author


def known_operations(uow: UnitOfWork, visit: Visit, stamps: Iterable[Stamp]) -> KnownOperations:
    numbers = {stamp.operation for stamp in stamps} - {""}
    query = select(KeptOperation).where(KeptOperation.visit_id == visit.id, KeptOperation.operation.in_(numbers))
    rows = uow.session.scalars(query) if numbers else ()
    return KnownOperations(uow, visit, {(row.operation, row.name): row for row in rows})


def operations_behind(session: AnySession, rows: Iterable[Grade | VisitNote]) -> dict[str, KeptOperation]:
    """By item or kind of note: who saved what stands there now, and when; nothing for what no device sent."""
    by_name = {name_of(row): row for row in rows if row.operation}
    if not by_name:
        return {}
    found = session.scalars(
        select(KeptOperation)
        .where(
            KeptOperation.visit_id.in_({row.visit_id for row in by_name.values()}),
            KeptOperation.operation.in_({row.operation for row in by_name.values()}),
        )
        .options(joinedload(KeptOperation.by))
    )
    return {one.name: one for one in found if one.name in by_name and by_name[one.name].operation == one.operation}


def name_of(row: Grade | VisitNote) -> str:
    return row.item_key if isinstance(row, Grade) else row.kind.value


def _digest(stamp: Stamp, columns: Mapping[str, object]) -> str:
    """Of the words, under the operation's number, so that equal words of two operations do not look equal."""
    words = "\0".join(f"{name}={columns[name]}" for name in sorted(columns))
    return hashlib.sha256(f"{stamp.operation}\0{words}".encode()).hexdigest()
