"""An authority’s own days off: told apart from bank holidays, and left out of local periods only.

A national period is counted in England’s working days, whether or not an office is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gcp_tracker.rules.authority_settings import LONGEST_AHEAD
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.seeing import check_reason
from gcp_tracker.rules.working_days import is_working_day

LONGEST_CLOSED = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to another, both with them: nobody works, or, `is_closed` being false, they do after all."""

    first_on: date
    last_on: date
    is_closed: bool

    @property
    def days(self) -> list[date]:
        return [self.first_on + timedelta(days=count) for count in range((self.last_on - self.first_on).days + 1)]

    @property
    def words(self) -> str:
        """28 December 2026 to 31 December 2026; one day by itself."""
        first, last = long_date(self.first_on), long_date(self.last_on)
        return first if self.first_on == self.last_on else f"{first} to {last}"


def days_off_of(spans: Iterable[Span]) -> frozenset[date]:
    """`spans` in the order in which they were set: of two about one day the later holds."""
    found: set[date] = set()
    for span in spans:
        found = found.union(span.days) if span.is_closed else found.difference(span.days)
    return frozenset(found)


def check_span(span: Span, reason: str, days_off: frozenset[date], today: date) -> None:
    """Raises RuleBroken beside `first_on`, `last_on` or `reason`. A day that has gone stays as it was."""
    if span.first_on < today:
        raise RuleBroken("Choose today or a later day: what was judged before stays as it was judged", "first_on")
    if span.last_on < span.first_on:
        raise RuleBroken("The last day must be the first day or a later one", "last_on")
    if span.last_on - span.first_on > LONGEST_CLOSED:
        raise RuleBroken("Choose a last day within a month of the first", "last_on")
    if span.last_on > today + LONGEST_AHEAD:
        raise RuleBroken("Choose days within the next year", "last_on")
    working = [day for day in span.days if is_working_day(day)]
    if not working:
        raise RuleBroken("These are weekends and bank holidays, when nobody works anyway", "first_on")
    if all((day in days_off) is span.is_closed for day in working):
        raise RuleBroken("These days are set so already", "first_on")
    check_reason(reason)
