"""What a device has sent before: an operation that a draft kept is known again, whatever was saved since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Base, Grade, KeptOperation, Visit, VisitNote
from gcp_tracker.unit_of_work import AnySession, UnitOfWork

# Not through the mapper: every tap writes one of these, and nobody holds it as an object.
KEPT = Base.metadata.tables[KeptOperation.__tablename__]
KNOWN = select(KEPT.c.operation, KEPT.c.name, KEPT.c.digest).where(
    KEPT.c.visit_id == bindparam("visit"), KEPT.c.operation.in_(bindparam("numbers", expanding=True))
)
KEEP = KEPT.insert()
KEEP_AGAIN = KEPT.update().where(
    KEPT.c.visit_id == bindparam("of_visit"),
    KEPT.c.operation == bindparam("of_operation"),
    KEPT.c.name == bindparam("of_name"),
)


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
    """Those of one save that the draft has kept already, and those that it keeps now: the digest of each, by its
    number and the name of the item or note. `write_down` writes the latter, all at once.
    """

    uow: UnitOfWork
    visit: Visit
    before: dict[tuple[str, str], str]
    now: dict[tuple[str, str], str] = field(default_factory=dict)

    def is_repeat(self, stamp: Stamp, name: str, columns: Mapping[str, object]) -> bool:
        """The same operation with the same words. With other words it is a save like any other."""
        key = (stamp.operation, name)
        known = self.now.get(key) or self.before.get(key)
        return known is not None and known == _digest(stamp, columns)

    def keep(self, stamp: Stamp, name: str, columns: Mapping[str, object]) -> None:
        if stamp.operation:
            self.now[stamp.operation, name] = _digest(stamp, columns)

    def write_down(self) -> None:
        marks = {"at": self.uow.now, "by_id": self.uow.author.id}
        new, again = [], []
        for (operation, name), digest in self.now.items():
            if (operation, name) in self.before:
                which = {"of_visit": self.visit.id, "of_operation": operation, "of_name": name}
                again.append({**which, "digest": digest, **marks})
            else:
                new.append({"visit_id": self.visit.id, "operation": operation, "name": name, "digest": digest, **marks})
        for statement, rows in ((KEEP, new), (KEEP_AGAIN, again)):
            if rows:
                self.uow.session.execute(statement, rows)


def known_operations(uow: UnitOfWork, visit: Visit, stamps: Iterable[Stamp]) -> KnownOperations:
    numbers = {stamp.operation for stamp in stamps} - {""}
    rows = uow.session.execute(KNOWN, {"visit": visit.id, "numbers": numbers}) if numbers else ()
    return KnownOperations(uow, visit, {(row.operation, row.name): row.digest for row in rows})


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
