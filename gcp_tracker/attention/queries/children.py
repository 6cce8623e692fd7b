"""The reasons of one child, put together from what its page or list has read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from gcp_tracker.attention.queries.known import KnownOfAttention
from gcp_tracker.change.attention_care import care_facts
from gcp_tracker.change.words import Names
from gcp_tracker.instruments import every_version, newest
from gcp_tracker.meetings.queries import KnownOfClocks, OnFile
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.rules.ages import LifeStage, age_in_months, life_stage
from gcp_tracker.rules.attention_facts import AttentionFacts, CareFacts, SafetyFact
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clocks import Periods
from gcp_tracker.rules.duties import Duty, duties
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.putting_off import PutOff, split
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind, in_order
from gcp_tracker.rules.reasons import reasons_of
from gcp_tracker.rules.spells import is_current

# From this age a practitioner talks with the child; of a younger one, “alone” says little.
TALKS_FROM_MONTHS = 36


class Described(OnFile, Protocol):
    """What the reasons look at of a child’s own record."""

    @property
    def is_named(self) -> bool: ...

    @property
    def born_on(self) -> date | None: ...

    @property
    def expected_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Workers:
    """`names` have the child today; `gone` have the child on paper only."""

    names: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attention:
    """`standing`: the reasons to look at now, the first first; `put_off`: each with who put it off, until when and why;
    `running`: every clock of the child. `reading`: on the instrument that the child was graded with last.
    """

    standing: tuple[Reason, ...]
    put_off: tuple[tuple[Reason, PutOff], ...]
    running: tuple[Duty, ...]
    stage: LifeStage
    closed_on: date | None
    known: KnownOfAttention
    reading: ReadingToday | None

    @property
    def first(self) -> Reason | None:
        return self.standing[0] if self.standing else None

    def besides(self, kinds: Collection[str]) -> list[Reason]:
        """Those that stand without these kinds, which are told elsewhere."""
        return [reason for reason in self.standing if reason.kind.value not in kinds]


def attention_of(
    child: Described,
    known: KnownOfAttention,
    clocks: KnownOfClocks,
    readings: Collection[ReadingToday],
    workers: Workers,
    safety: Sequence[SafetyFact],
    draft_on: date | None,
    order: Sequence[ReasonKind],
    settings: Settings,
    periods: Periods,
    today: date,
) -> Attention:
    stage = life_stage(child.born_on, child.expected_on, today)
    helped = any(is_current(spell.started_on, spell.ended_on, today) for spell in clocks.spells)
    until = known.worked_until
    closed_on = until if until is not None and until <= today and not helped else None
    on_clocks = clocks.facts(
        child,
        seen_on=stage.seen_on(known.seen.visited_on, known.seen.seen_on),
        profile_on=known.profile_on,
        has_worker=bool(workers.names),
        is_open=stage is not LifeStage.ADULT and closed_on is None,
    )
    running = duties(on_clocks, periods, today)
    reading = _main_reading(readings)
    facts = AttentionFacts(
        name=child.first_name,
        clocks=on_clocks,
        stage=stage,
        is_named=child.is_named,
        is_allocated=bool(workers.names),
        gone=workers.gone,
        talks=_talks(child, today),
        expected_on=child.expected_on,
        closed_on=closed_on,
        safety=tuple(safety),
        draft_on=draft_on,
        seen=known.seen,
        missed=known.missed,
        care=_care(reading, known) if reading is not None else None,
        at_step=known.graded_at_step() if known.at_step else (),
        actions=known.actions,
        evidence=known.evidence,
        views=known.widest_views(settings.grades("views_apart")) if known.views else None,
        has_father=known.has_father,
        triggers=known.triggers,
    )
    found = in_order(reasons_of(facts, running, settings, periods, today), order)
    divided = split(found, known.put_offs, today)
    return Attention(divided.standing, divided.put_off, tuple(running), stage, closed_on, known, reading)


def _main_reading(readings: Collection[ReadingToday]) -> ReadingToday | None:
    """Of the instrument that the child was graded with last."""
    return max(readings, key=_last_graded, default=None)


def names_for(instrument_key: str, homes: Mapping[str, str]) -> Names:
    """What people call the domains and items of an instrument, and these homes by whose care is graded."""
    return Names(*titles_of(every_version(instrument_key)), homes)


@lru_cache(maxsize=16)
def titles_of(instrument: Instrument) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Of its domains and of its items, by their keys."""
    domains = {domain.key: domain.title for domain in instrument.domains}
    return domains, {item.key: item.title for item in instrument.items}


def _last_graded(reading: ReadingToday) -> int:
    return max((one.reading.last_graded for one in reading.kept.series), default=0)


def _care(reading: ReadingToday, known: KnownOfAttention) -> CareFacts:
    at_concern = newest(reading.instrument_key).at_concern
    return care_facts(reading.reading, names_for(reading.instrument_key, known.homes), at_concern)


def _talks(child: Described, today: date) -> bool:
    born = child.born_on
    return born is not None and born <= today and age_in_months(born, today) >= TALKS_FROM_MONTHS
