"""What a list tells of one child, worked out once for as long as the database has the same of the child.

**Why nothing old can be told.** Every list asks the database anew: who may be known of, the child's own columns, help,
meetings, visits, readings, workers and settings. `told_of` is handed all of that and nothing else, no session and no
record that could be asked for more, and all of it together is the key by which what was worked out before is found.
Whatever is written, by whomever, changes a value among those asked, so it is found under no old key; time enters only
as the day, which is one of the values. A child who is hidden from the reader is not asked for, so nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple
from uuid import UUID

from gcp_tracker.attention.queries import Attention, PartRow, Workers, attention_of, known_from, names_for
from gcp_tracker.change.short_words import headline_in_short
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import SHORT
from gcp_tracker.children.finding import words_to_find
from gcp_tracker.children.queries.attended import SafetyAnswer
from gcp_tracker.children.queries.latest import LastSeen
from gcp_tracker.children.queries.people import Worker
from gcp_tracker.meetings.queries import ClockRow, clocks_from
from gcp_tracker.models import Child
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.rules.ages import age_words, stage_sentence
from gcp_tracker.rules.attention import Group, Place, group_of, place_of
from gcp_tracker.rules.attention_facts import SafetyFact
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clock_facts import HelpSpell
from gcp_tracker.rules.clocks import Periods
from gcp_tracker.rules.profiling import next_profile_due
from gcp_tracker.rules.reason_kinds import SAFETY, Reason, ReasonKind
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.unit_of_work import LONDON

HELP_ORDER = list(HelpKind)


class InBrief(NamedTuple):
    """What lists tell of a child’s own record."""

    id: UUID
    given_name: str | None
    family_name: str | None
    known_as: str | None
    first_name: str
    full_name: str
    is_named: bool
    born_on: date | None
    expected_on: date | None
    created_at: datetime
    la_child_id: str | None
    nhs_number: str | None
    upn: str | None


def in_brief(child: Child) -> InBrief:
    return InBrief(
        child.id,
        child.given_name,
        child.family_name,
        child.known_as,
        child.first_name,
        child.full_name,
        child.is_named,
        child.born_on,
        child.expected_on,
        child.created_at,
        child.la_child_id,
        child.nhs_number,
        child.upn,
    )


@dataclass(frozen=True, eq=False)
class Local:
    """What an authority has set itself. Known by which one it is: `listed.local_of` gives out the same until a setting
    changes or the day ends.
    """

    settings: Settings
    periods: Periods


class Asked(NamedTuple):
    """All that one child’s row is told from. `known` and `clocks` are rows as the database has them."""

    child: InBrief
    other_numbers: str
    known: tuple[PartRow, ...]
    clocks: tuple[ClockRow, ...]
    readings: tuple[ReadingToday, ...]
    workers: tuple[Worker, ...]
    safety: tuple[SafetyAnswer, ...]
    draft_on: date | None
    order: tuple[ReasonKind, ...]
    local: Local
    today: date


class DomainVerdict(NamedTuple):
    title: str
    verdict: Verdict

    @property
    def words(self) -> str:
        return SHORT[self.verdict]


@dataclass(frozen=True, eq=False)
class ToldOfChild:
    """Shared by all who look, so nothing may change it."""

    child: InBrief
    other_numbers: str
    age: str
    attention: Attention
    workers: tuple[Worker, ...]
    safety: tuple[SafetyAnswer, ...]
    help: HelpSpell | None
    stage_words: str
    profile_due_on: date | None
    place: Place

    @property
    def reading(self) -> ReadingToday | None:
        return self.attention.reading

    @property
    def group(self) -> Group:
        return self.place[0]

    @property
    def first(self) -> Reason | None:
        return self.attention.first

    @property
    def seen(self) -> LastSeen:
        seen = self.attention.known.seen
        return LastSeen(seen.visited_on, seen.seen_on, seen.alone_on)

    @property
    def is_about_safety(self) -> bool:
        return self.first is not None and self.first.kind in SAFETY

    @property
    def is_unanswered(self) -> bool:
        return self.first is not None and self.first.kind is ReasonKind.SAFETY_UNANSWERED

    @cached_property
    def kinds(self) -> frozenset[ReasonKind]:
        return frozenset(reason.kind for reason in self.attention.standing)

    @cached_property
    def words(self) -> str:
        """All that the child is found by, as `is_found` reads it."""
        return words_to_find(self.child, self.other_numbers)

    @cached_property
    def headline(self) -> str:
        """What the kept reading says in one sentence."""
        if self.reading is None:
            return ""
        names = names_for(self.reading.instrument_key, self.attention.known.homes)
        return headline_in_short(self.reading.reading, names)

    @cached_property
    def verdicts(self) -> list[DomainVerdict]:
        """Of each domain, the least favourable first."""
        if self.reading is None:
            return []
        names = names_for(self.reading.instrument_key, {})
        return [DomainVerdict(names.domain(one.domain), one.verdict) for one in self.reading.reading.domains]


# Some ten kilobytes each; of an office with more children than that, some are worked out again.
@lru_cache(maxsize=512)
def told_of(asked: Asked) -> ToldOfChild:
    child, today, local = asked.child, asked.today, asked.local
    clocks = clocks_from(asked.clocks)
    attention = attention_of(
        child,
        known_from(asked.known),
        clocks,
        asked.readings,
        _workers(asked.workers),
        _safety(asked.safety),
        asked.draft_on,
        asked.order,
        local.settings,
        local.periods,
        today,
    )
    return ToldOfChild(
        child=child,
        other_numbers=asked.other_numbers,
        age=age_words(child.born_on, child.expected_on, today),
        attention=attention,
        workers=asked.workers,
        safety=asked.safety,
        help=_furthest_help(clocks.spells, today),
        stage_words=_stage_words(child, attention, today),
        profile_due_on=next_profile_due(attention.known.profile_on, local.settings.days("profile_every")),
        place=_place(child, attention, asked.order),
    )


def _place(child: InBrief, attention: Attention, order: Sequence[ReasonKind]) -> Place:
    seen_on = attention.stage.seen_on(attention.known.seen.visited_on, attention.known.seen.seen_on)
    group = group_of(attention.first, attention.stage, attention.closed_on)
    return place_of(group, attention.first, order, seen_on, child.first_name)


def _workers(workers: Sequence[Worker]) -> Workers:
    return Workers(
        tuple(worker.name for worker in workers if not worker.gone),
        tuple(worker.name for worker in workers if worker.gone),
    )


def _safety(asked: Sequence[SafetyAnswer]) -> list[SafetyFact]:
    return [
        SafetyFact(one.visited_on, one.answer, one.answered_at.astimezone(LONDON).date() if one.answered_at else None)
        for one in asked
    ]


def _stage_words(child: InBrief, attention: Attention, today: date) -> str:
    """That a birth is not recorded is told as a reason."""
    if any(reason.kind is ReasonKind.BIRTH for reason in attention.standing):
        return ""
    return stage_sentence(child.first_name, child.born_on, child.expected_on, today)


def _furthest_help(spells: Sequence[HelpSpell], today: date) -> HelpSpell | None:
    """The furthest step of help that the child is under today."""
    running = [spell for spell in spells if is_current(spell.started_on, spell.ended_on, today)]
    return max(running, key=lambda spell: HELP_ORDER.index(spell.kind), default=None)
