"""How long somebody waits after tries that failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gcp_tracker.rules.throttling import PACES, Counted, wait_until, wait_words

AT = datetime(2026, 11, 16, 15, 30, tzinfo=UTC)


def waits(counted: Counted, failures: int) -> float:
    return (wait_until(counted, failures, AT) - AT).total_seconds()


def test_the_first_tries_cost_no_wait_and_each_after_them_doubles_it() -> None:
    assert [waits(Counted.ACCOUNT, failures) for failures in range(1, 13)] == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize("counted", list(Counted))
def test_every_wait_ends(counted: Counted) -> None:
    assert waits(counted, 10**9) == PACES[counted].longest.total_seconds()
    assert PACES[counted].longest <= timedelta(minutes=15)


def test_a_whole_council_behind_one_address_is_not_slowed_by_a_few_slips() -> None:
    assert waits(Counted.ADDRESS, 49) == 0
    assert waits(Counted.ADDRESS, 60) == 60


def test_codes_of_six_digits_are_slowed_until_guessing_them_is_hopeless() -> None:
    a_day = timedelta(days=1) / PACES[Counted.SECOND_FACTOR].longest
    # Three codes are good at any moment.
    assert a_day * 3 / 10**6 < 0.001


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second,"), (59, "59 seconds,"), (60, "1 minute,"), (61, "2 minutes,")]
)
def test_a_wait_is_said_in_words(seconds: int, words: str) -> None:
    assert words in wait_words(seconds)
