"""Working days in England, and periods counted by the calendar. Days only: a clock that goes forward moves no date."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from gcp_tracker.rules.dates import MONTHS, counted

SATURDAY = 5
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_DAYS: frozenset[date] = frozenset()


@lru_cache(maxsize=128)
def bank_holidays(year: int) -> frozenset[date]:
    """England's, substitute days and one-off holidays included."""
    # Imported here: it brings the calendars of many countries along, and no start of the server should wait for them.
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(d: date, days_off: frozenset[date] = NO_DAYS) -> bool:
    """`days_off`: those that an authority gives its people beyond England's bank holidays."""
    return d.weekday() < SATURDAY and d not in bank_holidays(d.year) and d not in days_off


def add_working_days(start: date, count: int, days_off: frozenset[date] = NO_DAYS) -> date:
    """The working day that is `count` working days after `start`, whose own day does not count; before it, where
    `count` is negative. For 0 it is `start`, or the next working day.
    """
    step = timedelta(days=-1 if count < 0 else 1)
    day, left = start, abs(count)
    while left:
        day += step
        left -= is_working_day(day, days_off)
    return day if count else on_or_after(day, days_off)


def on_or_after(day: date, days_off: frozenset[date] = NO_DAYS) -> date:
    while not is_working_day(day, days_off):
        day += timedelta(days=1)
    return day


def on_or_before(day: date, days_off: frozenset[date] = NO_DAYS) -> date:
    while not is_working_day(day, days_off):
        day -= timedelta(days=1)
    return day


def working_days_after(start: date, end: date, days_off: frozenset[date] = NO_DAYS) -> int:
    """How many working days there are after `start`, up to and with `end`. Raises ValueError when `end` is earlier."""
    if end < start:
        raise ValueError(f"{end} is before {start}")
    weeks, rest = divmod((end - start).days, 7)
    days = weeks * SATURDAY
    days += sum((start + timedelta(days=n)).weekday() < SATURDAY for n in range(1, rest + 1))
    return days - len(days_left_out(start, end, days_off))


def days_left_out(start: date, end: date, days_off: frozenset[date] = NO_DAYS) -> list[date]:
    """The weekdays after `start`, up to and with `end`, on which nobody works all the same, oldest first."""
    off = {day for year in range(start.year, end.year + 1) for day in bank_holidays(year)} | days_off
    return sorted(day for day in off if start < day <= end and day.weekday() < SATURDAY)


def add_months(start: date, count: int) -> date:
    """The same day of a later month; its last day where it has no such day, so that a month never takes longer."""
    month = start.month - 1 + count
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


class Unit(StrEnum):
    WORKING_DAY = "working day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Length:
    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a period has a length: {self.count}")

    @property
    def words(self) -> str:
        """10 working days, 3 months."""
        return counted(self.count, self.unit.value)

    def end(self, start: date, days_off: frozenset[date] = NO_DAYS) -> date:
        """Where the period ends that begins on `start`, by its own unit: weeks and months can end on a Sunday."""
        if self.unit is Unit.WORKING_DAY:
            return add_working_days(start, self.count, days_off)
        if self.unit is Unit.MONTH:
            return add_months(start, self.count)
        return start + timedelta(days=self.count * (7 if self.unit is Unit.WEEK else 1))


def short_date(d: date) -> str:
    """3 May, where the year is said beside it."""
    return f"{d.day} {MONTHS[d.month - 1]}"
