"""Looking for a child by name puts no name into an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_plus

import pytest

from gcp_tracker.models import User
from gcp_tracker.rules.lengths import LONGEST_SEARCH
from gcp_tracker.web.searching import FILLED_TO
from tests.cast import Cast
from tests.page_client import PageClient, soup_of

pytestmark = pytest.mark.each_database

As = Callable[[User], PageClient]
PAGES = (
    ("amira", "/my-children"),
    ("ben", "/team-children"),
    ("chloe", "/my-team"),
    ("chloe", "/children/LEO/same-as"),
    ("chloe", "/children/LEO/brothers-and-sisters"),
)


@pytest.mark.parametrize(("who", "page"), PAGES)
def test_what_was_typed_is_on_the_page_and_in_no_address_of_it(as_: As, cast: Cast, who: str, page: str) -> None:
    client, page = as_(getattr(cast, who)), page.replace("LEO", str(cast.leo.id))
    where = client.found(page, "  Kai   Osei ")
    assert where.startswith(f"{page}?asked=")
    soup = soup_of(client, where)
    [box] = soup.select("form[role=search] input[type=search]")
    assert box["value"] == "Kai Osei"
    assert int(str(box["maxlength"])) == LONGEST_SEARCH
    addresses = [
        where,
        *(str(tag[name]) for name in ("href", "action", "src") for tag in soup.find_all(attrs={name: True})),
    ]
    # What was asked is sealed: letters at random, which hold “kai” by chance.
    readable = [re.sub(r"(?<=[?&]asked=)[\w-]+=*", "", unquote_plus(address)) for address in addresses]
    assert not [address for address in readable if re.search("kai|osei", address, re.IGNORECASE)]
    assert not [address for address in addresses if re.search("kai.{0,3}osei", unquote_plus(address), re.IGNORECASE)]


@pytest.mark.parametrize(("who", "page"), PAGES)
def test_a_name_in_the_address_asks_for_nothing(as_: As, cast: Cast, who: str, page: str) -> None:
    client, page = as_(getattr(cast, who)), page.replace("LEO", str(cast.leo.id))
    for asked in ("q=Zzz", "asked=Zzz", "asked=", "asked=%00"):
        reply = client.get(f"{page}?{asked}")
        assert "Zzz" not in reply.get_data(as_text=True)


def test_an_empty_box_asks_for_all_of_them(as_: As, cast: Cast) -> None:
    assert as_(cast.amira).found("/my-children", "  ") == "/my-children"


def test_a_search_opens_for_the_sign_in_that_made_it_alone(as_: As, cast: Cast) -> None:
    client = as_(cast.chloe)
    where = client.found("/my-team", "ruby")
    assert soup_of(client, where).select_one("#find")["value"] == "ruby"
    assert soup_of(as_(cast.chloe), where).select_one("#find")["value"] == ""


def test_its_length_says_little_and_the_same_search_looks_different_each_time(as_: As, cast: Cast) -> None:
    client = as_(cast.amira)
    found = [client.found("/my-children", name) for name in ("Kai", "Kai", "Maximiliane")]
    assert len(set(found)) == 3
    assert len({len(where) for where in found}) == 1
    assert len("Maximiliane") < FILLED_TO
    longest = client.found("/my-children", "🧒🏽" * LONGEST_SEARCH)
    assert len(longest) < 1000


def test_more_than_fits_into_the_box_is_cut_as_the_box_cuts_it(as_: As, cast: Cast) -> None:
    client = as_(cast.amira)
    soup = soup_of(client, client.found("/my-children", "y" * (LONGEST_SEARCH + 1)))
    assert soup.select_one("#find")["value"] == "y" * LONGEST_SEARCH


def test_the_next_page_the_worker_and_the_file_keep_the_search(as_: As, cast: Cast) -> None:
    client = as_(cast.chloe)
    soup = soup_of(client, client.found("/my-team", "marsh"))
    chip = next(str(link["href"]) for link in soup.select(".filter-chips a") if link.get_text() == "Amira Khan")
    narrowed = soup_of(client, chip)
    assert narrowed.select_one("#find")["value"] == "marsh"
    assert "Leo" in narrowed.get_text()
    assert "Ruby" not in narrowed.main.get_text()
    assert "asked=" in str(narrowed.select_one(".list-away a")["href"])
    hidden = {
        str(field["name"]): str(field["value"]) for field in narrowed.select("form[role=search] input[type=hidden]")
    }
    again = client.post("/my-team/find", data=hidden | {"q": "leo"})
    assert f"worker={cast.amira.id}" in again.location
