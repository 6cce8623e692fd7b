"""Working days, and when a visit can have been. Times that an authority sets itself are settings, not here."""

from datetime import date, timedelta
from functools import lru_cache

from gcp_tracker.rules.ages import LONGEST_WAIT
from gcp_tracker.rules.dates import check_not_in_future as check_not_in_future
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=128)
def bank_holidays(year: int) -> frozenset[date]:
    """England's, substitute days and one-off holidays included."""
    # Imported here: it brings the calendars of many countries along, and no start of the server should wait for them.
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(d: date) -> bool:
    return d.weekday() < SATURDAY and d not in bank_holidays(d.year)


def add_working_days(start: date, n: int) -> date:
    """The n-th working day after `start` (before it when n is negative); 0 gives `start` itself.

    The day of `start` is never counted, as in Working Together's "within 15 working days of".
    """
    step = ONE_DAY if n > 0 else -ONE_DAY
    d = start
    left = abs(n)
    while left:
        d += step
        left -= is_working_day(d)
    return d


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end - ONE_DAY, start - ONE_DAY)
    days = (start + timedelta(days=i) for i in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))


def check_visit_date(visited_on: date, today: date, born_on: date | None) -> None:
    """Visits before the birth are allowed, as unborn children are visited; not before the pregnancy."""
    check_not_in_future(visited_on, today, "Date of visit", field="visited_on")
    if born_on is not None and born_on - visited_on > LONGEST_WAIT:
        raise RuleBroken(
            f"Date of visit is more than 42 weeks before the child was born, on {long_date(born_on)}",
            field="visited_on",
        )
