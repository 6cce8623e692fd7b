"""Who may see a child, and for how long: restrictions, broken glass, conflicts of interest, cover."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from gcp_tracker.rules.dates import check_within_reach
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.working_days import is_working_day

SHORTEST_REASON = 20
LONGEST_HANDOVER_DAYS = 60
LONGEST_STANDING_IN_DAYS = 366
# One asks, another confirms, and one may be away or leave.
FEWEST_KEEPERS = 2


def check_reason(reason: str, field: str = "reason") -> None:
    """Raises RuleBroken: a word is no reason that somebody can review later."""
    if len(" ".join(reason.split())) < SHORTEST_REASON:
        raise RuleBroken(f"Say why, in at least {SHORTEST_REASON} characters: somebody else reads it", field)


def working_days_after(day: date, days: int) -> date:
    """The working day that many working days later."""
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def check_keepers(keepers: int, field: str = "people") -> None:
    """`keepers`: the managers among those named, whose accounts are open."""
    if keepers < FEWEST_KEEPERS:
        raise RuleBroken(
            "Name at least two managers, of whichever team: one asks and another confirms, and either may be away",
            field,
        )


def check_second_person(asked_by: int, decides: int) -> None:
    if asked_by == decides:
        raise RuleBroken("You asked for this, so another of the managers named has to confirm it")


def check_reviewer(broken_by: int, reviews: int) -> None:
    if broken_by == reviews:
        raise RuleBroken("You broke the glass yourself, so another manager has to look at it")


def check_handover_days(days: int, field: str = "days") -> None:
    if not 0 <= days <= LONGEST_HANDOVER_DAYS:
        raise RuleBroken(f"Choose from 0 to {LONGEST_HANDOVER_DAYS} days", field)


def check_standing_in(
    away: int, stand_in: int, from_on: date, to_on: date, today: date, others: Collection[tuple[date, date]]
) -> None:
    """`others`: the times for which somebody stands in for the same person already. Raises RuleBroken."""
    if away == stand_in:
        raise RuleBroken("Nobody stands in for themselves: choose a colleague", "stand_in_id")
    check_within_reach(from_on, today, "First day away", "from_on")
    check_within_reach(to_on, today, "Back at work on", "to_on")
    if to_on <= from_on:
        raise RuleBroken("The day back at work must be after the first day away", "to_on")
    if to_on <= today:
        raise RuleBroken("The day back at work must be in the future", "to_on")
    if (to_on - from_on).days > LONGEST_STANDING_IN_DAYS:
        raise RuleBroken("Longer than a year is not leave: hand the children over", "to_on")
    if any(start < to_on and from_on < end for start, end in others):
        raise RuleBroken("Somebody stands in for a part of this time already: end that first", "from_on")


def check_chair_days(from_on: date, conference_on: date, to_on: date) -> None:
    if conference_on < from_on:
        raise RuleBroken("The conference must be on or after the first day of reading", "conference_on")
    if to_on <= conference_on:
        raise RuleBroken("Let the chair read until a day after the conference", "to_on")
