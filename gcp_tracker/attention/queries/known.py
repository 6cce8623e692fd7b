"""What is known of each child, from the rows of that one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from gcp_tracker.attention.queries import rows, visit_rows
from gcp_tracker.attention.queries.parts import PartRow
from gcp_tracker.attention.queries.rows import attention_rows
from gcp_tracker.instruments import every_version
from gcp_tracker.rules.attention_facts import ActionsOverdue, GradedAtStep, Missed, NoEvidence, SeenFact, ViewsApart
from gcp_tracker.rules.putting_off import PutOff
from gcp_tracker.rules.reason_kinds import ReasonKind
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import HelpKind, Relationship
from gcp_tracker.unit_of_work import AnySession

# (help that ended, its last day, item, instrument)
AtStep = tuple[str, date, str, str]


@dataclass(slots=True)
class KnownOfAttention:
    """`worked_until`: the last day on which somebody had the child; `views` by visit, each with its gaps in grades;
    `waiting`: each trigger that waits for an answer, by the moment it fired.
    """

    seen: SeenFact = SeenFact()
    missed: Missed | None = None
    profile_on: date | None = None
    has_father: bool = False
    homes: dict[str, str] = field(default_factory=dict)
    worked_until: date | None = None
    actions: ActionsOverdue | None = None
    evidence: NoEvidence | None = None
    views: dict[tuple[date, str, str], list[int]] = field(default_factory=dict)
    put_offs: list[PutOff] = field(default_factory=list)
    waiting: list[tuple[datetime, str, date]] = field(default_factory=list)
    at_step: dict[AtStep, tuple[date, int]] = field(default_factory=dict)

    @property
    def triggers(self) -> tuple[tuple[str, date], ...]:
        """Title and day of each that waits, the oldest first."""
        return tuple((title, on) for _, title, on in sorted(self.waiting))

    def widest_views(self, least: int) -> ViewsApart | None:
        """The latest visit that two see differently by so many grades."""
        found = {visit: sum(gap >= least for gap in gaps) for visit, gaps in self.views.items() if max(gaps) >= least}
        if not found:
            return None
        latest = max(found)
        return ViewsApart(latest[0], found[latest], latest[1:])

    def graded_at_step(self) -> tuple[GradedAtStep, ...]:
        """By domain the worst of what was graded last before the step, where that is at concern."""
        worst: dict[tuple[str, date, str, str], GradedAtStep] = {}
        for (kind, ended_on, item, key), (graded_on, value) in self.at_step.items():
            instrument, place = every_version(key), _domain_of(key, item)
            if place is None or not instrument.is_concern(value):
                continue
            found = GradedAtStep(HelpKind(kind), ended_on, place, value, graded_on)
            held = worst.get((kind, ended_on, key, place))
            if held is None or instrument.is_worse(value, held.grade):
                worst[kind, ended_on, key, place] = found
        return tuple(worst.values())


NOTHING_KNOWN = KnownOfAttention()


def known_of_attention(session: AnySession, child_ids: Sequence[UUID], today: date) -> dict[UUID, KnownOfAttention]:
    """By child, in one statement; those of whom nothing is on record left out."""
    return {child: known_from(rows) for child, rows in rows_of_attention(session, child_ids, today).items()}


def rows_of_attention(session: AnySession, child_ids: Sequence[UUID], today: date) -> dict[UUID, tuple[PartRow, ...]]:
    """By child, as the database has them, for `known_from`."""
    found: dict[str, list[PartRow]] = defaultdict(list)
    for row in attention_rows(session, child_ids, today):
        found[row.child].append(row)
    return {UUID(str(child)): tuple(known) for child, known in found.items()}


def known_from(rows: Iterable[PartRow]) -> KnownOfAttention:
    known = KnownOfAttention()
    for row in rows:
        _READ[row.what](known, row)
    return known


@lru_cache(maxsize=1024)
def _domain_of(key: str, item: str) -> str | None:
    """Its title; None for an item that no version knows any more."""
    instrument = every_version(key)
    return instrument.domain(instrument.item(item).domain_key).title if instrument.has_item(item) else None


def _seen(known: KnownOfAttention, row: PartRow) -> None:
    known.seen = SeenFact(row.on_1, row.on_2, row.on_3, row.on_4, row.on_5)


def _missed(known: KnownOfAttention, row: PartRow) -> None:
    known.missed = Missed(row.number, row.on_1, row.on_2)


def _profile(known: KnownOfAttention, row: PartRow) -> None:
    known.profile_on = row.on_1


def _adult(known: KnownOfAttention, row: PartRow) -> None:
    known.has_father = known.has_father or row.words_1 == Relationship.FATHER.value
    known.homes[care_of_key(None, row.number)] = row.words_2


def _home(known: KnownOfAttention, row: PartRow) -> None:
    known.homes[care_of_key(row.number, None)] = row.words_1


def _worked(known: KnownOfAttention, row: PartRow) -> None:
    known.worked_until = row.on_1


def _actions(known: KnownOfAttention, row: PartRow) -> None:
    known.actions = ActionsOverdue(row.number, row.on_1)


def _evidence(known: KnownOfAttention, row: PartRow) -> None:
    known.evidence = NoEvidence(row.number, row.on_1)


def _views(known: KnownOfAttention, row: PartRow) -> None:
    known.views.setdefault((row.on_1, row.words_1, row.words_2), []).append(row.number)


def _put_off(known: KnownOfAttention, row: PartRow) -> None:
    known.put_offs.append(
        PutOff(ReasonKind(row.words_1), row.words_2, row.words_3, row.on_1, row.words_4, row.words_5, row.at)
    )


def _trigger(known: KnownOfAttention, row: PartRow) -> None:
    known.waiting.append((row.at, row.words_1, row.on_1))


def _step(known: KnownOfAttention, row: PartRow) -> None:
    """The latest of each item; of two on one day the worse."""
    which = (row.words_1, row.on_1, row.words_2, row.words_3)
    held_on, held = known.at_step.get(which, (date.min, row.number))
    is_worse = held_on == row.on_2 and every_version(row.words_3).is_worse(row.number, held)
    if held_on < row.on_2 or is_worse:
        known.at_step[which] = (row.on_2, row.number)


_READ: Mapping[str, Any] = {
    visit_rows.SEEN: _seen,
    visit_rows.MISSED: _missed,
    rows.PROFILE: _profile,
    rows.ADULT: _adult,
    rows.HOME: _home,
    rows.WORKED: _worked,
    rows.ACTIONS: _actions,
    visit_rows.EVIDENCE: _evidence,
    visit_rows.VIEWS: _views,
    rows.PUT_OFF: _put_off,
    rows.TRIGGER: _trigger,
    visit_rows.STEP: _step,
}
