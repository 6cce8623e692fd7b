"""A duty worker at night: nobody can be reached, a child is at the police station. The manager hears of it at once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.browser.guarded_in import guard
from tests.browser.hand import Hand
from tests.browser.site import Site

WHY = "Police rang: she is at the station and afraid to go home"


class FindPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.hand = Hand(page, touch=page.evaluate("navigator.maxTouchPoints > 0"))

    @classmethod
    def open(cls, page: Page) -> FindPage:
        page.goto("/find-a-child")
        return cls(page)

    def find(self, first: str, last: str, born: tuple[str, str, str]) -> FindPage:
        self.page.get_by_label("First name").fill(first)
        self.page.get_by_label("Last name").fill(last)
        for part, value in zip(("Day", "Month", "Year"), born, strict=True):
            self.page.get_by_label(part, exact=True).fill(value)
        return self.press("Find")

    def press(self, words: str) -> FindPage:
        with self.page.expect_navigation():
            self.hand.tap(self.page.get_by_role("button", name=words, exact=True))
        return self


def test_a_duty_worker_breaks_the_glass_and_the_manager_reviews_it(site: Site, open_page: Callable[..., Page]) -> None:
    guarded = guard(site)
    phone = open_page(site, guarded.hana, PHONE)
    night = FindPage.open(phone).find("Noor", "Haddad", ("14", "2", "2018"))
    expect(phone.get_by_role("heading", name="Restricted: ring")).to_contain_text("Chloe Adeyemi (Riverside)")
    assert violations(phone) == []
    night.press("Break the glass")
    assert violations(phone) == []
    phone.get_by_label("Why do you need to see this child now?").fill(WHY)
    night.press("Break the glass")
    expect(phone.locator("h1")).to_have_text("How is life for Noor?")
    banner = phone.get_by_role("region", name="Opened in an emergency")
    expect(banner).to_contain_text("60 minutes left")
    assert violations(phone) == []
    night.hand.tap(phone.get_by_role("link", name="Visits", exact=True))
    expect(banner).to_contain_text("You broke the glass for Noor.")

    desk = open_page(site, site.cast.chloe, DESK)
    desk.goto("/my-team")
    desk.get_by_role("link", name="1 to look at: who may see which child").click()
    expect(desk.locator("main")).to_contain_text(WHY)
    desk.get_by_role("link", name="Review Hana Sato").click()
    desk.get_by_label("It was right to open the record").check()
    desk.get_by_label("What did you look at, and what follows?").fill("Rang Hana; the police log agrees with her")
    desk.get_by_role("button", name="Keep the review").click()
    expect(desk.locator("main")).to_contain_text("Nothing waits for you")

    night.press("End now")
    expect(phone.locator("h1")).to_have_text("Find a child")


def test_a_duty_worker_opens_another_child_with_a_reason_without_javascript(
    site: Site, open_page: Callable[..., Page]
) -> None:
    guarded = guard(site)
    page = open_page(site, guarded.hana, PHONE, java_script_enabled=False)
    page.goto("/find-a-child")
    page.get_by_label("Or a number").fill("nothing like it")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("No child is found by exactly this")
    page.get_by_label("First name").fill("Leo")
    page.get_by_label("Last name").fill("Marsh")
    for part, value in (("Day", "24"), ("Month", "7"), ("Year", "2020")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Or a number").fill("")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name="Open with a reason").click()
    page.get_by_label("Why do you need to see this child now?").fill(WHY)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("h1")).to_have_text("How is life for Leo?")
