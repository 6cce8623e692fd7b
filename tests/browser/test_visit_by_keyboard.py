"""The whole visit by keyboard alone: every press is a key, and where the keys go can be seen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from gcp_tracker.rules.vocabulary import Answer, VisitState
from tests.browser.conftest import DESK, OpenPage
from tests.browser.grade_page import GradePage
from tests.browser.hand import eventually
from tests.browser.kept import grades_of, state_of
from tests.browser.site import Site
from tests.cast import PASSWORD

FURTHEST = 250


class Keys:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *names: str) -> Keys:
        for name in names:
            self.page.keyboard.press(name)
        return self

    def type(self, words: str) -> Keys:
        self.page.keyboard.type(words)
        return self

    def go_to(self, target: Locator, key: str = "Tab") -> Keys:
        """Tab until it has the focus, which must be on the screen and marked."""
        for _ in range(FURTHEST):
            if target.evaluate("element => element === document.activeElement"):
                expect(target).to_be_in_viewport()
                return self
            self.page.keyboard.press(key)
        raise AssertionError(f"{FURTHEST} presses of {key} do not come to {target}")

    def tile(self, grading: GradePage, key: str, value: int) -> Keys:
        """To the item's answers, then down to the grade."""
        self.go_to(grading.radio(key, 1)).press("Space", *["ArrowDown"] * (value - 1))
        expect(grading.radio(key, value)).to_be_checked()
        return self


def test_a_visit_from_sign_in_to_signed_without_a_pointer(site: Site, open_page: OpenPage) -> None:
    page = open_page(site, device=DESK)
    keys = Keys(page)
    page.goto("/sign-in")
    keys.go_to(page.get_by_label("E-mail address")).type(site.cast.amira.email)
    keys.go_to(page.get_by_role("textbox", name="Password")).type(PASSWORD).press("Enter")
    keys.go_to(page.get_by_role("link", name="Start visit with Leo")).press("Enter")
    expect(page.locator("h1")).to_have_text("Start a visit: Leo")
    keys.go_to(page.get_by_label("Leo alone")).press("Space")
    keys.go_to(page.get_by_role("button", name="Start grading")).press("Enter")

    page.wait_for_url("**/grade*")
    grading = GradePage(page).ready()
    visit_id = grading.visit_id
    keys.tile(grading, "nutrition_quality", 2)
    keys.tile(grading, "nutrition_quantity", 4)
    keys.go_to(grading.card("nutrition_quantity").locator("[name^=evidence]")).type("Bread and nothing else.")
    # Upwards from the first tile, round the end: no grade is passed on the way that would ask something.
    keys.go_to(grading.radio("housing_repair", 1)).press("ArrowUp", "ArrowUp")
    expect(grading.radio("housing_repair", "not_seen")).to_be_checked()
    keys.go_to(page.locator("#foot-next")).press("Enter")
    expect(page.locator("#safety")).to_be_visible()
    keys.tile(grading, "online", 1)
    keys.go_to(page.locator('[data-tab="day"]'), "Shift+Tab").press("Enter")
    keys.go_to(page.locator("#note-morning")).type("Leo wakes himself.")
    eventually(page, lambda: len(grades_of(site, visit_id)), 4)
    keys.go_to(page.locator("#foot-next")).press("Enter")

    page.wait_for_url("**/before-signing")
    keys.go_to(page.get_by_role("button", name="Sign this visit")).press("Enter")
    page.wait_for_url("**/children/*")
    assert state_of(site, visit_id) is VisitState.SIGNED
    kept = grades_of(site, visit_id)
    assert kept.pop("housing_repair").answer is Answer.NOT_SEEN
    assert {key: grade.value for key, grade in kept.items()} == {
        "nutrition_quality": 2,
        "nutrition_quantity": 4,
        "online": 1,
    }
    assert kept["nutrition_quantity"].evidence == "Bread and nothing else."


def test_what_has_the_focus_is_marked_on_the_grade_page(site: Site, open_page: OpenPage) -> None:
    """Something round the focused control looks different from the same control without focus."""
    page = open_page(site, site.cast.amira, DESK)
    page.goto(f"/children/{site.cast.leo.id}/visits/new")
    page.get_by_role("button", name="Start grading").click()
    grading = GradePage(page).ready()
    keys = Keys(page)
    for target, shown_on in (
        (grading.radio("nutrition_quality", 1), grading.tile("nutrition_quality", 1).locator(".face")),
        (page.locator('[data-tab="safety"]'), page.locator('[data-tab="safety"]')),
        (page.locator("#foot-next"), page.locator("#foot-next")),
    ):
        looks = """element => {
            const style = getComputedStyle(element);
            return style.outline + style.boxShadow + style.borderColor + style.backgroundColor;
        }"""
        without = shown_on.evaluate(looks)
        keys.press("Home")
        page.locator("body").evaluate("body => { document.activeElement.blur(); body.focus() }")
        keys.go_to(target)
        assert shown_on.evaluate(looks) != without, str(shown_on)


def test_the_first_tab_offers_to_skip_to_what_matters(site: Site, open_page: OpenPage) -> None:
    page = open_page(site, site.cast.amira, DESK)
    page.goto("/my-children")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to what matters")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
