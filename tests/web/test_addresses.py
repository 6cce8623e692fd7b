"""A number in an address that no record can have is a page that does not exist, not a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gcp_tracker.models import User
from tests.cast import Cast
from tests.page_client import PageClient

HUGE = ("2147483648", "9" * 23, "9" * 5000, "١٢")


@pytest.mark.parametrize("number", HUGE)
def test_huge_numbers_are_no_page(cast: Cast, as_: Callable[[User], PageClient], number: str) -> None:
    grace = as_(cast.grace)
    for where in (f"/authorities/{number}/settings", f"/authorities/{number}/teams/new"):
        assert grace.get(where).status_code == 404, where
        assert grace.post(where, data={}).status_code == 404, where
    for where in (f"/people/{number}/disable", f"/people/{number}/enable"):
        assert grace.post(where).status_code == 404, where
    chloe = as_(cast.chloe)
    for where in (
        f"/families/{cast.leo.family_id}/adults/{number}",
        f"/families/{cast.leo.family_id}/households/{number}",
        f"/children/{cast.leo.id}/homes/{number}/left",
        f"/children/{cast.leo.id}/workers/{number}/end",
    ):
        assert chloe.get(where).status_code == 404, where


def test_numbers_that_a_record_has_are_found(cast: Cast, as_: Callable[[User], PageClient]) -> None:
    assert as_(cast.grace).get(f"/authorities/{cast.authority.id}/settings").status_code == 200
