"""How old a child is, and which dates of birth can be true."""

from datetime import date, timedelta
from enum import StrEnum

from gcp_tracker.rules.dates import (
    check_not_in_future,
    check_within_reach,
    completed_months,
    counted,
    date_with_age,
    long_date,
)
from gcp_tracker.rules.errors import RuleBroken

ADULT_AT_MONTHS = 18 * 12
# Health visitors count weeks up to twelve, then months up to the second birthday.
COUNTED_IN_WEEKS = 12
COUNTED_IN_MONTHS = 24
# Records go on to the 25th year for disabled young people and care leavers; older is a slip of the pen.
OLDEST_ON_RECORD_MONTHS = 26 * 12
# Pregnancy, counted as midwives do, with two weeks' grace.
LONGEST_WAIT = timedelta(weeks=42)
# Long enough before the 18th birthday for a last visit, and for a handover to whoever helps an adult.
ADULT_SOON = timedelta(weeks=8)
BIRTHDAYS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
)  # fmt: skip


class LifeStage(StrEnum):
    """What can be done for a child on a day: before the birth a visit has no grades, and from 18 there is none."""

    UNKNOWN = "unknown"
    EXPECTED = "expected"
    OVERDUE = "overdue"
    CHILD = "child"
    ADULT = "adult"

    @property
    def is_graded(self) -> bool:
        return self is LifeStage.CHILD

    @property
    def is_unborn(self) -> bool:
        return self in (LifeStage.EXPECTED, LifeStage.OVERDUE)

    def seen_on(self, visited_on: date | None, seen_on: date | None) -> date | None:
        """When the child was last seen. One who is not born yet cannot be: the visit counts."""
        return visited_on if self.is_unborn else seen_on


def age_in_months(born_on: date, on: date) -> int:
    """Completed months of age. Raises ValueError for a day before the birth."""
    return completed_months(born_on, on)


def is_adult(born_on: date, on: date) -> bool:
    """From the 18th birthday; for somebody born on 29 February that is 1 March in a common year."""
    return on >= born_on and age_in_months(born_on, on) >= ADULT_AT_MONTHS


def day_of_age(born_on: date, months: int) -> date:
    """The day on which that many months are completed; in a month that has no such day, the first of the next."""
    year, month = divmod(born_on.year * 12 + born_on.month - 1 + months, 12)
    try:
        return date(year, month + 1, born_on.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


def birthday_words(months: int) -> str:
    """fifth birthday; where an age is no whole year: 18 months old."""
    years, rest = divmod(months, 12)
    if rest or not 0 < years <= len(BIRTHDAYS):
        return f"{counted(months, 'month')} old"
    return f"{BIRTHDAYS[years - 1]} birthday"


def life_stage(born_on: date | None, expected_on: date | None, on: date) -> LifeStage:
    """UNKNOWN without any date; OVERDUE from the day after the one expected, until a birth is recorded."""
    if born_on is not None:
        if on < born_on:
            return LifeStage.EXPECTED
        return LifeStage.ADULT if is_adult(born_on, on) else LifeStage.CHILD
    if expected_on is None:
        return LifeStage.UNKNOWN
    return LifeStage.OVERDUE if expected_on < on else LifeStage.EXPECTED


def stage_sentence(name: str, born_on: date | None, expected_on: date | None, today: date) -> str:
    """What is to be said now of where grading begins or ends; empty for most children."""
    stage = life_stage(born_on, expected_on, today)
    if stage is LifeStage.OVERDUE and expected_on is not None:
        return (
            f"{name} was expected on {date_with_age(expected_on, today)}, and no birth is recorded. Once the date of"
            " birth is added, visits from that day on are graded."
        )
    if born_on is None:
        return ""
    turning = day_of_age(born_on, ADULT_AT_MONTHS)
    if stage is LifeStage.ADULT:
        return f"{name} turned 18 on {long_date(turning)}, and grading ended. What is recorded stays readable."
    if stage is LifeStage.CHILD and turning - today <= ADULT_SOON:
        return f"{name} turns 18 on {date_with_age(turning, today)}. Grading ends on that day."
    return ""


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
