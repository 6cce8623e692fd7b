"""One gesture hides everything from the family in the room, and one brings it back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gcp_tracker.models import Child
from tests.browser.conftest import DESK, PHONE, TABLET, OpenPage
from tests.browser.site import Site
from tests.builders import draft_visit
from tests.cast import TODAY


@pytest.fixture
def open_draft(site: Site, open_page: OpenPage) -> Any:
    """A draft of a visit to Leo, opened on any device."""
    with site.writing_as(site.cast.amira) as uow:
        visit_id = draft_visit(uow, uow.session.get_one(Child, site.cast.leo.id), TODAY, {"nutrition_quality": 2}).id

    def open_on(device: dict[str, Any], **more: Any) -> Page:
        page = open_page(site, site.cast.amira, device, **more)
        page.goto(f"/visits/{visit_id}/grade")
        return page

    return open_on


def seen_on(page: Page) -> str:
    """What stands on the screen, and what a screen reader would come across there."""
    return page.locator("body").aria_snapshot()


def check_covered(page: Page) -> None:
    expect(page.get_by_text("Show again")).to_be_visible()
    for locator in ("h1", ".visit-strip", ".domain-tabs", ".card", "#saved-line", ".visit-foot"):
        expect(page.locator(locator).first).to_be_hidden()
    assert "Leo" not in seen_on(page)
    over_the_middle = page.evaluate(
        "document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest('.cover-screen') !== null"
    )
    assert over_the_middle


def check_back(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Leo, 6")
    expect(page.get_by_text("Show again")).to_be_hidden()
    expect(page.locator('.card[data-item="nutrition_quality"] input[value="2"]')).to_be_checked()


@pytest.mark.parametrize("device", [TABLET, PHONE], ids=["tablet", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_cover_hides_everything_by_touch_and_brings_it_back(
    open_draft: Any, device: dict[str, Any], scripts: bool
) -> None:
    page = open_draft(device, java_script_enabled=scripts)
    page.locator("label.cover-on").tap()
    check_covered(page)
    page.get_by_text("Show again").tap()
    check_back(page)


def test_cover_works_by_keyboard(open_draft: Any) -> None:
    page = open_draft(DESK)
    cover = page.get_by_role("checkbox", name="Cover the screen")
    presses = 0
    named = page.title()
    while not cover.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
        presses += 1
        assert presses <= 5, "Cover is among the first things that the Tab key comes to"
    page.keyboard.press("Space")
    check_covered(page)
    assert "Leo" in named
    assert page.title() == "GCP Tracker"
    page.keyboard.press("Space")
    check_back(page)
    assert page.title() == named
