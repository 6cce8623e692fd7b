from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gcp_tracker.rules.dates import (
    check_in_order,
    check_not_in_future,
    check_within_reach,
    completed_months,
    date_with_age,
    how_long_ago,
    long_date,
)
from gcp_tracker.rules.errors import RuleBroken

TODAY = date(2026, 5, 27)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_dates_are_written_as_people_say_them():
    assert long_date(date(2026, 5, 3)) == "3 May 2026"
    assert date_with_age(date(2026, 5, 3), TODAY) == "3 May 2026 (24 days ago)"


@pytest.mark.parametrize(
    ("d", "words"),
    [
        (date(2026, 5, 27), "today"),
        (date(2026, 5, 26), "yesterday"),
        (date(2026, 5, 28), "tomorrow"),
        (date(2026, 5, 25), "2 days ago"),
        (date(2026, 3, 28), "60 days ago"),
        (date(2026, 3, 27), "2 months ago"),
        (date(2025, 5, 28), "11 months ago"),
        (date(2025, 5, 27), "12 months ago"),
        (date(2024, 5, 28), "23 months ago"),
        (date(2024, 5, 27), "2 years ago"),
        (date(2023, 5, 28), "2 years ago"),
        (date(2026, 6, 20), "in 24 days"),
        (date(2026, 8, 27), "in 3 months"),
        (date(2028, 5, 27), "in 2 years"),
    ],
)
def test_how_long_ago_grows_from_days_to_months_to_years(d, words):
    assert how_long_ago(d, TODAY) == words


@given(DAYS, DAYS)
@example(date(2024, 2, 29), date(2025, 2, 28))
@example(date(2026, 1, 31), date(2026, 3, 1))
def test_completed_months_never_skip_and_never_run_ahead(a, b):
    start, end = sorted((a, b))
    months = completed_months(start, end)
    assert months >= 0
    assert 28 * months <= (end - start).days <= 31 * (months + 1)
    assert completed_months(start, end + timedelta(days=1)) - months in (0, 1)


def test_a_month_that_lacks_the_day_is_completed_on_the_first_of_the_next():
    assert completed_months(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert completed_months(date(2026, 1, 31), date(2026, 3, 1)) == 1


def test_months_are_not_counted_backwards():
    with pytest.raises(ValueError, match="is before"):
        completed_months(date(2026, 1, 2), date(2026, 1, 1))


@given(DAYS, DAYS)
def test_a_date_is_ago_or_to_come_and_never_both(d, today):
    words = how_long_ago(d, today)
    assert words.endswith("ago") == (d < today - timedelta(days=1))
    assert words.startswith("in ") == (d > today + timedelta(days=1))
    assert " 0 " not in f" {words} "
    assert " 1 days" not in f" {words}"


def test_a_refused_date_says_why_beside_its_field():
    check_not_in_future(TODAY, TODAY, "Date of visit")
    with pytest.raises(RuleBroken) as broken:
        check_not_in_future(TODAY + timedelta(days=1), TODAY, "Date of visit", field="visited_on")
    sentence = "Date of visit must be today or in the past"
    assert (broken.value.sentence, broken.value.field) == (sentence, "visited_on")
    assert str(broken.value) == sentence


def test_an_end_comes_on_or_after_its_start_or_is_open():
    check_in_order(TODAY, None, "the start", "The end")
    check_in_order(TODAY, TODAY, "the start", "The end")
    with pytest.raises(RuleBroken, match="The end must be on or after the start, 27 May 2026"):
        check_in_order(TODAY, TODAY - timedelta(days=1), "the start", "The end")


@pytest.mark.parametrize(
    ("d", "words"),
    [
        (date.min, "within the last 30 years"),
        (date(1996, 5, 27), "within the last 30 years"),
        (date(2028, 5, 27), "within the next 2 years"),
        (date.max, "within the next 2 years"),
    ],
)
def test_a_mistyped_year_is_asked_about(d, words):
    with pytest.raises(RuleBroken) as broken:
        check_within_reach(d, TODAY, "Day of the handover", "on")
    assert broken.value.sentence == f"Day of the handover must be {words}: check the year"
    assert broken.value.field == "on"


def test_days_that_can_be_meant_are_taken():
    for d in (date(1996, 5, 28), TODAY, date(2028, 5, 26)):
        check_within_reach(d, TODAY)
