"""Signed checkpoints: how many events there were and with which hash, kept in a file outside the database.

A chain alone cannot show that its end was cut off, or that all of it was written anew. One line of the file is one
checkpoint; each holds the hash of the line before it. That an older copy of the database was put back is a line too.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gcp_tracker.models.audit import NOTHING_YET, Head, instant_text

EVERY_EVENTS = 500
EVERY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`count` events ended with the hash `head` at the instant `at`; `previous` is the hash of the line before.

    Where an older copy of the database was put back, `holds_to` is the number of the last checkpoint that it bears out
    (0: of none), and `said` who put it back and why.
    """

    number: int
    count: int
    head: str
    at: str
    previous: str
    signature: str = ""
    holds_to: int | None = None
    said: str = ""

    @property
    def signed_bytes(self) -> bytes:
        signed: list[object] = [self.number, self.count, self.head, self.at, self.previous]
        if self.holds_to is not None:
            signed += [self.holds_to, self.said]
        return json.dumps(signed, separators=(",", ":")).encode()

    @property
    def line(self) -> bytes:
        kept = asdict(self)
        if self.holds_to is None:
            del kept["holds_to"], kept["said"]
        return json.dumps(kept, separators=(",", ":")).encode()

    @property
    def line_hash(self) -> str:
        return sha256(self.line).hexdigest()

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.at).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where checkpoints go, and with which key (32 bytes) they are signed. `lock`: a file in the instance folder, for
    workers that share it.
    """

    file: Path
    lock: Path
    key: bytes

    @property
    def public_key(self) -> str:
        return Ed25519PrivateKey.from_private_bytes(self.key).public_key().public_bytes_raw().hex()


def is_due(last: Checkpoint | None, head: Head, now: datetime) -> bool:
    """After 500 events, or 15 minutes in which there was any. That a checkpoint was written is an event too, and no
    reason for another one.
    """
    events = head.position - (last.count + 1 if last else 0)
    return events >= EVERY_EVENTS or (events > 0 and (last is None or now - last.instant >= EVERY))


@contextmanager
def held_alone(place: Place) -> Iterator[bool]:
    """False when another process is writing a checkpoint right now: nobody waits for it."""
    with place.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def held_still(place: Place) -> Iterator[None]:
    """Nobody writes a checkpoint meanwhile: waits for whoever does."""
    with place.lock.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def last_checkpoint(file: Path) -> Checkpoint | None:
    """The last whole line; what a fall of the machine left of another one is passed over."""
    if not file.exists():
        return None
    found = [checkpoint for line in file.read_bytes().splitlines()[-2:] if (checkpoint := read_line(line))]
    return found[-1] if found else None


def append_checkpoint(
    place: Place, last: Checkpoint | None, head: Head, now: datetime, *, holds_to: int | None = None, said: str = ""
) -> Checkpoint:
    """Sign and write one more, and have it on the disk. Raises OSError where that is not possible."""
    unsigned = Checkpoint(
        number=last.number + 1 if last else 1,
        count=head.position,
        head=head.hash,
        at=instant_text(now),
        previous=last.line_hash if last else NOTHING_YET,
        holds_to=holds_to,
        said=said,
    )
    signature = Ed25519PrivateKey.from_private_bytes(place.key).sign(unsigned.signed_bytes).hex()
    signed = Checkpoint(**asdict(unsigned) | {"signature": signature})
    with os.fdopen(os.open(place.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab", buffering=0) as out:
        # Where the machine fell in the middle of a line, the next one begins on a line of its own.
        begins = b"" if out.tell() == 0 or _ends_with_line(place.file) else b"\n"
        out.write(begins + signed.line + b"\n")
        os.fsync(out.fileno())
    return signed


def _ends_with_line(file: Path) -> bool:
    with file.open("rb") as text:
        text.seek(-1, os.SEEK_END)
        return text.read(1) == b"\n"


def read_line(line: bytes) -> Checkpoint | None:
    """None for what is no whole checkpoint. Whether it is a true one is another question."""
    with suppress(ValueError, TypeError):
        found = Checkpoint(**json.loads(line))
        if found.line == line:
            return found
    return None


def read_checkpoints(file: Path, public_key: str) -> tuple[list[Checkpoint], str]:
    """All that are true, and one sentence about the first that is not (empty when all are).

    A line that cannot be read is passed over: what follows it, or the event that it left in the audit, tells whether
    a checkpoint stood there.
    """
    found: list[Checkpoint] = []
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    lines = file.read_bytes().splitlines() if file.exists() else []
    for place, line in enumerate(lines, 1):
        one = read_line(line)
        if one is None:
            continue
        expected = (len(found) + 1, found[-1].line_hash if found else NOTHING_YET)
        if (one.number, one.previous) != expected:
            return found, f"Line {place} of the checkpoints does not follow the one before it."
        try:
            key.verify(bytes.fromhex(one.signature), one.signed_bytes)
        except (InvalidSignature, ValueError):
            return found, f"Line {place} of the checkpoints is not signed with this key."
        found.append(one)
    return found, ""


def in_force(known: Sequence[Checkpoint]) -> list[Checkpoint]:
    """Without those that a copy of the database, put back later, does not bear out."""
    found: list[Checkpoint] = []
    for one in known:
        if one.holds_to is not None:
            found = [earlier for earlier in found if earlier.number <= one.holds_to]
        found.append(one)
    return found
