"""What signed visits say of each item and in words. A process that has read a visit does not read it again: triggers in
both databases refuse to change what is signed, and a new version has an id of its own (docs/decisions/0002).
"""

from __future__ import annotations

import sys
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, String, bindparam, case, cast, func, literal, select, type_coerce, union_all
from sqlalchemy.pool import Pool

from gcp_tracker.models import Grade, VisitNote
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.vocabulary import Answer, NoteKind
from gcp_tracker.unit_of_work import AnySession

UNGRADED = (Answer.NOT_SEEN.value, Answer.NOT_APPLICABLE.value)
# Some four kilobytes each.
MOST_HELD = 1024

# One row for each visit: a long story has thousands of grades, and a row for each would be half of the page's time.
_GIVEN = case((Grade.value.is_not(None), cast(Grade.value, String)), else_=type_coerce(Grade.answer, String))
_ANSWERS = "answers"
_NOTE = "note"
_WORDS = "words"
_VISITS: BindParameter[Any] = bindparam("visits", expanding=True)
# Rows of (visit, what, its key, text, place).
_ANSWERS_NOTES_AND_WORDS = union_all(
    select(
        plain_key(Grade.visit_id),
        literal(_ANSWERS),
        literal(""),
        func.aggregate_strings(type_coerce(Grade.item_key, String) + "=" + _GIVEN, " "),
        literal(0),
    )
    .where(Grade.visit_id.in_(_VISITS), Grade.answer.is_not(None))
    .group_by(Grade.visit_id),
    select(
        plain_key(VisitNote.visit_id),
        literal(_NOTE),
        type_coerce(VisitNote.kind, String),
        VisitNote.text,
        VisitNote.id,
    ).where(VisitNote.visit_id.in_(_VISITS), VisitNote.text != ""),
    select(plain_key(Grade.visit_id), literal(_WORDS), Grade.item_key, Grade.child_words, Grade.id).where(
        Grade.visit_id.in_(_VISITS), Grade.child_words != ""
    ),
)


class Answers(NamedTuple):
    grades: Mapping[str, int] = {}
    not_seen: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()


@dataclass(slots=True)
class ToldAt:
    """Shared by all who look, so nothing may change it once it is read. `words`: what the child said, by item."""

    answers: Answers = Answers()
    notes: dict[NoteKind, str] = field(default_factory=dict)
    words: tuple[tuple[str, str], ...] = ()


class Held:
    """What this process has read of signed visits of one database, what was asked for longest ago let go first."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, ToldAt] = OrderedDict()
        self._lock = Lock()

    def of(self, visits: Sequence[Any]) -> dict[Any, ToldAt]:
        with self._lock:
            found = {visit: self._found[visit] for visit in visits if visit in self._found}
            for visit in found:
                self._found.move_to_end(visit)
            return found

    def keep(self, read: Mapping[Any, ToldAt]) -> None:
        with self._lock:
            self._found.update(read)
            while len(self._found) > MOST_HELD:
                self._found.popitem(last=False)


# By the pool, which is new in a process that was forked, and for another database.
_HELD: WeakKeyDictionary[Pool, Held] = WeakKeyDictionary()


def told_at(session: AnySession, visits: Sequence[tuple[Any, Any]]) -> dict[Any, ToldAt]:
    """Of signed visits, each as (id, id as the driver gives it); by the latter."""
    held = _HELD.setdefault(session.get_bind().engine.pool, Held())
    found = held.of([plain for _, plain in visits])
    missing = {plain: key for key, plain in visits if plain not in found}
    if missing:
        read = _read_visits(session, missing)
        # What is signed in a write that goes on may still be taken back, and signed otherwise.
        if not session.info.get("writing"):
            held.keep(read)
        found |= read
    return found


def _read_visits(session: AnySession, missing: Mapping[Any, Any]) -> dict[Any, ToldAt]:
    """The grade of each item, and those without one; notes, and what the child said of an item."""
    rows: Iterable[Any] = session.execute(_ANSWERS_NOTES_AND_WORDS, {"visits": list(missing.values())})
    found = {plain: ToldAt() for plain in missing}
    words: dict[Any, list[tuple[str, str]]] = defaultdict(list)
    for visit, what, key, text, _ in sorted(rows, key=lambda row: row[4]):
        if what == _ANSWERS:
            found[visit].answers = _read(text)
        elif what == _NOTE:
            found[visit].notes[NoteKind(key)] = text
        else:
            words[visit].append((sys.intern(key), text))
    for visit, said in words.items():
        found[visit].words = tuple(said)
    return found


def _read(pairs: str) -> Answers:
    """Of "enough_food=2 roads=not_seen"."""
    grades: dict[str, int] = {}
    others: dict[str, set[str]] = {answer: set() for answer in UNGRADED}
    for pair in pairs.split(" "):
        key, _, given = pair.partition("=")
        if given in others:
            others[given].add(sys.intern(key))
        else:
            grades[sys.intern(key)] = int(given)
    return Answers(grades, *(frozenset(others[answer]) for answer in UNGRADED))
