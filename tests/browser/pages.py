"""The pages a worker goes through, each returning the next."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from gcp_tracker.models import User
from tests.browser.grade_page import GradePage
from tests.browser.hand import Hand
from tests.cast import PASSWORD


class AnyPage:
    def __init__(self, page: Page, hand: Hand | None = None) -> None:
        self.page = page
        self.hand = hand or Hand(page, touch=page.evaluate("navigator.maxTouchPoints > 0"))

    @property
    def heading(self) -> Locator:
        return self.page.locator("h1")


class SignInPage(AnyPage):
    @classmethod
    def open(cls, page: Page) -> SignInPage:
        page.goto("/sign-in")
        return cls(page)

    def sign_in(self, user: User, password: str = PASSWORD) -> MyChildrenPage:
        self.page.get_by_label("E-mail address").fill(user.email)
        self.page.get_by_role("textbox", name="Password").fill(password)
        self.hand.tap(self.page.get_by_role("button", name="Sign in", exact=True))
        self.page.wait_for_url(lambda url: "sign-in" not in url)
        return MyChildrenPage(self.page, self.hand)


class MyChildrenPage(AnyPage):
    @classmethod
    def open(cls, page: Page) -> MyChildrenPage:
        page.goto("/my-children")
        return cls(page)

    def row(self, name: str) -> Locator:
        return self.page.locator(".child-row").filter(has=self.page.get_by_role("link", name=name, exact=True))

    def start_visit(self, name: str) -> BeforeVisitPage:
        self.hand.tap(self.row(name).get_by_role("link", name="Start visit"))
        expect(self.heading).to_have_text(f"Start a visit: {name}")
        return BeforeVisitPage(self.page, self.hand)

    def go_on(self, name: str) -> GradePage:
        self.hand.tap(self.row(name).get_by_role("link", name="Go on with the visit"))
        return GradePage(self.page, self.hand)


class BeforeVisitPage(AnyPage):
    @classmethod
    def open(cls, page: Page, child_id: object) -> BeforeVisitPage:
        page.goto(f"/children/{child_id}/visits/new")
        return cls(page)

    def chip(self, words: str) -> Locator:
        return self.page.locator("label.chip").filter(has_text=words)

    def choose(self, *words: str) -> BeforeVisitPage:
        for one in words:
            self.hand.tap(self.page.locator("label.chip", has=self.page.get_by_text(one, exact=True)))
        return self

    def say_what_happened(self, words: str) -> BeforeVisitPage:
        self.hand.type(words, self.page.get_by_label("What happened?"))
        return self

    def start_grading(self) -> GradePage:
        self.hand.tap(self.page.get_by_role("button", name="Start grading"))
        self.page.wait_for_url("**/grade*")
        return GradePage(self.page, self.hand)

    def keep_missed(self) -> VisitPage:
        self.hand.tap(self.page.get_by_role("button", name="Start grading"))
        self.page.wait_for_url("**/visits/*")
        return VisitPage(self.page, self.hand)


class BeforeSigningPage(AnyPage):
    def group(self, title: str) -> list[str]:
        """The items under one heading."""
        titles = self.page.locator(f'h2:has-text("{title}") ~ ul').first.locator("strong, .item-chip > span:last-child")
        return [" ".join(words.split()) for words in titles.all_text_contents()]

    @property
    def needs(self) -> list[str]:
        return self.page.locator('h2:has-text("What is still needed") + ul a').all_text_contents()

    def sign(self) -> ChildPage:
        self.hand.tap(self.page.get_by_role("button", name="Sign this visit"))
        self.page.wait_for_url("**/children/*")
        return ChildPage(self.page, self.hand)

    def try_to_sign(self) -> BeforeSigningPage:
        self.hand.tap(self.page.get_by_role("button", name="Sign this visit"))
        expect(self.page.get_by_role("alert")).to_be_visible()
        return self

    def go_back_to(self, title: str) -> GradePage:
        self.hand.tap(self.page.get_by_role("link", name=title).first)
        return GradePage(self.page, self.hand)


class ChildPage(AnyPage):
    @classmethod
    def open(cls, page: Page, child_id: object) -> ChildPage:
        page.goto(f"/children/{child_id}")
        return cls(page)

    @property
    def just_signed(self) -> Locator:
        return self.page.locator(".just-signed")


class VisitPage(AnyPage):
    """A visit that is closed: signed, replaced or withdrawn."""

    @classmethod
    def open(cls, page: Page, visit_id: object) -> VisitPage:
        page.goto(f"/visits/{visit_id}")
        return cls(page)

    def amend(self, reason: str) -> GradePage:
        self.hand.tap(self.page.get_by_role("link", name="Amend"))
        self.hand.type(reason, self.page.get_by_label("Why?"))
        self.hand.tap(self.page.get_by_role("button", name="Start the new version"))
        self.page.wait_for_url("**/grade*")
        return GradePage(self.page, self.hand)

    def withdraw(self, reason: str, right_child: str | None = None) -> None:
        self.hand.tap(self.page.get_by_role("link", name="Wrong child? Withdraw"))
        self.hand.type(reason, self.page.get_by_label("Why is this visit withdrawn?"))
        if right_child:
            self.hand.tap(self.page.get_by_label(f"Yes: {right_child}"))
        else:
            self.hand.tap(self.page.get_by_label("No", exact=True))
        self.hand.tap(self.page.get_by_role("button", name="Withdraw this visit"))
