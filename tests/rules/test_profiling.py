"""When a profile is due, and how its sentences read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.profiling import (
    check_profile_move,
    first_day_that_counts,
    is_overdue,
    next_profile_due,
    open_for_long_words,
    profile_due_words,
)
from gcp_tracker.rules.vocabulary import ProfileState

TODAY = date(2026, 11, 16)


def test_a_profile_is_due_so_many_days_after_the_last() -> None:
    assert next_profile_due(date(2026, 11, 16), 91) == date(2027, 2, 15)


def test_nothing_is_due_again_before_there_is_a_first() -> None:
    assert next_profile_due(None, 91) is None
    assert profile_due_words(None, 91, TODAY) == "No profile yet"
    assert not is_overdue(None, 91, TODAY)


def test_due_and_overdue_are_said_differently() -> None:
    assert profile_due_words(date(2026, 8, 20), 91, TODAY) == "Next profile due 19 November 2026 (in 3 days)"
    assert profile_due_words(date(2026, 8, 10), 91, TODAY) == "Next profile was due 9 November 2026 (7 days ago)"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 400), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_it_is_overdue_from_the_day_after_it_was_due(last: date, every: int, today: date) -> None:
    assert is_overdue(last, every, today) == ((today - last).days > every)


def test_the_day_it_is_due_is_not_yet_late() -> None:
    assert not is_overdue(TODAY - timedelta(days=91), 91, TODAY)


def test_four_weeks_before_the_opening_still_count() -> None:
    assert first_day_that_counts(date(2026, 11, 29), 28) == date(2026, 11, 1)


def test_a_profile_open_for_long_says_so() -> None:
    assert open_for_long_words(TODAY - timedelta(days=28), TODAY, 28) is None
    assert "29 days ago" in (open_for_long_words(TODAY - timedelta(days=29), TODAY, 28) or "")


def test_a_completed_profile_moves_nowhere() -> None:
    for state in ProfileState:
        with pytest.raises(RuleBroken, match="completed already"):
            check_profile_move(ProfileState.COMPLETED, state)
