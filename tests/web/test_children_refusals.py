"""Who does not get in: records of other families under this one’s address, and people without a part in the child."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gcp_tracker.models import Child, User
from tests.cast import Cast
from tests.page_client import PageClient

SignIn = Callable[[User], PageClient]


def address(child: Child, page: str) -> str:
    return f"/children/{child.id}/{page}"


def test_a_record_of_another_family_is_not_reached_under_this_one(cast: Cast, as_: SignIn) -> None:
    kais = cast.kai.residences[0].id
    plans, first = cast.zoe.allocations[0].id, cast.leo.episodes[0].id
    client = as_(cast.chloe)
    for where in (
        address(cast.leo, f"homes/{kais}/left"),
        address(cast.leo, f"homes/{kais}/move"),
        address(cast.leo, f"workers/{plans}/end"),
        address(cast.leo, f"workers/{plans}/hand-over"),
        address(cast.kai, f"help/{first}/end"),
        f"/families/{cast.kai.family_id}/adults/{cast.mum.id}",
        f"/families/{cast.kai.family_id}/households/{cast.leos_home.id}",
    ):
        assert client.get(where).status_code == 404, where
        assert client.post(where, data={}).status_code == 404, where


@pytest.mark.parametrize("page", ["details", "homes", "help", "workers", "name", "brothers-and-sisters"])
def test_nobody_without_a_part_in_the_child_opens_a_form(
    cast: Cast, as_: SignIn, client: PageClient, page: str
) -> None:
    for user in (cast.dev, cast.ben, cast.ewa, cast.farid, cast.grace):
        assert as_(user).get(address(cast.leo, page)).status_code == 404, user.name
        assert as_(user).post(address(cast.leo, page), data={}).status_code == 404, user.name
    with client.session_transaction() as held:
        held.clear()
    assert client.get(address(cast.leo, page)).status_code == 302
