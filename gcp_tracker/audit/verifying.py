"""Is the audit what was written? Every event, the head, the triggers and the checkpoints are looked at, once."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from gcp_tracker.audit.checkpoints import Checkpoint, Place, held_still, in_force, read_checkpoints
from gcp_tracker.migrations.audit_locks import locks_missing
from gcp_tracker.models.audit import HASHED, NOTHING_YET, Head, hash_of, instant_text, salt_hash
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.unit_of_work import LONDON

AT_ONCE = 5000
COLUMNS = (*HASHED, "salt", "hash")
PLACE = {name: place for place, name in enumerate(COLUMNS)}
ID, AT, ACTION, CHILD, REASON = (PLACE[name] for name in ("id", "at", "action", "child_id", "reason"))
FIELDS, SALT_HASH, PREVIOUS = (PLACE[name] for name in ("changed_fields", "salt_hash", "previous_hash"))
SALT, HASH = PLACE["salt"], PLACE["hash"]
# What these events say about the audit itself: service.py writes them.
WRITTEN, FORGOTTEN = ("checkpoint:write", "checkpoint:put_back"), "salt:forget"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, from which event on; None where it is about no event."""

    position: int | None
    sentence: str


@dataclass(slots=True)
class Verdict:
    """`anchored`: up to this event the chain is what a checkpoint says. `put_back`: a sentence for each older copy of
    the database that was put back.
    """

    count: int = 0
    checkpoints: int = 0
    anchored: int = 0
    forgotten: int = 0
    put_back: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults

    @property
    def sentence(self) -> str:
        """The first fault by place, or that there is none."""
        if self.faults:
            return min(self.faults, key=lambda fault: fault.position or 0).sentence
        salts = f" The salts of {counted(self.forgotten, 'event')} are forgotten." if self.forgotten else ""
        return f"The audit is whole: {counted(self.count, 'event')}.{salts} {self._anchor_words}" + "".join(
            f" {told}" for told in self.put_back
        )

    @property
    def _anchor_words(self) -> str:
        if not self.checkpoints:
            return "There is no checkpoint yet, so that an end that was cut off would not be seen."
        held = f"{counted(self.checkpoints, 'checkpoint')} {'holds' if self.checkpoints == 1 else 'hold'}"
        return f"{held} it up to event {self.anchored}."


