"""Dates as people read them, and the checks that any date can fail."""

from datetime import date

from gcp_tracker.rules.errors import RuleBroken

# strftime's month names follow the server's locale; ours are always English.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Up to two months a practitioner counts days; up to two years, months.
COUNTED_IN_DAYS = 60
COUNTED_IN_MONTHS = 24
# Longer than any child's record reaches back, and further than any work is agreed ahead: beyond is a slip of the pen.
YEARS_BACK = 30
YEARS_AHEAD = 2


def long_date(d: date) -> str:
    """3 May 2026."""
    return f"{d.day} {MONTHS[d.month - 1]} {d.year}"


def completed_months(start: date, end: date) -> int:
    """Whole months from `start` to `end`, which must not be earlier.

    A month that has no such day is completed on the first of the next one: from 31 January, the first
    month is completed on 1 March. So somebody born on 29 February has a birthday on 1 March in a common year.
    """
    if end < start:
        raise ValueError(f"{end} is before {start}")
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def counted(number: int, noun: str) -> str:
    """1 day, 2 days. For nouns that take an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def how_long_ago(d: date, today: date) -> str:
    """today, yesterday, 24 days ago, 5 months ago, 2 years ago; for a date to come: tomorrow, in 24 days."""
    earlier, later = sorted((d, today))
    days = (later - earlier).days
    if days == 0:
        return "today"
    if days == 1:
        return "yesterday" if d < today else "tomorrow"
    months = completed_months(earlier, later)
    if days <= COUNTED_IN_DAYS:
        length = counted(days, "day")
    elif months < COUNTED_IN_MONTHS:
        length = counted(months, "month")
    else:
        length = counted(months // 12, "year")
    return f"{length} ago" if d < today else f"in {length}"


def date_with_age(d: date, today: date) -> str:
    """3 May 2026 (24 days ago)."""
    return f"{long_date(d)} ({how_long_ago(d, today)})"


def check_not_in_future(d: date, today: date, name: str = "Date", field: str | None = None) -> None:
    """`name` begins the sentence: "Date of visit". Raises RuleBroken when `d` is after `today`."""
    if d > today:
        raise RuleBroken(f"{name} must be today or in the past", field=field)


def check_in_order(start: date, end: date | None, start_name: str, end_name: str, field: str | None = None) -> None:
    """An open end (None) is in order; so is an end on the day of the start. `end_name` begins the sentence."""
    if end is not None and end < start:
        raise RuleBroken(f"{end_name} must be on or after {start_name}, {long_date(start)}", field=field)


def check_within_reach(d: date, today: date, name: str = "Date", field: str | None = None) -> None:
    """Catches a mistyped year. Raises RuleBroken when `d` is 30 years past or more than two years ahead."""
    if completed_months(min(d, today), today) >= YEARS_BACK * 12:
        raise RuleBroken(f"{name} must be within the last {YEARS_BACK} years: check the year", field=field)
    if completed_months(today, max(d, today)) >= YEARS_AHEAD * 12:
        raise RuleBroken(f"{name} must be within the next {YEARS_AHEAD} years: check the year", field=field)
