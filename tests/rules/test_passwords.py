"""Which passwords are too easily guessed."""

from __future__ import annotations

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.lengths import LONGEST_PASSWORD
from gcp_tracker.rules.passwords import check_password, is_easily_guessed

AMIRA = ["Amira Khan", "amira@riverside.example"]


def test_every_common_password_that_is_long_enough_is_refused() -> None:
    long_ones = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= 12]
    assert len(long_ones) > 50
    assert [word for word in long_ones if not is_easily_guessed(word)] == []
    assert [word for word in long_ones if not is_easily_guessed(word.upper())] == []


@pytest.mark.parametrize(
    "password",
    [
        "amirakhan2026",
        "Khan.Amira.1987",
        "amira@riverside.example",
        "riverside2026!",
        "GCPtracker2026",
        "gradedcareprofile",
        "qwertyuiop12",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "Liverpool2024!",
        "passwordpassword",
        "zaq12wsxcde3",
    ],
)
def test_names_years_and_keys_in_a_row_are_refused(password: str) -> None:
    with pytest.raises(RuleBroken, match="guessed early") as refused:
        check_password(password, AMIRA)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password",
    [
        "three paper boats",
        "kettle and four mugs",
        "correct horse battery staple",
        "vier Fähren im Nebel",
        "四つの青い傘と雨の朝にて候",
        "xK9#mQ2$vL7p",
        "all in small letters",
    ],
)
def test_a_few_words_or_a_random_dozen_will_do_without_further_rules(password: str) -> None:
    check_password(password, AMIRA)


def test_too_short_and_too_long_are_said_in_numbers() -> None:
    with pytest.raises(RuleBroken, match="at least 12"):
        check_password("xK9#mQ2$vL7")
    with pytest.raises(RuleBroken, match="at most 200"):
        check_password("kettle " * 30)
    check_password(("kettle and four mugs " * 10)[:LONGEST_PASSWORD])
