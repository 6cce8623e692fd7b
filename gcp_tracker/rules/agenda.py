"""What lies before somebody who works with a child, late first: what is due, what is planned, what nobody has said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.clock_facts import ClockFacts, MeetingFact
from gcp_tracker.rules.clocks import Clock, Periods, is_late, is_soon
from gcp_tracker.rules.dates import how_long_ago, long_date
from gcp_tracker.rules.duties import Duty, duties, unsaid
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from gcp_tracker.rules.vocabulary import MeetingKind

# In a list: so far ahead somebody plans their weeks.
DAYS_AHEAD = 28


@dataclass(frozen=True, slots=True)
class Item:
    """`on` is the day it is due, or for which it is planned where no clock runs. `planned_on`: for which day a meeting
    is planned. `title` and `rule` name nobody; `why` may. `kind` and `meeting`: what can be planned, or said of.
    """

    on: date
    title: str
    words: str
    why: str
    rule: str
    is_late: bool = False
    is_soon: bool = False
    is_national: bool = False
    clock: Clock | None = None
    kind: MeetingKind | None = None
    meeting: int | None = None
    planned_on: date | None = None
    # A planned day has passed, and nobody has said what became of the meeting.
    is_unsaid: bool = False
    # A day that is reached and not kept: there is nothing to do by it.
    is_mark: bool = False


def agenda(facts: ClockFacts, periods: Periods, today: date) -> list[Item]:
    """What is late first, then by day."""
    running = duties(facts, periods, today)
    found = [_of_duty(duty, periods, today) for duty in running]
    found += [_of_unsaid(one.meeting, one.words) for one in unsaid(facts, today)]
    told = {duty.meeting for duty in running if duty.planned_on is not None}
    found += _planned(facts, told, today)
    return sorted(found, key=lambda item: (not item.is_late, item.on, item.title))


def within(items: list[Item], today: date) -> list[Item]:
    """Those of the next weeks, and all that is late; of what is only reached, nothing that is over."""
    return [
        item
        for item in items
        if (item.is_late or (item.on - today).days <= DAYS_AHEAD) and not (item.is_mark and item.on < today)
    ]


def _of_duty(duty: Duty, periods: Periods, today: date) -> Item:
    period = duty.due.period
    length = periods.length_of(duty.due.clock).words
    return Item(
        on=duty.due.on,
        title=duty.title,
        words=duty.words(today, periods),
        why=duty.due.why,
        rule=f"{length} {'before' if period.is_before else 'after'} {period.starts} ({period.source})",
        is_late=duty.is_late(today),
        is_soon=not period.is_mark and is_soon(duty.due.on, today),
        is_national=period.is_national,
        clock=duty.due.clock,
        kind=duty.kind,
        meeting=duty.meeting,
        planned_on=duty.planned_on,
        is_mark=period.is_mark,
    )


def _of_unsaid(meeting: MeetingFact, words: str) -> Item:
    return Item(
        on=meeting.on,
        title=meeting.kind.words,
        words=words,
        why="Until somebody says so, its clock runs on",
        rule="",
        is_late=True,
        kind=meeting.kind,
        meeting=meeting.number,
        is_unsaid=True,
    )


def _planned(facts: ClockFacts, told: set[int | None], today: date) -> Iterator[Item]:
    for one in facts.meetings:
        if one.state is MeetingState.PLANNED and not is_late(one.on, today) and one.number not in told:
            yield Item(
                on=one.on,
                title=one.kind.words,
                words=f"{one.kind.words} planned for {long_date(one.on)}",
                why=how_long_ago(one.on, today).capitalize(),
                rule="",
                is_soon=is_soon(one.on, today),
                kind=one.kind,
                meeting=one.number,
                planned_on=one.on,
            )
