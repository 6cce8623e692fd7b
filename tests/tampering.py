"""Ways to falsify an audit, by somebody who may do anything with the database: also switch its triggers off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.orm import Session

from gcp_tracker.audit.checkpoints import Place
from gcp_tracker.audit.service import committed_head, write_checkpoint
from gcp_tracker.migrations.audit_locks import lock_audit, locks
from gcp_tracker.models import AuditEvent, AuditHead, Child
from gcp_tracker.models.audit import Head, chained
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW

EVENTS = AuditEvent.__table__
HEAD = AuditHead.__table__
COLUMNS = [column.name for column in EVENTS.columns]
# The last event says that the last checkpoint was written; nothing outside the database vouches for it yet.
ANCHORED = 43
# Every tenth look is followed by a checkpoint, which is an event too.
SALTED = tuple(number + number // 10 + 1 for number in range(0, 40, 4))

Tamper = Callable[[Connection, Random, Path], None]


def fill_audit(session: Session, place: Place) -> None:
    """44 events, every fourth with a commitment, and four checkpoints."""
    for number in range(40):
        with UnitOfWork(session, None, NOW + timedelta(minutes=number)) as uow:
            child = Child(id=UUID(int=number % 7 + 1))
            values = {"asked": f"Leo {number}"} if number % 4 == 0 else None
            uow.record("child:read", child=child, reason=f"look {number}", changed=["a", "b"], values=values)
        if number % 10 == 9:
            assert write_checkpoint(session, place, uow.now, at_once=True) is not None
    assert committed_head(session).position == ANCHORED + 1


@contextmanager
def without_triggers(connection: Connection) -> Iterator[None]:
    """They stand again afterwards, as if nothing had been."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        return
    for lock in locks("sqlite"):
        connection.execute(text(f"DROP TRIGGER {lock.name}"))
    yield
    lock_audit(connection)


def edit_a_column(connection: Connection, random: Random, _file: Path) -> None:
    event = _event(connection, random.randint(1, ANCHORED))
    column = random.choice(COLUMNS)
    _change(connection, event["id"], **{column: _another(column, event[column])})


def _another(column: str, value: Any) -> Any:
    if column == "id":
        return 900
    if column == "at":
        return value + timedelta(microseconds=1)
    if column == "actor_id":
        return 7
    if column == "child_id":
        return UUID(int=99)
    if column == "changed_fields":
        return ["a"]
    if isinstance(value, str) and len(value) in (32, 64):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return (value or "") + "x"


def delete_an_event(connection: Connection, random: Random, _file: Path) -> None:
    connection.execute(delete(EVENTS).where(EVENTS.c.id == random.randint(1, ANCHORED + 1)))


def delete_an_event_and_close_the_gap(connection: Connection, random: Random, _file: Path) -> None:
    gone = random.randint(1, ANCHORED)
    connection.execute(delete(EVENTS).where(EVENTS.c.id == gone))
    for position in range(gone + 1, ANCHORED + 2):
        _change(connection, position, id=position - 1)


def put_an_event_in(connection: Connection, random: Random, _file: Path) -> None:
    place = random.randint(1, ANCHORED)
    false = _event(connection, place) | {"action": "child:export"}
    for position in range(ANCHORED + 1, place - 1, -1):
        _change(connection, position, id=position + 1)
    connection.execute(insert(EVENTS), chained([false], Head(place - 1, false["previous_hash"])))


def put_an_event_behind_the_last(connection: Connection, _random: Random, _file: Path) -> None:
    last = _event(connection, ANCHORED + 1)
    connection.execute(insert(EVENTS), chained([last], Head(last["id"], last["hash"])))


def swap_two(connection: Connection, random: Random, _file: Path) -> None:
    one, other = random.sample(range(1, ANCHORED + 2), 2)
    for old, new in ((one, 900), (other, one), (900, other)):
        _change(connection, old, id=new)


