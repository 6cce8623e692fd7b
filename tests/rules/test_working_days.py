"""Working days in England, counted by hand on a calendar, and what holds for every day there is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.working_days import (
    Length,
    Unit,
    add_months,
    add_working_days,
    days_left_out,
    is_working_day,
    on_or_after,
    on_or_before,
    working_days_after,
)

DAYS = st.dates(date(2012, 1, 1), date(2033, 12, 31))
COUNTS = st.integers(1, 60)
OFF = st.frozensets(st.dates(date(2020, 1, 1), date(2024, 12, 31)), max_size=12)


@pytest.mark.parametrize(
    ("d", "works"),
    [
        (date(2026, 5, 22), True),
        (date(2026, 5, 23), False),
        (date(2026, 5, 25), False),  # the spring bank holiday
        (date(2026, 12, 26), False),
        (date(2026, 12, 28), False),  # Boxing Day on a Saturday is given on Monday
        (date(2026, 12, 29), True),
        (date(2022, 9, 19), False),  # the funeral of Queen Elizabeth II
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 4, 7), True),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(d: date, works: bool) -> None:
    assert is_working_day(d) == works


def test_new_years_day_on_a_saturday_is_given_on_monday() -> None:
    assert not is_working_day(date(2022, 1, 3))
    assert is_working_day(date(2022, 1, 4))


# Counted on a calendar, a finger on each day.
BY_HAND = [
    # An ordinary week; from a weekend; over a weekend.
    (date(2026, 6, 1), 1, date(2026, 6, 2)),
    (date(2026, 6, 5), 1, date(2026, 6, 8)),
    (date(2026, 6, 6), 1, date(2026, 6, 8)),
    (date(2026, 6, 7), 1, date(2026, 6, 8)),
    (date(2026, 6, 1), 5, date(2026, 6, 8)),
    (date(2026, 6, 1), 10, date(2026, 6, 15)),
    # Easter 2026: Good Friday 3 April, Monday 6 April.
    (date(2026, 4, 2), 1, date(2026, 4, 7)),
    (date(2026, 3, 30), 10, date(2026, 4, 15)),
    (date(2026, 3, 20), 15, date(2026, 4, 14)),
    # Easter 2024 took 29 March and 1 April.
    (date(2024, 3, 28), 1, date(2024, 4, 2)),
    (date(2024, 3, 25), 5, date(2024, 4, 3)),
    # Two bank holidays of May.
    (date(2026, 5, 1), 1, date(2026, 5, 5)),
    (date(2026, 5, 1), 10, date(2026, 5, 18)),
    (date(2026, 5, 1), 20, date(2026, 6, 2)),
    (date(2026, 5, 22), 1, date(2026, 5, 26)),
    # Three in May 2023, one of them for the coronation.
    (date(2023, 4, 28), 5, date(2023, 5, 9)),
    (date(2023, 4, 28), 10, date(2023, 5, 16)),
    (date(2023, 5, 5), 1, date(2023, 5, 9)),
    # The jubilee of 2022: Thursday 2 and Friday 3 June, and none at the end of May.
    (date(2022, 6, 1), 1, date(2022, 6, 6)),
    (date(2022, 5, 27), 5, date(2022, 6, 7)),
    # A state funeral on Monday 19 September 2022.
    (date(2022, 9, 16), 1, date(2022, 9, 20)),
    # The jubilee of 2012: Monday 4 and Tuesday 5 June.
    (date(2012, 6, 1), 1, date(2012, 6, 6)),
    # May Day 2020 was moved to Friday 8 May.
    (date(2020, 5, 1), 1, date(2020, 5, 4)),
    (date(2020, 5, 7), 1, date(2020, 5, 11)),
    # Christmas 2026: Boxing Day on a Saturday is given on Monday 28.
    (date(2026, 12, 24), 1, date(2026, 12, 29)),
    (date(2026, 12, 24), 4, date(2027, 1, 4)),
    (date(2026, 12, 18), 10, date(2027, 1, 6)),
    # Christmas 2021 and 2027: both days fall on the weekend and are given on Monday and Tuesday.
    (date(2021, 12, 24), 1, date(2021, 12, 29)),
    (date(2027, 12, 24), 1, date(2027, 12, 29)),
    (date(2027, 12, 17), 10, date(2028, 1, 5)),
    # Christmas Day 2022 on a Sunday is given on Tuesday 27; New Year’s on Monday 2 January.
    (date(2022, 12, 23), 1, date(2022, 12, 28)),
    (date(2022, 12, 30), 1, date(2023, 1, 3)),
    # A leap day counts as any other.
    (date(2024, 2, 28), 1, date(2024, 2, 29)),
    (date(2024, 2, 28), 2, date(2024, 3, 1)),
    (date(2028, 2, 28), 2, date(2028, 3, 1)),
    # The clocks go forward on 29 March 2026 and back on 25 October 2026: no day is lost or gained.
    (date(2026, 3, 27), 1, date(2026, 3, 30)),
    (date(2026, 10, 23), 1, date(2026, 10, 26)),
    # 45 working days over August’s bank holiday.
    (date(2026, 7, 1), 45, date(2026, 9, 3)),
    # Backwards: before a conference.
    (date(2026, 6, 15), -2, date(2026, 6, 11)),
    (date(2026, 6, 15), -5, date(2026, 6, 8)),
    (date(2026, 4, 8), -2, date(2026, 4, 2)),
    (date(2026, 1, 5), -5, date(2025, 12, 24)),
]


@pytest.mark.parametrize(("start", "count", "end"), BY_HAND, ids=str)
def test_working_days_as_counted_by_hand(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count) == end
    assert working_days_after(min(start, end), max(start, end)) == abs(count) or not is_working_day(start)


MONTHS_BY_HAND = [
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2024, 1, 31), 1, date(2024, 2, 29)),
    (date(2024, 2, 29), 12, date(2025, 2, 28)),
    (date(2024, 2, 29), 48, date(2028, 2, 29)),
    (date(2025, 11, 30), 3, date(2026, 2, 28)),
    (date(2023, 11, 30), 3, date(2024, 2, 29)),
    (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2026, 3, 31), 3, date(2026, 6, 30)),
    (date(2026, 5, 3), 3, date(2026, 8, 3)),
    (date(2026, 12, 15), 1, date(2027, 1, 15)),
    (date(2025, 2, 20), 24, date(2027, 2, 20)),
]


@pytest.mark.parametrize(("start", "count", "end"), MONTHS_BY_HAND, ids=str)
def test_months_as_counted_by_hand(start: date, count: int, end: date) -> None:
    assert add_months(start, count) == end


def test_days_that_an_authority_gives_its_people_are_left_out_and_named() -> None:
    off = frozenset({date(2026, 12, 24), date(2026, 12, 29)})
    assert add_working_days(date(2026, 12, 23), 1, off) == date(2026, 12, 30)
    assert days_left_out(date(2026, 12, 23), date(2026, 12, 30), off) == [
        date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 29),
    ]  # fmt: skip
    assert add_working_days(date(2026, 12, 23), 1) == date(2026, 12, 24)


def test_a_period_has_a_length() -> None:
    with pytest.raises(ValueError, match="a period has a length"):
        Length(0, Unit.DAY)
    assert (Length(1, Unit.WORKING_DAY).words, Length(3, Unit.MONTH).words) == ("1 working day", "3 months")


@given(DAYS, COUNTS, OFF)
def test_it_ends_on_a_working_day_after_as_many(start: date, count: int, off: frozenset[date]) -> None:
    end = add_working_days(start, count, off)
    assert is_working_day(end, off)
    assert working_days_after(start, end, off) == count


@given(DAYS, COUNTS, OFF)
def test_back_and_forth_is_the_same_number_of_days(end: date, count: int, off: frozenset[date]) -> None:
    start = add_working_days(end, -count, off)
    assert is_working_day(start, off)
    assert add_working_days(start, count, off) == (end if is_working_day(end, off) else on_or_after(end, off))


@given(DAYS, COUNTS, COUNTS)
def test_two_periods_in_a_row_are_one_of_both(start: date, one: int, other: int) -> None:
    assert add_working_days(add_working_days(start, one), other) == add_working_days(start, one + other)


@given(DAYS, st.integers(0, 40), COUNTS, COUNTS)
def test_a_later_start_or_a_longer_period_never_ends_earlier(start: date, later: int, one: int, other: int) -> None:
    assert add_working_days(start, one) <= add_working_days(start + timedelta(days=later), one)
    assert add_months(start, one) <= add_months(start + timedelta(days=later), one)
    shorter, longer = sorted((one, other))
    assert add_working_days(start, shorter) <= add_working_days(start, longer)
    assert add_months(start, shorter) <= add_months(start, longer)


@given(DAYS, st.integers(1, 36))
def test_a_month_keeps_its_day_or_ends_with_the_month(start: date, count: int) -> None:
    end = add_months(start, count)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(DAYS, st.integers(0, 400), OFF)
def test_working_days_between_are_those_found_one_by_one(start: date, days: int, off: frozenset[date]) -> None:
    end = start + timedelta(days=days)
    one_by_one = sum(is_working_day(start + timedelta(days=n), off) for n in range(1, days + 1))
    assert working_days_after(start, end, off) == one_by_one


@given(DAYS, OFF)
def test_the_nearest_working_day_is_the_day_itself_or_the_first_beside_it(day: date, off: frozenset[date]) -> None:
    before, after = on_or_before(day, off), on_or_after(day, off)
    assert before <= day <= after
    assert is_working_day(before, off)
    assert is_working_day(after, off)
    assert (before == day) == is_working_day(day, off) == (after == day)
    assert working_days_after(before, after, off) == (0 if before == day else 1)
