"""The screen that must be better than paper: cards, tiles, what a grade asks for, and what the line at the top says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from tests.browser.hand import Hand

if TYPE_CHECKING:
    from tests.browser.pages import BeforeSigningPage

# A card that has just folded moves the next one under the finger, so a tap so soon is taken for the same one.
SAME_TAP = 350


class GradePage:
    def __init__(self, page: Page, hand: Hand | None = None) -> None:
        self.page = page
        self.hand = hand or Hand(page, touch=page.evaluate("navigator.maxTouchPoints > 0"))

    @classmethod
    def open(cls, page: Page, visit_id: object) -> GradePage:
        page.goto(f"/visits/{visit_id}/grade")
        return cls(page).ready()

    def ready(self) -> GradePage:
        """With its script at work."""
        expect(self.page.locator("html")).to_have_class(re.compile(r"\bjs\b"))
        return self

    @property
    def visit_id(self) -> UUID:
        return UUID(self.page.url.split("/visits/")[1].split("/")[0])

    @property
    def saved_line(self) -> Locator:
        return self.page.locator("#saved-line")

    @property
    def notice(self) -> Locator:
        return self.page.locator("#notice")

    @property
    def safe_tonight(self) -> Locator:
        return self.page.locator("#safe-tonight")

    def card(self, key: str) -> Locator:
        return self.page.locator(f'.card[data-item="{key}"]')

    def item_keys(self) -> list[str]:
        return self.page.locator(".card").evaluate_all("cards => cards.map(card => card.dataset.item)")

    def domain_keys(self) -> list[str]:
        return self.page.locator(".domain").evaluate_all("all => all.map(one => one.id)")

    def items_of(self, domain: str) -> list[str]:
        return self.page.locator(f"#{domain} .card").evaluate_all("cards => cards.map(card => card.dataset.item)")

    def tile(self, key: str, value: object) -> Locator:
        return self.card(key).locator("label", has=self.page.locator(f'input[name="answer-{key}"][value="{value}"]'))

    def radio(self, key: str, value: object) -> Locator:
        return self.card(key).locator(f'input[name="answer-{key}"][value="{value}"]')

    def grade(self, key: str, value: object) -> GradePage:
        """One tap; two when the card is folded. `value` is a grade, "not_seen" or "not_applicable"."""
        if self.is_folded(key):
            self.hand.tap(self.card(key).locator(".card-change"))
        self.hand.tap(self.tile(key, value))
        expect(self.radio(key, value)).to_be_checked()
        self.settle()
        return self

    def settle(self) -> None:
        """Until the page takes the next tap for another one."""
        after_a_frame = "requestAnimationFrame(() => setTimeout(() => done(performance.now())))"
        folded_by = self.page.evaluate(f"() => new Promise(done => {after_a_frame})")
        self.page.wait_for_function("then => performance.now() > then", arg=folded_by + SAME_TAP)

    def is_folded(self, key: str) -> bool:
        return "is-folded" in (self.card(key).get_attribute("class") or "")

    def write_evidence(self, key: str, words: str) -> GradePage:
        self.hand.type(words, self.card(key).locator(f'[name="evidence-{key}"]'))
        return self

    def write_childs_words(self, key: str, words: str) -> GradePage:
        self.hand.type(words, self.card(key).locator(f'[name="child_words-{key}"]'))
        return self

    def say_what_changed(self, key: str, words: str) -> GradePage:
        self.hand.type(words, self.card(key).locator(f'[name="what_changed-{key}"]'))
        return self

    def write_note(self, kind: str, words: str) -> GradePage:
        self.hand.type(words, self.page.locator(f"#note-{kind}"))
        return self

    def mark_rest(self, key: str) -> GradePage:
        """The rest of a sub-area, or of a domain as "domain-safety", is marked not seen."""
        self.hand.tap(self.page.locator(f'[data-mark="{key}"]'))
        return self

    def open_tab(self, key: str) -> GradePage:
        self.hand.tap(self.page.locator(f'[data-tab="{key}"]'))
        expect(self.page.locator(f"#{key}")).to_be_visible()
        return self

    def next_domain(self) -> GradePage:
        self.hand.tap(self.page.locator("#foot-next"))
        return self

    def answer_safe_tonight(self, answer: str, told: str, agreed: str = "", when: str = "today, 15:50") -> GradePage:
        panel = self.safe_tonight
        self.hand.tap(panel.locator("label.chip", has_text=answer).first)
        self.hand.type(told, panel.get_by_label("Who was told?"))
        self.hand.type(when, panel.get_by_label("When?"))
        if agreed:
            self.hand.type(agreed, panel.get_by_label("What was agreed?"))
        self.hand.tap(panel.get_by_role("button", name="Save the answer"))
        return self

    def go_to_signing(self) -> BeforeSigningPage:
        """From the last part of the visit, by the button at the foot."""
        from tests.browser.pages import BeforeSigningPage

        self.hand.tap(self.page.locator("#foot-next"))
        self.page.wait_for_url("**/before-signing")
        return BeforeSigningPage(self.page, self.hand)