def cut_the_tail(connection: Connection, random: Random, _file: Path) -> None:
    """The head says that it is all there: nothing but the checkpoints tell. So does an older copy put back."""
    last = _event(connection, random.randint(1, ANCHORED - 1))
    connection.execute(delete(EVENTS).where(EVENTS.c.id > last["id"]))
    connection.execute(update(HEAD).values(position=last["id"], hash=last["hash"]))


def cut_the_tail_only(connection: Connection, random: Random, _file: Path) -> None:
    connection.execute(delete(EVENTS).where(EVENTS.c.id > random.randint(0, ANCHORED)))


def write_the_chain_anew(connection: Connection, random: Random, _file: Path) -> None:
    """From some event on, every hash right and the head too."""
    begins = random.randint(1, ANCHORED)
    rows = [_event(connection, position) for position in range(begins, ANCHORED + 2)]
    rows[0]["reason"] += ", or so"
    before = Head(begins - 1, rows[0]["previous_hash"])
    connection.execute(delete(EVENTS).where(EVENTS.c.id >= begins))
    linked = chained(rows, before)
    connection.execute(insert(EVENTS), linked)
    connection.execute(update(HEAD).values(position=linked[-1]["id"], hash=linked[-1]["hash"]))


def edit_a_salt(connection: Connection, random: Random, _file: Path) -> None:
    _change(connection, random.choice(SALTED), salt=f"{random.getrandbits(128):032x}")


def forget_a_salt_in_silence(connection: Connection, random: Random, _file: Path) -> None:
    _change(connection, random.choice(SALTED), salt=None)


def edit_a_commitment(connection: Connection, random: Random, _file: Path) -> None:
    _change(connection, random.choice(SALTED), after_commitment=f"{random.getrandbits(256):064x}")


def edit_the_head(connection: Connection, random: Random, _file: Path) -> None:
    connection.execute(update(HEAD).values(random.choice([{"position": 12}, {"hash": "0" * 64}])))


def edit_a_checkpoint(_connection: Connection, random: Random, file: Path) -> None:
    content = bytearray(file.read_bytes())
    place = random.randrange(len(content))
    content[place] = random.choice([byte for byte in b'0123456789abcdef",:{}\n' if byte != content[place]])
    file.write_bytes(bytes(content))


def take_a_checkpoint_out(_connection: Connection, random: Random, file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    file.write_bytes(b"".join(lines))


def drop_a_trigger(connection: Connection, random: Random, _file: Path) -> None:
    lock = random.choice(locks(connection.dialect.name))
    on = f" ON {lock.table}" if connection.dialect.name == "postgresql" else ""
    connection.execute(text(f"DROP TRIGGER {lock.name}{on}"))


BEHIND_THE_TRIGGERS: tuple[Tamper, ...] = (
    edit_a_column,
    delete_an_event,
    delete_an_event_and_close_the_gap,
    put_an_event_in,
    put_an_event_behind_the_last,
    swap_two,
    cut_the_tail,
    cut_the_tail_only,
    write_the_chain_anew,
    edit_a_salt,
    forget_a_salt_in_silence,
    edit_a_commitment,
    edit_the_head,
    edit_a_checkpoint,
    take_a_checkpoint_out,
)
TAMPERS: tuple[Tamper, ...] = (*BEHIND_THE_TRIGGERS, drop_a_trigger)


def tamper_with(connection: Connection, tamper: Tamper, random: Random, file: Path) -> None:
    if tamper is drop_a_trigger:
        tamper(connection, random, file)
        return
    with without_triggers(connection):
        tamper(connection, random, file)


def _event(connection: Connection, position: int) -> dict[str, Any]:
    return dict(connection.execute(select(EVENTS).where(EVENTS.c.id == position)).one()._mapping)


def _change(connection: Connection, position: int, **values: Any) -> None:
    connection.execute(update(EVENTS).where(EVENTS.c.id == position).values(**values))
