from datetime import date, timedelta

import pytest

from gcp_tracker.rules.clocks import check_visit_date, is_working_day
from gcp_tracker.rules.errors import RuleBroken

TODAY = date(2026, 5, 27)


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
def test_working_days_leave_out_weekends_and_bank_holidays(d, works):
    assert is_working_day(d) == works


def test_new_years_day_on_a_saturday_is_given_on_monday():
    assert not is_working_day(date(2022, 1, 3))
    assert is_working_day(date(2022, 1, 4))


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
