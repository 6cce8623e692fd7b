from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.ages import age_in_months, age_words, check_birth, check_day_of_child, is_adult
from gcp_tracker.rules.errors import RuleBroken

TODAY = date(2026, 5, 27)


@pytest.mark.parametrize(
    ("born_on", "words"),
    [
        (date(2026, 5, 27), "born today"),
        (date(2026, 5, 26), "1 day"),
        (date(2026, 5, 21), "6 days"),
        (date(2026, 5, 20), "1 week"),
        (date(2026, 5, 6), "3 weeks"),
        (date(2026, 3, 5), "11 weeks"),
        (date(2026, 3, 4), "2 months"),
        (date(2025, 8, 27), "9 months"),
        (date(2024, 5, 28), "23 months"),
        (date(2024, 5, 27), "2"),
        (date(2019, 5, 28), "6"),
        (date(2019, 5, 27), "7"),
        (date(2008, 5, 27), "18"),
    ],
)
def test_ages_are_said_in_weeks_months_or_years(born_on, words):
    assert age_words(born_on, None, TODAY) == words


@pytest.mark.parametrize(
    ("born_on", "expected_on", "words"),
    [
        (None, date(2027, 5, 3), "not yet born, expected 3 May 2027"),
        (None, TODAY, "not yet born, expected 27 May 2026"),
        (None, date(2026, 5, 3), "expected 3 May 2026, birth not recorded"),
        (None, None, "age not known"),
        (date(2026, 6, 1), None, "not yet born"),
        (date(2026, 6, 1), date(2026, 6, 5), "not yet born, expected 5 June 2026"),
        (date(2026, 6, 1), date(2026, 5, 5), "not yet born, expected 5 May 2026"),
        (date(2026, 5, 6), date(2026, 5, 9), "3 weeks"),
    ],
)
def test_an_unborn_child_has_no_age(born_on, expected_on, words):
    assert age_words(born_on, expected_on, TODAY) == words


def test_childhood_ends_on_the_eighteenth_birthday():
    assert not is_adult(date(2008, 5, 28), TODAY)
    assert is_adult(date(2008, 5, 27), TODAY)
    assert not is_adult(date(2026, 5, 28), TODAY)


def test_a_child_born_on_29_february_has_birthdays_on_1_march_in_common_years():
    born_on = date(2008, 2, 29)
    assert not is_adult(born_on, date(2026, 2, 28))
    assert is_adult(born_on, date(2026, 3, 1))
    assert age_in_months(born_on, date(2012, 2, 28)) == 47
    assert age_in_months(born_on, date(2012, 2, 29)) == 48


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 9000))
def test_nobody_is_a_child_again(born_on, days):
    on = born_on + timedelta(days=days)
    assert is_adult(born_on, on) <= is_adult(born_on, on + timedelta(days=1))
    assert is_adult(born_on, on) == (age_in_months(born_on, on) >= 216)


def test_age_before_the_birth_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="is before"):
        age_in_months(TODAY, TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("born_on", "expected_on"),
    [
        (TODAY, None),
        (date(2000, 5, 28), None),
        (date(2026, 5, 1), date(2026, 6, 9)),
        (None, TODAY + timedelta(weeks=42)),
        (None, TODAY - timedelta(weeks=3)),
    ],
)
def test_births_that_can_be_true_are_taken(born_on, expected_on):
    check_birth(born_on, expected_on, TODAY)


@pytest.mark.parametrize(
    ("born_on", "expected_on", "field", "sentence"),
    [
        (None, None, "born_on", "Enter a date of birth, or the date on which the child is expected"),
        (TODAY + timedelta(days=1), None, "born_on", "Date of birth must be today or in the past"),
        (date(2000, 5, 27), None, "born_on", "Date of birth must be within the last 26 years"),
        (None, TODAY + timedelta(days=295), "expected_on", "The date expected must be within the next 42 weeks"),
        (None, TODAY - timedelta(days=295), "expected_on", "The date expected is long past; enter the date of birth"),
    ],
)
def test_births_that_cannot_be_true_are_refused(born_on, expected_on, field, sentence):
    with pytest.raises(RuleBroken) as broken:
        check_birth(born_on, expected_on, TODAY)
    assert (broken.value.sentence, broken.value.field) == (sentence, field)


@pytest.mark.parametrize(("born_on", "expected_on"), [(date(2020, 7, 24), None), (None, date(2020, 7, 24))])
def test_help_may_begin_in_the_pregnancy_and_not_before(born_on, expected_on):
    check_day_of_child(date(2020, 7, 24) - timedelta(weeks=42), born_on, expected_on, TODAY)
    when = "born" if born_on else "expected"
    with pytest.raises(RuleBroken) as broken:
        check_day_of_child(date(2019, 10, 3), born_on, expected_on, TODAY, "Start of the help", "started_on")
    assert broken.value.sentence == f"Start of the help is long before the child, {when} 24 July 2020: check the year"
    assert broken.value.field == "started_on"


def test_a_day_of_a_child_of_unknown_age_is_still_within_reach():
    with pytest.raises(RuleBroken, match="within the last 30 years"):
        check_day_of_child(date.min, None, None, TODAY)
