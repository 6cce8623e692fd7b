"""One row of a list of children, with the reasons why that child needs attention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from gcp_tracker.attention.queries import (
    NOTHING_KNOWN,
    Attention,
    Workers,
    attention_of,
    known_of_attention,
    names_for,
)
from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.short_words import ShortReading, headline_in_short, in_short
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import SHORT, Names
from gcp_tracker.children.finding import words_to_find
from gcp_tracker.children.queries.attended import Attended, Draft, SafetyAnswer
from gcp_tracker.children.queries.domains import DomainNow
from gcp_tracker.children.queries.latest import LastSeen
from gcp_tracker.children.queries.people import Worker
from gcp_tracker.instruments import newest
from gcp_tracker.meetings.queries import NOTHING_KNOWN as NO_CLOCKS
from gcp_tracker.meetings.queries import known_of_clocks, periods_from
from gcp_tracker.models import Child
from gcp_tracker.readings.queries import ReadingToday, all_readings_on
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
from gcp_tracker.unit_of_work import LONDON, AnySession

ROWS_ON_A_PAGE = 60
HELP_ORDER = list(HelpKind)
# What the kept reading records in a line of its own, where it is told among the reasons.
TOLD_AS_REASON = {"Newly bad": ReasonKind.NEWLY_BAD, "Drift": ReasonKind.DRIFT}


class DomainVerdict(NamedTuple):
    title: str
    verdict: Verdict

    @property
    def words(self) -> str:
        return SHORT[self.verdict]


@dataclass(slots=True)
class ListedChild:
    """`drafts` are those that the reader may go on with, in a worker’s list their own; `for_whom` names the colleague
    for whom the reader stands in. `reading` is None while nothing was graded, and where change is not judged on the
    instrument; `domains` are empty where a list does not draw them, where `headline` is all that is told.
    """

    child: Child
    age: str
    other_numbers: str
    attention: Attention
    drafts: list[Draft]
    safety: list[SafetyAnswer]
    workers: list[Worker]
    reading: ReadingToday | None
    help: HelpSpell | None
    stage_words: str
    profile_due_on: date | None
    domains: list[DomainNow] = field(default_factory=list)
    told: ShortReading | None = None
    headline: str = ""
    for_whom: str = ""

    @property
    def words(self) -> str:
        """All that the child is found by, as `is_found` reads it."""
        return words_to_find(self.child, self.other_numbers)

    def reading_of(self, instrument_key: str) -> ReadingToday | None:
        return self.reading if self.reading and self.reading.instrument_key == instrument_key else None

    @property
    def first(self) -> Reason | None:
        return self.attention.first

    @property
    def seen(self) -> LastSeen:
        seen = self.attention.known.seen
        return LastSeen(seen.visited_on, seen.seen_on, seen.alone_on)

    @property
    def profile_on(self) -> date | None:
        return self.attention.known.profile_on

    @property
    def group(self) -> Group:
        return group_of(self.first, self.attention.stage, self.attention.closed_on)

    @property
    def is_about_safety(self) -> bool:
        return self.first is not None and self.first.kind in SAFETY

    @property
    def is_unanswered(self) -> bool:
        return self.first is not None and self.first.kind is ReasonKind.SAFETY_UNANSWERED

    @property
    def kinds(self) -> set[ReasonKind]:
        return {reason.kind for reason in self.attention.standing}

    def tell(self, reading: ReadingToday, names: Names) -> None:
        """In short, without what stands among the reasons."""
        told = in_short(reading.reading, names, newest(reading.instrument_key).at_concern)
        recorded = tuple(line for line in told.recorded if TOLD_AS_REASON.get(line.tag) not in self.kinds)
        self.told = replace(told, recorded=recorded)

    @property
    def verdicts(self) -> list[DomainVerdict]:
        """Of each domain, the least favourable first."""
        if self.reading is None:
            return []
        names = names_for(self.reading.instrument_key, {})
        return [DomainVerdict(names.domain(one.domain), one.verdict) for one in self.reading.reading.domains]


@dataclass(frozen=True, slots=True)
class ChildList:
    """`rows` are those of one page; `total` counts all that were found, `everybody` all there are to find."""

    rows: list[ListedChild]
    total: int
    everybody: int
    page: int
    pages: int


class Local(NamedTuple):
    """What an authority has set itself."""

    settings: Settings
    periods: Periods


Found = Sequence[tuple[Child, str, str]]


def local_of(session: AnySession, children: Found, today: date) -> dict[int, Local]:
    """Of the authorities that these children are of: hardly ever more than one."""
    settings = {one: settings_of(session, one, today) for one in {child.authority_id for child, *_ in children}}
    return {one: Local(found, periods_from(found)) for one, found in settings.items()}


def answers_stay(local: Mapping[int, Local]) -> int:
    """In days, the longest of these authorities."""
    return max((one.settings.days("answer_stays") for one in local.values()), default=0)


def listed_children(
    session: AnySession,
    children: Found,
    workers_of: Callable[[UUID], list[Worker]],
    pending: Mapping[UUID, Attended],
    order: Sequence[ReasonKind],
    local: Mapping[int, Local],
    today: date,
) -> list[ListedChild]:
    """In `order`, in three statements: `children` are those whom the reader may know of."""
    ids = [child.id for child, *_ in children]
    known, clocks = known_of_attention(session, ids, today), known_of_clocks(session, ids)
    readings: dict[UUID, list[ReadingToday]] = {}
    for (child_id, _), reading in all_readings_on(session, ids, today).items():
        readings.setdefault(child_id, []).append(reading)
    rows = []
    for child, numbers, _ in children:
        waiting, workers = pending.get(child.id, Attended()), workers_of(child.id)
        own, spells = local[child.authority_id], clocks.get(child.id, NO_CLOCKS)
        attention = attention_of(
            child,
            known.get(child.id, NOTHING_KNOWN),
            spells,
            readings.get(child.id, ()),
            _workers(workers),
            _safety(waiting.safety),
            min((draft.visited_on for draft in waiting.drafts), default=None),
            order,
            own.settings,
            own.periods,
            today,
        )
        rows.append(
            ListedChild(
                child=child,
                age=age_words(child.born_on, child.expected_on, today),
                other_numbers=numbers,
                attention=attention,
                drafts=waiting.drafts,
                safety=waiting.safety,
                workers=workers,
                reading=attention.reading,
                help=_furthest_help(spells.spells, today),
                stage_words=_stage_words(child, attention, today),
                profile_due_on=next_profile_due(attention.known.profile_on, own.settings.days("profile_every")),
            )
        )
    return sorted(rows, key=lambda row: _place(row, order))


def page_of(rows: list[ListedChild], page: int | None, *, everybody: int) -> ChildList:
    """All of them on one page where `page` is None."""
    on_a_page = ROWS_ON_A_PAGE if page is not None else max(len(rows), 1)
    pages = max(1, -(-len(rows) // on_a_page))
    page = min(max(page or 1, 1), pages)
    return ChildList(
        rows=rows[(page - 1) * on_a_page : page * on_a_page],
        total=len(rows),
        everybody=everybody,
        page=page,
        pages=pages,
    )


def add_headlines(rows: Iterable[ListedChild]) -> None:
    """What the kept reading says of each in one sentence; only for the rows that are shown."""
    for row in rows:
        if row.reading is not None:
            names = names_for(row.reading.instrument_key, row.attention.known.homes)
            row.headline = headline_in_short(row.reading.reading, names)


def _place(row: ListedChild, order: Sequence[ReasonKind]) -> Place:
    seen_on = row.attention.stage.seen_on(row.seen.visited_on, row.seen.seen_on)
    return place_of(row.group, row.first, order, seen_on, row.child.first_name)


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


def _stage_words(child: Child, attention: Attention, today: date) -> str:
    """That a birth is not recorded is told as a reason."""
    if any(reason.kind is ReasonKind.BIRTH for reason in attention.standing):
        return ""
    return stage_sentence(child.first_name, child.born_on, child.expected_on, today)


def _furthest_help(spells: Sequence[HelpSpell], today: date) -> HelpSpell | None:
    """The furthest step of help that the child is under today."""
    running = [spell for spell in spells if is_current(spell.started_on, spell.ended_on, today)]
    return max(running, key=lambda spell: HELP_ORDER.index(spell.kind), default=None)
