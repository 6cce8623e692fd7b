"""A child’s story as it stands in the file: visits that count, help, meetings, workers, homes, profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from uuid import UUID

from gcp_tracker.change.histories import GradedVisit, ItemFact, items_of_concern, read_with
from gcp_tracker.models import Child, HelpEpisode
from gcp_tracker.rules.bands import BEFORE_BIRTH
from gcp_tracker.rules.clock_facts import MeetingFact
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import as_one
from gcp_tracker.rules.interpreting import InterpretedVisit
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import NoteKind, Place, SafeTonight, VisitOutcome
from gcp_tracker.scrutiny.queries import Scrutinised
from gcp_tracker.supervision.queries import Footprint


@dataclass(frozen=True, slots=True)
class Safety:
    """*Is the child safe tonight?*, asked by these items; `answer` is None while it is open."""

    items: tuple[str, ...]
    answer: SafeTonight | None
    who_was_told: str
    what_was_agreed: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """A signed visit that stands. `care_of` is the series of its grades, `care_name` what people call it."""

    id: UUID
    on: date
    outcome: VisitOutcome
    outcome_detail: str
    place: Place
    announced: bool
    child_seen: bool
    child_seen_alone: bool
    bedroom_seen: bool
    author: str
    care_of: str
    care_name: str
    instrument: Instrument
    is_amended: bool
    safety: Safety | None
    graded: GradedVisit
    notes: Mapping[NoteKind, str]
    words: tuple[tuple[str, str], ...]
    # Why a worker chose the items of another age; empty when they are those of the child's.
    band_reason: str = ""
    colleagues: tuple[str, ...] = ()
    # Where an interpreter was needed.
    interpreted: InterpretedVisit | None = None

    @property
    def is_before_birth(self) -> bool:
        return self.graded.band == BEFORE_BIRTH

    @property
    def workers(self) -> str:
        """Everybody who was there for the visit: "Amira Khan with Ben Lowe"."""
        return f"{self.author} with {' and '.join(self.colleagues)}" if self.colleagues else self.author

    @property
    def has_grades(self) -> bool:
        return bool(self.graded.grades)

    def title_of(self, item_key: str) -> str:
        return self.instrument.item(item_key).title if self.instrument.has_item(item_key) else item_key


@dataclass(frozen=True, slots=True)
class Draft:
    id: UUID
    on: date
    author_id: int
    author: str
    is_amendment: bool
    safety: Safety | None
    colleagues: frozenset[int] = frozenset()

    def is_open_to(self, user_id: int) -> bool:
        return user_id == self.author_id or user_id in self.colleagues


@dataclass(frozen=True, slots=True)
class WorkedWith:
    name: str
    is_lead: bool
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class LivedAt:
    home: str
    from_on: date
    to_on: date | None


# What is signed does not change, and the grades themselves are the key, so an amendment is never mistaken.
@lru_cache(maxsize=64)
def concerns_among(instrument: Instrument, graded: tuple[GradedVisit, ...]) -> tuple[ItemFact, ...]:
    return tuple(items_of_concern(instrument, graded))


@dataclass(frozen=True)
class Series:
    """The graded visits about one home’s or one person’s care with one instrument, oldest first; never empty.

    `instrument` is the newest version that they use, with what only older ones asked; see `rules.instrument_versions`.
    """

    key: str
    name: str
    instrument: Instrument
    visits: tuple[ToldVisit, ...]

    @property
    def first_on(self) -> date:
        return self.visits[0].on

    @property
    def last_on(self) -> date:
        return self.visits[-1].on

    @cached_property
    def graded(self) -> tuple[GradedVisit, ...]:
        return tuple([read_with(self.instrument, visit.graded) for visit in self.visits])

    @property
    def concerns(self) -> tuple[ItemFact, ...]:
        """Items whose latest grade is of concern."""
        return concerns_among(self.instrument, self.graded)

    @property
    def care_of(self) -> str:
        return self.visits[-1].care_of


@dataclass(frozen=True, slots=True)
class CompletedProfile:
    """`whose` is the home or person whose care it is about, `care_of` its series; `grades` by item: grade and day.
    `not_applicable` are the items marked so at the visits it was completed from, as they were signed by then.
    """

    id: UUID
    opened_on: date
    completed_on: date
    care_of: str
    whose: str
    instrument: Instrument
    band: str
    grades: Mapping[str, tuple[int, date]] = field(hash=False, repr=False)
    not_applicable: frozenset[str]


@dataclass(frozen=True, slots=True)
class Story:
    """`visits` oldest first, missed ones too; `profiles` are completed ones, oldest first."""

    child: Child
    visits: tuple[ToldVisit, ...]
    drafts: tuple[Draft, ...]
    episodes: tuple[HelpEpisode, ...]
    meetings: tuple[MeetingFact, ...]
    workers: tuple[WorkedWith, ...]
    homes: tuple[LivedAt, ...]
    profiles: tuple[CompletedProfile, ...]
    footprint: Footprint
    scrutinised: tuple[Scrutinised, ...]

    @property
    def held(self) -> list[ToldVisit]:
        return [visit for visit in self.visits if visit.outcome.is_held]

    def is_closed(self, today: date) -> bool:
        """Somebody has worked with the child, nobody does now, and no help runs."""
        working = any(is_current(worker.from_on, worker.to_on, today) for worker in self.workers)
        helped = any(is_current(episode.started_on, episode.ended_on, today) for episode in self.episodes)
        return bool(self.workers) and not working and not helped

    def visit(self, visit_id: UUID | None) -> ToldVisit | None:
        return next((visit for visit in self.visits if visit.id == visit_id), None)


def series_of(visits: tuple[ToldVisit, ...]) -> list[Series]:
    """All of them, the one graded last first. Two instruments about one home are two series as well."""
    grouped: dict[tuple[str, str], list[ToldVisit]] = {}
    for visit in visits:
        if visit.has_grades:
            grouped.setdefault((visit.care_of, visit.instrument.key), []).append(visit)
    latest_first = sorted(grouped.items(), key=lambda entry: entry[1][-1].on, reverse=True)
    homes = [care_of for (care_of, _), _ in latest_first]
    found = []
    for place, ((care_of, instrument_key), own) in enumerate(latest_first):
        is_second = care_of in homes[:place]
        instrument = as_one(frozenset(visit.instrument for visit in own))
        several = homes.count(care_of) > 1
        found.append(
            Series(
                key=f"{care_of}-{instrument_key}" if is_second else care_of,
                name=f"{own[-1].care_name}, {instrument.title}" if several else own[-1].care_name,
                instrument=instrument,
                visits=tuple(own),
            )
        )
    return found


def chosen_series(found: list[Series], key: str, visit: ToldVisit | None) -> Series | None:
    """The one that was asked for, else the one of the visit just signed, else the one graded last."""
    asked = next((series for series in found if series.key == key), None)
    own = next((series for series in found if visit is not None and visit in series.visits), None)
    return asked or own or (found[0] if found else None)
