"""Where a day and a grade stand, and which of them are named on the axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gcp_tracker.charts.care import CareOverTime, Scale
from gcp_tracker.rules.dates import MONTHS

# "Jan 26" is about 40 px wide, the axis about 300 on a phone and 430 beside its words on a tablet.
MOST_ON_PHONE = 6
MOST_ON_TABLET = 9
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
SHORT_SPAN = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Tick:
    """`always`: has room on a phone too."""

    on: date
    words: str
    always: bool


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """From the first day to the last. `at` gives 0 to 1, and the middle where there is only one day."""

    from_on: date
    to_on: date

    @classmethod
    def of(cls, care: CareOverTime) -> TimeAxis:
        """Covers every visit even where the caller's dates do not, so that no dot stands on a day it does not have."""
        days = [point.on for chart in care.charts for point in chart.points]
        return cls(min([care.from_on, *days]), max([care.to_on, *days]))

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days

    def at(self, on: date) -> float:
        if not self.days:
            return 0.5
        return min(1.0, max(0.0, (on - self.from_on).days / self.days))

    def covers(self, on: date) -> bool:
        return self.from_on <= on <= self.to_on

    def ticks(self) -> tuple[Tick, ...]:
        """Whole months, quarters or years, as many as have room: "Jan 26". A short time has its first and last day."""
        if not self.days:
            return (Tick(self.from_on, _day(self.from_on), True),)
        if self.to_on - self.from_on < SHORT_SPAN:
            return tuple(Tick(on, _day(on), True) for on in (self.from_on, self.to_on))
        step = next((step for step in MONTH_STEPS if len(self._months(step)) <= MOST_ON_PHONE), MONTH_STEPS[-1])
        finer = next(
            (finer for finer in MONTH_STEPS if step % finer == 0 and len(self._months(finer)) <= MOST_ON_TABLET), step
        )
        always = set(self._months(step))
        return tuple(Tick(on, _month(on), on in always) for on in self._months(finer))

    def _months(self, step: int) -> list[date]:
        """First days of the months that `step` divides, counted from January."""
        first = self.from_on.year * 12 + self.from_on.month - 1
        last = self.to_on.year * 12 + self.to_on.month - 1
        return [
            on
            for month in range(first, last + 1)
            if month % step == 0 and self.covers(on := date(month // 12, month % 12 + 1, 1))
        ]


def _month(on: date) -> str:
    return f"{MONTHS[on.month - 1][:3]} {on.year % 100:02d}"


def _day(on: date) -> str:
    return f"{on.day} {_month(on)}"


def named_grades(scale: Scale, room: float, needed: float = 15) -> tuple[int, ...]:
    """The grades that have `needed` pixels each on an axis of `room` pixels, best first; always the two ends."""
    grades = scale.best_first
    if len(grades) < 3:
        return grades
    gaps = len(grades) - 1
    step = next((step for step in range(1, gaps) if gaps % step == 0 and room * step >= needed * gaps), gaps)
    return grades[::step]
