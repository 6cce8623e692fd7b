"""How old a child is, and which dates of birth can be true."""

from datetime import date, timedelta

from gcp_tracker.rules.dates import check_not_in_future, check_within_reach, completed_months, counted, long_date
from gcp_tracker.rules.errors import RuleBroken

ADULT_AT_MONTHS = 18 * 12
# Health visitors count weeks up to twelve, then months up to the second birthday.
COUNTED_IN_WEEKS = 12
COUNTED_IN_MONTHS = 24
# Records go on to the 25th year for disabled young people and care leavers; older is a slip of the pen.
OLDEST_ON_RECORD_MONTHS = 26 * 12
# Pregnancy, counted as midwives do, with two weeks' grace.
LONGEST_WAIT = timedelta(weeks=42)


def age_in_months(born_on: date, on: date) -> int:
    """Completed months of age. Raises ValueError for a day before the birth."""
    return completed_months(born_on, on)


def is_adult(born_on: date, on: date) -> bool:
    """From the 18th birthday; for somebody born on 29 February that is 1 March in a common year."""
    return on >= born_on and age_in_months(born_on, on) >= ADULT_AT_MONTHS


def age_words(born_on: date | None, expected_on: date | None, on: date) -> str:
    """6, 14 months, 3 weeks, 4 days; or that the child is not yet born, and when expected."""
    if born_on is None or born_on > on:
        return _unborn_words(born_on, expected_on, on)
    months = age_in_months(born_on, on)
    days = (on - born_on).days
    if months >= COUNTED_IN_MONTHS:
        return str(months // 12)
    if days >= COUNTED_IN_WEEKS * 7:
        return counted(months, "month")
    if days >= 7:
        return counted(days // 7, "week")
    return counted(days, "day") if days else "born today"


def _unborn_words(born_on: date | None, expected_on: date | None, on: date) -> str:
    if expected_on is None:
        return "not yet born" if born_on else "age not known"
    if born_on is None and expected_on < on:
        return f"expected {long_date(expected_on)}, birth not recorded"
    return f"not yet born, expected {long_date(expected_on)}"


def check_birth(born_on: date | None, expected_on: date | None, today: date) -> None:
    """A child has a date of birth, or is expected. Raises RuleBroken on `born_on` or `expected_on`."""
    if born_on is None:
        _check_expected(expected_on, today)
        return
    check_not_in_future(born_on, today, "Date of birth", field="born_on")
    if age_in_months(born_on, today) >= OLDEST_ON_RECORD_MONTHS:
        raise RuleBroken("Date of birth must be within the last 26 years", field="born_on")


def _check_expected(expected_on: date | None, today: date) -> None:
    if expected_on is None:
        raise RuleBroken("Enter a date of birth, or the date on which the child is expected", field="born_on")
    if expected_on - today > LONGEST_WAIT:
        raise RuleBroken("The date expected must be within the next 42 weeks", field="expected_on")
    if today - expected_on > LONGEST_WAIT:
        raise RuleBroken("The date expected is long past; enter the date of birth", field="expected_on")


def check_day_of_child(
    d: date, born_on: date | None, expected_on: date | None, today: date, name: str = "Date", field: str | None = None
) -> None:
    """A day on which something began for this child: work, help or a home. It may lie in the pregnancy, since help for
    an unborn child is recorded too, but not before. `name` begins the sentence. Raises RuleBroken.
    """
    check_within_reach(d, today, name, field)
    birth = born_on or expected_on
    if birth is not None and birth - d > LONGEST_WAIT:
        when = "born" if born_on else "expected"
        raise RuleBroken(f"{name} is long before the child, {when} {long_date(birth)}: check the year", field=field)
