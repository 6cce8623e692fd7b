"""When something is due, and when a visit can have been: every period of the work, national and local, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from gcp_tracker.rules.ages import LONGEST_WAIT
from gcp_tracker.rules.dates import check_not_in_future as check_not_in_future
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.working_days import (
    DAYS,
    NO_DAYS,
    Length,
    Unit,
    add_working_days,
    bank_holidays,
    days_left_out,
    on_or_before,
    short_date,
    working_days_after,
)

# So many days ahead something is said to be due soon.
SOON_DAYS = 7
MOST_DAYS_NAMED = 3


class Clock(StrEnum):
    REFERRAL_DECISION = "referral_decision"
    ASSESSMENT = "assessment"
    INITIAL_CONFERENCE = "initial_conference"
    FIRST_CORE_GROUP = "first_core_group"
    FIRST_REVIEW = "first_review"
    LATER_REVIEW = "later_review"
    PROTECTION_VISIT = "protection_visit"
    CORE_GROUP = "core_group"
    IN_NEED_VISIT = "in_need_visit"
    IN_NEED_REVIEW = "in_need_review"
    SUPERVISION = "supervision"
    PROFILE = "profile"
    PROFILE_BEFORE_REVIEW = "profile_before_review"
    MINUTES = "minutes"
    REPORT_INITIAL = "report_initial"
    REPORT_REVIEW = "report_review"
    ESCALATION_1 = "escalation_1"
    ESCALATION_2 = "escalation_2"
    ESCALATION_3 = "escalation_3"
    ESCALATION_4 = "escalation_4"
    LONG_PLAN_WARNING = "long_plan_warning"
    LONG_PLAN = "long_plan"


@dataclass(frozen=True, slots=True)
class Period:
    """`title` begins a sentence (“Core group late by …”); `starts` says from what it is counted. `is_before`: counted
    back from a day to come. `is_mark`: a day that is reached and not kept, so nobody can be late for it.
    """

    title: str
    length: Length
    starts: str
    is_national: bool = False
    is_before: bool = False
    is_mark: bool = False

    @property
    def source(self) -> str:
        return "national" if self.is_national else "local"


def _days(count: int) -> Length:
    return Length(count, Unit.WORKING_DAY)


def _weeks(count: int) -> Length:
    return Length(count, Unit.WEEK)


def _months(count: int) -> Length:
    return Length(count, Unit.MONTH)


# National: statutory guidance and regulations of England. Local: what is common; an authority sets its own.
PERIODS: dict[Clock, Period] = {
    Clock.REFERRAL_DECISION: Period("Decision on the referral", _days(1), "the referral", is_national=True),
    Clock.ASSESSMENT: Period("Assessment", _days(45), "the referral", is_national=True),
    Clock.INITIAL_CONFERENCE: Period("Initial conference", _days(15), "the strategy discussion", is_national=True),
    Clock.FIRST_CORE_GROUP: Period("First core group", _days(10), "the initial conference", is_national=True),
    Clock.FIRST_REVIEW: Period("First review conference", _months(3), "the initial conference", is_national=True),
    Clock.LATER_REVIEW: Period("Review conference", _months(6), "the review before it", is_national=True),
    Clock.PROTECTION_VISIT: Period("Visit", _days(10), "the last time the child was seen"),
    Clock.CORE_GROUP: Period("Core group", _weeks(6), "the core group before it"),
    Clock.IN_NEED_VISIT: Period("Visit", _days(20), "the last time the child was seen"),
    Clock.IN_NEED_REVIEW: Period("Child in need review", _months(3), "the review before it, or the plan’s start"),
    Clock.SUPERVISION: Period("Supervision", _months(1), "the supervision before it, or the start of the help"),
    Clock.PROFILE: Period("Graded profile", _months(3), "the profile before it"),
    Clock.PROFILE_BEFORE_REVIEW: Period(
        "Graded profile before the review", _days(5), "the review conference", is_before=True
    ),
    Clock.MINUTES: Period("Minutes", _days(20), "the meeting"),
    Clock.REPORT_INITIAL: Period("Report to the initial conference", _days(2), "the conference", is_before=True),
    Clock.REPORT_REVIEW: Period("Report to the review conference", _days(5), "the conference", is_before=True),
    Clock.ESCALATION_1: Period("Answer to a challenge", _days(5), "the day it was put"),
    Clock.ESCALATION_2: Period("Answer to a challenge, second stage", _days(5), "the day it was taken further"),
    Clock.ESCALATION_3: Period("Answer to a challenge, third stage", _days(5), "the day it was taken further"),
    Clock.ESCALATION_4: Period("Answer to a challenge, last stage", _days(10), "the day it was taken further"),
    Clock.LONG_PLAN_WARNING: Period("Long under the plan", _months(15), "the plan’s start", is_mark=True),
    Clock.LONG_PLAN: Period(
        "Two years under the plan", _months(24), "the plan’s start", is_national=True, is_mark=True
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Periods:
    """What an authority has set itself. Raises ValueError where it would set a national period."""

    local: Mapping[Clock, Length] = field(default_factory=dict)
    days_off: frozenset[date] = NO_DAYS

    def __post_init__(self) -> None:
        if national := [clock.value for clock in self.local if PERIODS[clock].is_national]:
            raise ValueError(f"not for an authority to set: {', '.join(national)}")

    def length_of(self, clock: Clock) -> Length:
        return self.local.get(clock, PERIODS[clock].length)


@dataclass(frozen=True, slots=True)
class Due:
    """`why` explains the day in a sentence without its full stop."""

    clock: Clock
    since: date
    on: date
    why: str

    @property
    def period(self) -> Period:
        return PERIODS[self.clock]


def due(clock: Clock, since: date, event: str, periods: Periods) -> Due:
    """`event` names what the period is counted from, without its day: “the conference”.

    A period that ends when nobody works is kept by the working day before, so that keeping the day keeps the law; and
    an authority’s own days off make no national period longer.
    """
    return _due(clock, since, event, periods.length_of(clock), periods.days_off)


# A team has hundreds of clocks, and each is the same until something happens.
@lru_cache(maxsize=4096)
def _due(clock: Clock, since: date, event: str, length: Length, days_off: frozenset[date]) -> Due:
    period = PERIODS[clock]
    left_out = NO_DAYS if period.is_national else days_off
    if period.is_before:
        on = add_working_days(since, -length.count, left_out)
        why = f"{length.words} before {event} on {long_date(since)}: {long_date(on)}"
        return Due(clock, since, on, why + _left_out_words(on, since, left_out))
    ends_on = length.end(since, left_out)
    why = f"{length.words} after {event} on {long_date(since)}: {long_date(ends_on)}"
    if length.unit is Unit.WORKING_DAY:
        why += _left_out_words(since, ends_on, left_out)
    if length.unit is Unit.MONTH and ends_on.day != since.day:
        why += f", the last day of that month, which has no {_ordinal(since.day)}"
    on = ends_on if period.is_mark else on_or_before(ends_on, days_off)
    if on != ends_on:
        named = f"; {short_date(ends_on)} is" if length.unit is Unit.WORKING_DAY else ","
        why += f"{named} {_why_nobody_works(ends_on, days_off)}, so by {DAYS[on.weekday()]} {long_date(on)}"
    return Due(clock, since, on, why)


def is_late(due_on: date, today: date) -> bool:
    return today > due_on


def is_soon(due_on: date, today: date) -> bool:
    return 0 <= (due_on - today).days <= SOON_DAYS


def late_words(due_on: date, today: date, periods: Periods) -> str:
    """late by 6 working days. Over a weekend no working day has passed yet: late since 1 May 2026."""
    days = working_days_after(due_on, today, periods.days_off)
    return f"late by {counted(days, 'working day')}" if days else f"late since {long_date(due_on)}"


def due_words(due_on: date, today: date, periods: Periods) -> str:
    """late by 6 working days; due today; due tomorrow; due in 4 days."""
    if is_late(due_on, today):
        return late_words(due_on, today, periods)
    days = (due_on - today).days
    if days < 2:
        return "due tomorrow" if days else "due today"
    return f"due in {counted(days, 'day')}"


def _left_out_words(start: date, end: date, days_off: frozenset[date]) -> str:
    """; 25 May was a bank holiday."""
    parts = []
    out = days_left_out(start, end, days_off)
    given = [day for day in out if day not in bank_holidays(day.year)]
    for days, one, many in (
        ([day for day in out if day not in given], "is a bank holiday", "are bank holidays"),
        (given, "is a day off here", "are days off here"),
    ):
        if len(days) > MOST_DAYS_NAMED:
            parts.append(f"{counted(len(days), 'day')} between {many}")
        elif days:
            parts.append(f"{listed_words([short_date(day) for day in days])} {one if len(days) == 1 else many}")
    return "".join(f"; {part}" for part in parts)


def _why_nobody_works(day: date, days_off: frozenset[date]) -> str:
    if day in days_off:
        return "a day off here"
    return "a bank holiday" if day in bank_holidays(day.year) else f"a {DAYS[day.weekday()]}"


def _ordinal(day: int) -> str:
    return f"{day}{'st' if day == 31 else 'th'}"


def check_visit_date(visited_on: date, today: date, born_on: date | None, expected_on: date | None = None) -> None:
    """Visits before the birth are allowed, as unborn children are visited; not before the pregnancy."""
    check_not_in_future(visited_on, today, "Date of visit", field="visited_on")
    birth = born_on or expected_on
    if birth is not None and birth - visited_on > LONGEST_WAIT:
        when = "was born" if born_on else "is expected"
        raise RuleBroken(
            f"Date of visit is more than 42 weeks before the child {when}, on {long_date(birth)}",
            field="visited_on",
        )
