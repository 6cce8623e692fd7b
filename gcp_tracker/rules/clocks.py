"""Working days, and when a visit can have been. Times that an authority sets itself are settings, not here."""

from datetime import date
from functools import lru_cache

from gcp_tracker.rules.ages import LONGEST_WAIT
from gcp_tracker.rules.dates import check_not_in_future as check_not_in_future
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken

SATURDAY = 5


@lru_cache(maxsize=128)
def bank_holidays(year: int) -> frozenset[date]:
    """England's, substitute days and one-off holidays included."""
    # Imported here: it brings the calendars of many countries along, and no start of the server should wait for them.
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(d: date) -> bool:
    return d.weekday() < SATURDAY and d not in bank_holidays(d.year)


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
