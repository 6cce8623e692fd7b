"""Looking for a child in a real browser without JavaScript: no name in an address, and going back works."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.site import Site

PAGES = (
    ("amira", "/my-children", "leo", "Leo"),
    ("ben", "/team-children", "leo", "Leo Marsh"),
    ("chloe", "/my-team", "leo", "Leo Marsh"),
    ("chloe", "/children/RUBY/same-as", "leo", "Leo Marsh"),
    ("chloe", "/children/RUBY/brothers-and-sisters", "kai osei", "Kai Osei"),
)


@pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])
@pytest.mark.parametrize(("who", "path", "typed", "found"), PAGES)
def test_no_name_leaves_in_an_address(
    site: Site, open_page: OpenPage, who: str, path: str, typed: str, found: str, scripts: bool
) -> None:
    page = open_page(site, getattr(site.cast, who), java_script_enabled=scripts)
    sent: list[str] = []
    page.on("request", lambda request: sent.extend(said_openly(request)))
    page.goto(path.replace("RUBY", str(site.cast.ruby.id)))
    look_for(page, typed)
    expect(page.locator("main")).to_contain_text(found)
    # With JavaScript a short list is filtered where it is, and nothing is sent.
    if "asked=" in page.url:
        page.reload()
        expect(box_of(page)).to_have_value(typed)
    assert ("asked=" in page.url) is not (scripts and "/children/" not in path)
    assert not [words for words in [*sent, page.url] if re.search(typed.split()[0], unquote_plus(words), re.IGNORECASE)]


def test_going_back_and_forth_shows_each_search_again(site: Site, open_page: OpenPage) -> None:
    page = open_page(site, site.cast.chloe, java_script_enabled=False)
    page.goto("/my-team")
    for typed, found, other in (("ruby", "Ruby Marsh", "Kai Osei"), ("kai", "Kai Osei", "Ruby Marsh")):
        look_for(page, typed)
        expect(page.locator(".team-row")).to_have_count(1)
        expect(page.locator(".team-row")).to_contain_text(found)
        expect(page.locator(".team-row")).not_to_contain_text(other)
    page.get_by_role("link", name="Kai Osei", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Kai")
    page.go_back()
    expect(page.locator(".team-row")).to_contain_text("Kai Osei")
    page.go_back()
    expect(page.locator(".team-row")).to_contain_text("Ruby Marsh")
    page.go_forward()
    expect(box_of(page)).to_have_value("kai")


def look_for(page: Page, typed: str) -> None:
    box_of(page).fill(typed)
    button = page.get_by_role("search").get_by_role("button", name="Find")
    if button.is_visible():
        button.click()


def box_of(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("searchbox")


def said_openly(request: Request) -> list[str]:
    return [request.url, request.headers.get("referer", "")]
