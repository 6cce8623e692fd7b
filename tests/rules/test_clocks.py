from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.clocks import add_working_days, check_visit_date, is_working_day, working_days_between
from gcp_tracker.rules.errors import RuleBroken

TODAY = date(2026, 5, 27)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 5, 20), 1, date(2026, 5, 21)),
        (date(2026, 5, 22), 1, date(2026, 5, 26)),  # a weekend, then the spring bank holiday
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day on a Saturday is given on Monday
        (date(2022, 9, 16), 1, date(2022, 9, 20)),  # the funeral of Queen Elizabeth II
        (date(2026, 4, 2), 10, date(2026, 4, 20)),  # Easter
        (date(2026, 5, 26), -1, date(2026, 5, 22)),
        (date(2026, 5, 23), 0, date(2026, 5, 23)),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start, n, end):
    assert add_working_days(start, n) == end


def test_new_years_day_on_a_saturday_is_given_on_monday():
    assert not is_working_day(date(2022, 1, 3))
    assert is_working_day(date(2022, 1, 4))


@given(DAYS, st.integers(1, 60))
def test_counting_goes_there_and_back(start, n):
    end = add_working_days(start, n)
    assert is_working_day(end)
    assert working_days_between(start, end) == n
    assert working_days_between(start, end - timedelta(days=1)) == n - 1
    if is_working_day(start):
        assert add_working_days(end, -n) == start
        assert working_days_between(end, start) == -n


def test_a_visit_is_today_or_was_earlier():
    check_visit_date(TODAY, TODAY, date(2020, 1, 1))
    with pytest.raises(RuleBroken) as broken:
        check_visit_date(TODAY + timedelta(days=1), TODAY, date(2020, 1, 1))
    assert broken.value.sentence == "Date of visit must be today or in the past"
    assert broken.value.field == "visited_on"


def test_an_unborn_child_is_visited_but_not_before_the_pregnancy():
    check_visit_date(date(2026, 3, 1), TODAY, None)
    check_visit_date(date(2026, 3, 1), TODAY, date(2026, 5, 1))
    with pytest.raises(RuleBroken, match="more than 42 weeks before the child was born, on 1 May 2026") as broken:
        check_visit_date(date(2025, 7, 1), TODAY, date(2026, 5, 1))
    assert broken.value.field == "visited_on"
