"""How long sign-ins last, what devices are called, which second factors may go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.sign_ins import check_factor_may_go, check_key_name, device_words, idle_limit

VISITS, DESKS = timedelta(hours=2), timedelta(minutes=15)


@pytest.mark.parametrize(
    ("roles", "limit"),
    [
        (["practitioner"], VISITS),
        (["duty_practitioner"], VISITS),
        (["manager"], DESKS),
        (["practitioner", "manager"], DESKS),
        (["administrator"], DESKS),
        ([], DESKS),
    ],
)
def test_who_visits_families_is_signed_out_later_than_who_sits_at_a_desk(roles: list[str], limit: timedelta) -> None:
    assert idle_limit(roles, VISITS, DESKS) == limit


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/140 Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPad"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_device_has_the_name_that_its_owner_would_use(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_the_last_second_factor_stays_where_one_is_needed() -> None:
    check_factor_may_go(1, is_needed=True)
    check_factor_may_go(0, is_needed=False)
    with pytest.raises(RuleBroken, match="only second factor"):
        check_factor_may_go(0, is_needed=True)


@pytest.mark.parametrize("name", ["", "x" * 65, "MY TABLET"])
def test_a_passkey_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_key_name(name, ["My tablet"])
    assert refused.value.field == "name"