class _Broken(Exception):
    """The chain ends here: what follows proves nothing."""

    def __init__(self, position: int, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(position, sentence)


@dataclass(slots=True)
class _Walk:
    """One way through the chain, and what the events themselves say of checkpoints and salts."""

    checkpoints: dict[int, list[Checkpoint]]
    verdict: Verdict
    previous: str = NOTHING_YET
    written: dict[int, tuple[int, str]] = field(default_factory=dict)
    # The last event whose salt is gone, and the last that says so, by child.
    without_salt: dict[Any, tuple[int, int]] = field(default_factory=dict)
    said_forgotten: dict[Any, int] = field(default_factory=dict)

    def step(self, row: list[Any]) -> None:
        position = self.verdict.count + 1
        if row[ID] != position:
            raise _Broken(position, f"Event {position} is missing.")
        try:
            found = hash_of(row[: len(HASHED)])
            salt_fits = row[SALT] is None or salt_hash(row[SALT]) == row[SALT_HASH]
        except (TypeError, ValueError) as error:
            raise _Broken(position, f"Event {position} cannot be read.") from error
        if row[PREVIOUS] != self.previous:
            raise _Broken(position, f"Event {position} does not follow the one before it.")
        if found != row[HASH]:
            raise _Broken(position, f"Event {position} is not what was written.")
        if not salt_fits:
            raise _Broken(position, f"The salt of event {position} is not the one that was written.")
        self.verdict.count, self.previous = position, found
        self._note(position, row)

    def _note(self, position: int, row: list[Any]) -> None:
        if row[SALT_HASH] is not None and row[SALT] is None:
            first, _ = self.without_salt.get(row[CHILD], (position, position))
            self.without_salt[row[CHILD]] = (first, position)
            self.verdict.forgotten += 1
        if row[ACTION] in WRITTEN:
            number, line_hash, *_ = row[REASON].split(" ", 2)
            self.written[int(number)] = (position, line_hash)
        elif row[ACTION] == FORGOTTEN:
            self.said_forgotten[row[CHILD]] = position
        for one in self.checkpoints.pop(position, ()):
            if one.head != self.previous:
                raise _Broken(
                    self.verdict.anchored + 1,
                    f"The events after {self.verdict.anchored} were written anew: up to event {position} they are not"
                    f" those of checkpoint {one.number}.",
                )
            self.verdict.anchored = position


def verify_audit(engine: Engine, place: Place, public_key: str = "") -> Verdict:
    """Reads in one snapshot, event by event, and holds none of them. `public_key`: one that was kept elsewhere, since
    whoever has the server's key can sign other checkpoints.
    """
    verdict = Verdict()
    options: dict[str, Any] = {"stream_results": True, "yield_per": AT_ONCE}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection:
        # A checkpoint that is written between the two would be in the snapshot, and not in the file as it was read.
        with held_still(place):
            known, sentence = read_checkpoints(place.file, public_key or place.public_key)
            missing = locks_missing(connection)
        held = in_force(known)
        verdict.checkpoints, verdict.put_back = len(held), tuple(_copies_put_back(known))
        if sentence:
            verdict.faults.append(Fault(None, sentence))
        by_count: dict[int, list[Checkpoint]] = {}
        for one in held:
            by_count.setdefault(one.count, []).append(one)
        walk = _Walk(by_count, verdict)
        if missing:
            verdict.faults.append(Fault(None, f"The trigger {missing[0]} is missing or was changed."))
        try:
            with closing(_rows(connection)) as rows:
                for row in rows:
                    walk.step(row)
        except _Broken as broken:
            verdict.faults.append(broken.fault)
        except (DBAPIError, ValueError, TypeError):
            place_of_it = verdict.count + 1
            verdict.faults.append(Fault(place_of_it, f"Event {place_of_it} cannot be read."))
        else:
            _look_at_the_end(connection, walk, known)
    return verdict


def _copies_put_back(known: Sequence[Checkpoint]) -> Generator[str, None, None]:
    for place, one in enumerate(known):
        if one.holds_to is not None:
            before = in_force(known[:place])
            holds = max((earlier.count for earlier in before if earlier.number <= one.holds_to), default=0)
            counted_on = max(earlier.count for earlier in before)
            on = long_date(one.instant.astimezone(LONDON).date())
            yield (
                f"On {on} an older copy of the database was put back ({one.said}): of events {holds + 1} to"
                f" {counted_on}, as they were counted before, not all are in it."
            )


def _look_at_the_end(connection: Connection, walk: _Walk, known: Sequence[Checkpoint]) -> None:
    verdict, end = walk.verdict, Head(walk.verdict.count, walk.previous)
    heads = [Head(*row) for row in connection.execute(text("SELECT position, hash FROM audit_head"))]
    ahead = next((one for one in in_force(known) if one.count > end.position), None)
    if ahead is not None:
        sentence = (
            f"Checkpoint {ahead.number} counts {ahead.count} events, and there are {end.position}: the end was cut off,"
            " or an older copy of the database was put back."
        )
        verdict.faults.append(Fault(end.position + 1, sentence))
    elif heads != [end]:
        sentence = f"The head of the audit is not event {end.position}: events after it are missing, or were put in."
        verdict.faults.append(Fault(end.position + 1, sentence))
    lines = {one.number: one.line_hash for one in known}
    for number, (position, line_hash) in walk.written.items():
        if lines.get(number) != line_hash:
            sentence = f"Checkpoint {number}, which event {position} speaks of, is not in the file of checkpoints."
            verdict.faults.append(Fault(position, sentence))
            break
    for child_id, (first, last) in walk.without_salt.items():
        if walk.said_forgotten.get(child_id, 0) <= last:
            verdict.faults.append(Fault(first, f"The salt of event {first} is gone, and no event says why."))


def _rows(connection: Connection) -> Generator[list[Any], None, None]:
    query = text(f"SELECT {', '.join(COLUMNS)} FROM audit_event ORDER BY id")  # noqa: S608 - names from the model
    is_text = connection.dialect.name != "postgresql"
    with connection.execute(query) as found:
        for row in found:
            fields = list(row)
            if is_text:
                # SQLite keeps instants, UUIDs and JSON as the text that is hashed, or as JSON.
                if fields[FIELDS] is not None:
                    fields[FIELDS] = json.loads(fields[FIELDS])
            else:
                if isinstance(fields[AT], datetime):
                    fields[AT] = instant_text(fields[AT])
                if fields[CHILD] is not None:
                    fields[CHILD] = fields[CHILD].hex
            yield fields
