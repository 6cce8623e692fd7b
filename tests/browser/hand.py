"""How a person works a page: with a finger, which is counted, or with a mouse."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from playwright.sync_api import Locator, Page

Answer = TypeVar("Answer")
A_MOMENT = 5.0
BETWEEN_LOOKS = 20


class Hand:
    """Taps on a touch screen, clicks elsewhere. `taps` counts the tap into a box, not what is typed there."""

    def __init__(self, page: Page, *, touch: bool = True) -> None:
        self.page = page
        self.touch = touch
        self.taps = 0

    def tap(self, target: Locator) -> None:
        self.taps += 1
        if self.touch:
            target.tap()
        else:
            target.click()

    def type(self, words: str, into: Locator) -> None:
        self.tap(into)
        into.fill(words)


def eventually(page: Page, ask: Callable[[], Answer], wanted: Answer, within: float = A_MOMENT) -> None:
    """Asks again and again, while the page goes on working, until the answer is the one wanted."""
    deadline = monotonic() + within
    while (answer := ask()) != wanted:
        assert monotonic() < deadline, f"after {within} s it is {answer!r}, not {wanted!r}"
        page.wait_for_timeout(BETWEEN_LOOKS)
