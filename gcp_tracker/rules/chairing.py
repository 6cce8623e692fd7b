"""What a chair has to see to: of each child the reasons, each a sentence with its day and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gcp_tracker.rules.clock_facts import HelpSpell, MeetingFact
from gcp_tracker.rules.clocks import Clock, Periods, due, due_words
from gcp_tracker.rules.dates import date_with_age, how_long_ago, long_date
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES, MeetingState
from gcp_tracker.rules.scrutiny import length_words
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind, Worded

AHEAD = timedelta(weeks=4)


class ChairsReason(Worded):
    """In the order in which they stand; what is late or missing comes before what is only long."""

    UNWRITTEN = "unwritten", "Scrutiny not written"
    NO_PACK = "no_pack", "Pack missing"
    NOT_ISSUED = "not_issued", "Pack not issued"
    TO_READ = "to_read", "Pack to read"
    CONFERENCE = "conference", "Conference"
    VERY_LONG = "very_long", "Plan over two years"
    LONG = "long", "Long plan"


@dataclass(frozen=True, slots=True)
class PackFact:
    """Of one child: for which day, and how far it is. `words` is its state inside a sentence."""

    for_on: date
    words: str
    is_issued: bool
    is_read: bool


@dataclass(frozen=True, slots=True)
class ChairedFacts:
    """`written`: the days of the meetings of which scrutiny is signed."""

    name: str
    meetings: Sequence[MeetingFact] = ()
    spells: Sequence[HelpSpell] = ()
    packs: Sequence[PackFact] = ()
    written: frozenset[date] = frozenset()
    chairs_since: date = date.min


@dataclass(frozen=True, slots=True)
class ChairsTold:
    """`meeting`: the one that it is about, where there is one. `why` says by which rule."""

    kind: ChairsReason
    on: date
    sentence: str
    why: str
    is_late: bool = False
    meeting: int | None = None


def chairs_told(facts: ChairedFacts, periods: Periods, today: date) -> list[ChairsTold]:
    """Of one child; what is late first, then by day."""
    found = [*_unwritten(facts, today), *_coming(facts, periods, today), *_long(facts, periods, today)]
    order = list(ChairsReason)
    return sorted(found, key=lambda one: (not one.is_late, order.index(one.kind), one.on))


def _unwritten(facts: ChairedFacts, today: date) -> Iterator[ChairsTold]:
    """Of conferences that were held since this chair chairs for the child."""
    for one in facts.meetings:
        is_held = one.kind in CONFERENCES and one.state is MeetingState.HELD
        if is_held and facts.chairs_since <= one.on <= today and one.on not in facts.written:
            yield ChairsTold(
                ChairsReason.UNWRITTEN,
                one.on,
                f"The {one.kind.inside} was held on {date_with_age(one.on, today)}; its scrutiny is not signed yet.",
                "Every conference that was held has a chair’s scrutiny.",
                is_late=one.on < today,
                meeting=one.number,
            )


def _coming(facts: ChairedFacts, periods: Periods, today: date) -> Iterator[ChairsTold]:
    for one in facts.meetings:
        if one.kind not in CONFERENCES or one.state is not MeetingState.PLANNED:
            continue
        if today <= one.on <= today + AHEAD:
            yield ChairsTold(
                ChairsReason.CONFERENCE,
                one.on,
                f"{one.kind.words} on {long_date(one.on)} ({how_long_ago(one.on, today)}).",
                "Conferences of the next four weeks.",
                meeting=one.number,
            )
            yield from _pack(facts, one, periods, today)


def _pack(facts: ChairedFacts, meeting: MeetingFact, periods: Periods, today: date) -> Iterator[ChairsTold]:
    is_first = meeting.kind is MeetingKind.INITIAL_CONFERENCE
    wanted = due(Clock.REPORT_INITIAL if is_first else Clock.REPORT_REVIEW, meeting.on, "the conference", periods)
    of_it = [one for one in facts.packs if one.for_on == meeting.on]
    why = f"Reports are there {wanted.why} ({wanted.period.source})."
    late, days = wanted.on < today, due_words(wanted.on, today, periods)
    if not of_it:
        yield ChairsTold(
            ChairsReason.NO_PACK, wanted.on, f"No pack has been begun; it is {days}.", why, late, meeting.number
        )
    elif not any(one.is_issued for one in of_it):
        words = f"The pack is {of_it[0].words} and not issued; it is {days}."
        yield ChairsTold(ChairsReason.NOT_ISSUED, wanted.on, words, why, late, meeting.number)
    elif not any(one.is_read for one in of_it):
        words = f"The pack is issued, and waits to be read before {long_date(meeting.on)}."
        yield ChairsTold(ChairsReason.TO_READ, meeting.on, words, why, meeting=meeting.number)


def _long(facts: ChairedFacts, periods: Periods, today: date) -> Iterator[ChairsTold]:
    for spell in facts.spells:
        if spell.kind is not HelpKind.CHILD_PROTECTION or not is_current(spell.started_on, spell.ended_on, today):
            continue
        told = f"{facts.name} has been under a child protection plan for {length_words(spell.started_on, today)}."
        for clock, kind in ((Clock.LONG_PLAN, ChairsReason.VERY_LONG), (Clock.LONG_PLAN_WARNING, ChairsReason.LONG)):
            reached = due(clock, spell.started_on, "the plan began", periods)
            if reached.on <= today:
                yield ChairsTold(kind, reached.on, told, f"{reached.why} ({reached.period.source}).")
                break
