"""Dates as people and programs write them into a table: British and ISO order, months in words, “about”, “from … to …”.

3/5/2026 is the third of May: nothing is read the American way, and what cannot be a British date is refused rather than
turned round.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from gcp_tracker.rules.dates import MONTHS
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.event_vocabulary import Exactness

# Day 0 of a spreadsheet’s own count. Excel takes 1900 for a leap year, so its count begins a day early.
FIRST_DAY, FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
# Below and above, a number in a column of dates is something else: a year, or a reference.
FEWEST_DAYS, MOST_DAYS = 20_000, 70_000
_ABOUT = re.compile(r"^(about|around|approximately|approx\.?|circa|ca?\.?|abt\.?)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+(?:to|until|till)\s+|\s*[–—]\s*|\s+-\s+", re.IGNORECASE)
_NUMBERS = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$")
_WORDS = re.compile(r"^(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4}|\d{2})$", re.IGNORECASE)
_MONTH = re.compile(r"^([a-z]+)\.?[\s-]+(\d{4})$", re.IGNORECASE)


class Written(NamedTuple):
    on: date
    until: date | None = None
    exactness: Exactness = Exactness.DAY


def read_day(text: str, today: date) -> Written:
    """3/5/2026, 03.05.26, 3 May 2026, Sunday 3rd May 2026, 2026-05-03; “about 3 May 2026”; “May 2026” and “3 May 2026
    to 9 May 2026” as a time. `today` says which century two figures mean. Raises RuleBroken.
    """
    plain = " ".join(text.split())
    if found := _ABOUT.match(plain):
        rest = read_day(plain[found.end() :], today)
        return rest if rest.until else Written(rest.on, None, Exactness.ABOUT)
    parts = _BETWEEN.split(plain)
    if len(parts) == 2:
        first, last = (_one(part, today) for part in parts)
        return _period(first.on, last.until or last.on)
    return _one(plain, today)


def day_of_number(days: float, *, from_1904: bool = False) -> date:
    """A spreadsheet’s own count of days, where its cell was not formatted as a date. Raises RuleBroken."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise RuleBroken(f"{days:g} is no date")
    return (FIRST_DAY_1904 if from_1904 else FIRST_DAY) + timedelta(days=int(days))


def _one(text: str, today: date) -> Written:
    if found := _ISO.match(text):
        return Written(_date(int(found[1]), int(found[2]), int(found[3]), text))
    if found := _NUMBERS.match(text):
        return Written(_date(_year(found[3], today), int(found[2]), int(found[1]), text))
    if found := _WORDS.match(text):
        return Written(_date(_year(found[3], today), _month(found[2], text), int(found[1]), text))
    if found := _MONTH.match(text):
        year, month = int(found[2]), _month(found[1], text)
        first = _date(year, month, 1, text)
        return _period(first, first.replace(day=monthrange(year, month)[1]), today)
    raise RuleBroken(f"“{text}” is no date that can be read: write 3/5/2026, 3 May 2026 or 2026-05-03")


def _period(first: date, last: date, today: date | None = None) -> Written:
    """Of the month that is not over yet, what there has been of it."""
    if today is not None and first <= today < last:
        last = today
    return Written(first, last, Exactness.PERIOD) if last != first else Written(first)


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise RuleBroken(f"There is no {text}, read as day, month, year") from None


def _year(written: str, today: date) -> int:
    if len(written) == 4:
        return int(written)
    year = today.year // 100 * 100 + int(written)
    return year if year <= today.year else year - 100


def _month(word: str, text: str) -> int:
    small = word.casefold()
    for number, name in enumerate(MONTHS, 1):
        if len(small) >= 3 and name.casefold().startswith(small) or small == "sept" and number == 9:
            return number
    raise RuleBroken(f"“{text}” names no month")
