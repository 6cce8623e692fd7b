"""What was promised to the person at the tablet, and whether it was kept.

The promise, as this test holds the page to it:

- A **tap** (a grade, a grade changed, “not seen”) counts once it is A_MOMENT old and the line at the top of the same
  tab says “Saved on this tablet” or “Received”.
- A **text** (evidence, the child’s words, a note of the day) counts once its last key is TYPING and A_MOMENT old and
  the line says the same. Each pause in the typing makes a text of its own.
- From then on it is in the database, once, when the person has opened the draft again with the signal back: after any
  reload, closed or crashed tab, killed browser, killed server, ended session, lost request or lost answer.
- Of two that count, the newest stands. One that does not count yet (the plug was pulled too soon after it) may stand or
  not, but whole: nothing is ever in the database that nobody tapped or typed.
- Where two tabs changed the same answer, neither knowing of the other, both are shown and a person chooses; the choice
  is a tap like any other. Nobody is asked to choose where only one tab changed anything.
- While the line says that something is only on this page (the browser refused its storage), it counts when received.

What the line says is believed only about what is older than A_MOMENT: the time a person needs to look up at it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

A_MOMENT = 0.25
TYPING = 0.8

SAYS_KEPT = re.compile(r"^\W*(received\b|saved on this tablet\b)|\bsaved on this tablet\b", re.IGNORECASE)
SAYS_NOT_KEPT = re.compile(r"\bonly on this page\b|\bon this page;", re.IGNORECASE)

Place = tuple[str, str]  # an item and one of its fields, or a kind of note and "text"
SAFE: Place = ("safe-tonight", "what_was_agreed")


def of_key(found: Mapping[Place, str], key: str) -> dict[Place, str]:
    """Of one item or note."""
    return {place: value for place, value in found.items() if place[0] == key}


def says_kept(line: str) -> bool:
    """Whether these words at the top of the page promise that a pulled plug takes nothing away."""
    return bool(SAYS_KEPT.search(line)) and not SAYS_NOT_KEPT.search(line)


@dataclass(slots=True)
class Write:
    """Something tapped or typed. `done_at` is a monotonic time just after it."""

    value: str
    tab: int
    done_at: float
    counts_after: float
    is_promised: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise not kept. `kind` is lost, mangled, doubled, unsettled, asked or page."""

    kind: str
    words: str


@dataclass(slots=True)
class Oracle:
    """Everything done in one round, in order, place by place."""

    writes: dict[Place, list[Write]] = field(default_factory=dict)

    def did(self, place: Place, value: str, *, tab: int, typed: bool, at: float | None = None) -> None:
        done_at = time.monotonic() if at is None else at
        counts_after = A_MOMENT + (TYPING if typed else 0.0)
        self.writes.setdefault(place, []).append(Write(value, tab, done_at, counts_after))

    def read_line(self, tab: int, line: str, at: float) -> None:
        """The line of that tab was seen at `at`: what is old enough by then counts from now on."""
        if not says_kept(line):
            return
        for write in self.of_tab(tab):
            if at - write.done_at >= write.counts_after:
                write.is_promised = True

    def of_tab(self, tab: int) -> list[Write]:
        return [write for writes in self.writes.values() for write in writes if write.tab == tab]

    @property
    def done(self) -> int:
        return sum(len(writes) for writes in self.writes.values())

    @property
    def promised(self) -> int:
        return sum(write.is_promised for writes in self.writes.values() for write in writes)

    def may_stand(self, place: Place) -> set[str]:
        """The newest that counts, and whatever was done there after it. Nothing, where nothing counts."""
        writes = self.writes.get(place, [])
        last = max((number for number, write in enumerate(writes) if write.is_promised), default=-1)
        later = {write.value for write in writes[max(last, 0) :]}
        return later if last >= 0 else later | {""}

    def judge(self, kept: Mapping[Place, str]) -> list[Broken]:
        """`kept`: what the database holds; a place without anything is missing or empty."""
        broken = []
        for place in sorted(self.writes.keys() | {place for place, value in kept.items() if value}):
            value = kept.get(place, "")
            if value in self.may_stand(place):
                continue
            known = {write.value for write in self.writes.get(place, [])}
            where = " ".join(place)
            if value and value not in known:
                broken.append(Broken("mangled", f"{where} holds “{value}”, which nobody tapped or typed"))
                continue
            promised = [write.value for write in self.writes[place] if write.is_promised]
            broken.append(Broken("lost", f"{where} holds “{value}”; promised was “{promised[-1]}”"))
        return broken


class Doing:
    """Notes what is about to be done, since an error may come before or after it; it counts once it surely was."""

    def __init__(self, oracle: Oracle, tab: int, place: Place, value: str, typed: bool) -> None:
        oracle.did(place, value, tab=tab, typed=typed, at=float("inf"))
        self.write = oracle.writes[place][-1]

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.write.done_at = time.monotonic()
