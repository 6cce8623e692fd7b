"""The person at the tablet: taps, types, looks at the line at the top, signs in where asked, and comes back."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from random import Random
from uuid import UUID

from playwright.sync_api import Error, Page, TimeoutError

from tests.browser.grade_page import GradePage
from tests.browser.hand import Hand
from tests.browser.pages import SignInPage
from tests.cast import PASSWORD
from tests.torture.arrival import PATIENCE, arrive
from tests.torture.place import TorturedPlace
from tests.torture.plan import Plan, Step
from tests.torture.promise import Broken, Doing, Oracle, Place, Write, of_key, says_kept
from tests.torture.proxy import Proxy
from tests.torture.safe_step import answer_safe
from tests.torture.tablet import REFUSED_STORAGE, UNSENT, WRONG_CLOCK, Tablet

A_DAY = 24 * 60 * 60 * 1000
LOOKS_EVERY = 0.05
# What was saved elsewhere is shown within this time, whether it stands there or is asked about.
SHOWS_WITHIN = 5.0
LINE_WITHIN = 4.0
SIGNS_IN_WITHIN = 3_000

LINE = "() => document.getElementById('saved-line')?.textContent.trim() ?? ''"
READ = """() => {
  const found = [];
  for (const card of document.querySelectorAll(".card")) {
    const key = card.dataset.item;
    found.push([key, "answer", card.querySelector(`input[name="answer-${key}"]:checked`)?.value ?? ""]);
    for (const name of ["evidence", "child_words"])
      found.push([key, name, card.querySelector(`[name="${name}-${key}"]`).value]);
  }
  for (const note of document.querySelectorAll('textarea[name^="note-"]'))
    found.push([note.name.slice(5), "text", note.value]);
  found.push(["safe-tonight", "what_was_agreed", document.querySelector('[name="safe-what_was_agreed"]').value]);
  return found;
}"""
SHOW = """([domain, key]) => {
  if (document.getElementById(domain).hidden) document.querySelector(`[data-tab="${domain}"]`).click();
  const card = key && document.querySelector(`.card[data-item="${key}"]`);
  if (!card) return;
  if (card.classList.contains("is-folded")) card.querySelector(".card-change").click();
  card.querySelector(".evidence").open = true;
  card.querySelector(".evidence summary").focus();
}"""
# No hand is at the next card before the page has folded this one.
FOLLOWED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))"
# Without a window every tab counts as seen, always: the event that comes with the sight of it does not.
LOOKED_AT = "() => document.dispatchEvent(new Event('visibilitychange'))"
ASKS = "() => document.getElementById('signed-out').hidden === false"
RECEIVED = re.compile(r"^\W*received\b", re.IGNORECASE)


@dataclass
class Tab:
    """One document: a page that was reloaded is another one, which promises only what was done in it."""

    number: int
    page: Page
    grading: GradePage


class Player:
    def __init__(self, place: TorturedPlace, proxy: Proxy, tablet: Tablet, draft: UUID, plan: Plan) -> None:
        self.place = place
        self.proxy = proxy
        self.tablet = tablet
        self.plan = plan
        self.oracle = Oracle()
        self.tabs: list[Tab] = []
        self.draft = draft
        self.broken: list[Broken] = []
        self.signed_in = 0
        self.conflicts = 0
        self._path = f"/visits/{draft}/grade"
        self._opened = 0
        self._opened_at_once = 0
        self._random = Random(f"{plan.seed}/{plan.number}/choices")

    # Coming and going

    def open(self, *, plain: bool = False) -> Tab:
        """The draft in a new tab; `plain`: with nothing wrong with the tablet."""
        scripts: list[str] = []
        if not plain and self.plan.condition == "wrong clock":
            scripts.append(WRONG_CLOCK.format(milliseconds=int(self.plan.scripted) * A_DAY))
        if not plain and self.plan.condition == "storage refused":
            scripts.append(REFUSED_STORAGE[self.plan.scripted])
        return self._arrive(self.tablet.new_tab(*scripts))

    def reload(self, tab: Tab) -> Tab:
        self.look()
        self.tabs.remove(tab)
        return self._arrive(tab.page, reload=True)

    def _arrive(self, page: Page, *, reload: bool = False) -> Tab:
        """Tries until the page is there: the server may be starting, the network down."""

        def go_in(patience: float) -> None:
            if "/sign-in" in page.url:
                SignInPage(page, Hand(page, touch=False)).sign_in(self.place.cast.amira)
                self.signed_in += 1
            page.wait_for_selector("html.js", state="attached", timeout=patience * 1000)

        arrive(page, self.proxy.address + self._path, self.proxy, self.place.server, go_in, reload=reload)
        self._opened += 1
        tab = Tab(self._opened, page, GradePage(page, Hand(page, touch=False)))
        self.tabs.append(tab)
        self._opened_at_once = max(self._opened_at_once, len(self.tabs))
        return tab

    def leave(self, tab: Tab, *, killed: bool = False) -> None:
        self.look()
        self.tabs.remove(tab)
        (self.tablet.crash if killed else self.tablet.close)(tab.page)

    def drop_all(self) -> None:
        """The browser is gone, or is about to be."""
        self.look()
        self.tabs.clear()

    # Looking

    def look(self) -> None:
        """Reads the line at the top of each tab: what it says now is held against the page."""
        for tab in self.tabs:
            at = time.monotonic()
            self.oracle.read_line(tab.number, self.line(tab), at)

    def line(self, tab: Tab) -> str:
        try:
            return str(tab.page.evaluate(LINE))
        except Error:
            return ""

    def look_until_kept(self) -> None:
        """Until each line says that all is kept, or a person would look no longer."""
        deadline = time.monotonic() + LINE_WITHIN
        old_enough = max((write.done_at + write.counts_after for write in self._writes()), default=0.0)
        while time.monotonic() < deadline:
            if time.monotonic() > old_enough and all(says_kept(self.line(tab)) for tab in self.tabs):
                break
            time.sleep(LOOKS_EVERY)
        self.look()

    def _writes(self) -> list[Write]:
        return [write for tab in self.tabs for write in self.oracle.of_tab(tab.number)]

    # Doing

    def do(self, step: Step, tab: Tab) -> None:
        self.sign_in_where_asked(tab)
        tab.page.bring_to_front()
        if step.kind == "tap":
            self._tap(step, tab)
        elif step.kind == "safe":
            answer_safe(self, step, tab)
        else:
            self._type(step, tab)
        time.sleep(step.pause)

    def _tap(self, step: Step, tab: Tab) -> None:
        (value,) = step.words
        self.show(tab, self.plan.domain, step.key)
        with self.doing(tab, (step.key, "answer"), value, typed=False):
            if step.by_keyboard:
                tab.grading.radio(step.key, value).focus()
                tab.page.keyboard.press("Space")
            else:
                tab.grading.hand.tap(tab.grading.tile(step.key, value))
        if step.by_keyboard:
            tab.page.evaluate(FOLLOWED)
        else:
            tab.grading.settle()

    def _type(self, step: Step, tab: Tab) -> None:
        if step.kind == "note":
            self.show(tab, "day")
            place, box = (step.key, "text"), tab.page.locator(f"#note-{step.key}")
        else:
            self.show(tab, self.plan.domain, step.key)
            place, box = (step.key, step.kind), tab.page.locator(f'[name="{step.kind}-{step.key}"]')
        for number, words in enumerate(step.words):
            if number:
                time.sleep(self._random.choice((0.0, 0.05, 0.05, 0.3, 0.3, 0.9)))
            with self.doing(tab, place, words, typed=True):
                box.fill(words)

    def doing(self, tab: Tab, place: Place, value: str, *, typed: bool) -> Doing:
        return Doing(self.oracle, tab.number, place, value, typed)

    def show(self, tab: Tab, domain: str, key: str = "") -> None:
        tab.page.evaluate(SHOW, [domain, key])

    def sign_in_where_asked(self, tab: Tab) -> None:
        """In place, as the page offers it. Where the network is down just then, the person tries again later."""
        if not tab.page.evaluate(ASKS):
            return
        box = tab.page.locator("#sign-in-password")
        try:
            if not box.is_visible():
                tab.page.locator("#signed-out button").click(timeout=SIGNS_IN_WITHIN)
            box.fill(PASSWORD, timeout=SIGNS_IN_WITHIN)
            box.press("Enter", timeout=SIGNS_IN_WITHIN)
            box.wait_for(state="hidden", timeout=SIGNS_IN_WITHIN)
            self.signed_in += 1
        except TimeoutError:
            tab.page.evaluate("() => document.getElementById('sign-in-again').close()")

    # Coming to rest

    def settle(self, tab: Tab) -> str:
        """Until everything is received and nothing waits. Returns what is wrong, or nothing.

        What another open tab keeps on the tablet is that tab’s to send.
        """
        waits = UNSENT if len(self.tabs) == 1 else "() => 0"
        deadline = time.monotonic() + PATIENCE
        quiet = 0
        said: list[str] = []
        # A person looks at one tab at a time, and what another one has saved is shown in it then.
        tab.page.bring_to_front()
        tab.page.evaluate(LOOKED_AT)
        while time.monotonic() < deadline:
            self.sign_in_where_asked(tab)
            self._choose(tab)
            line = self.line(tab)
            if not said or said[-1] != line:
                said.append(line)
            quiet = quiet + 1 if RECEIVED.match(line) and not tab.page.evaluate(waits) else 0
            if quiet > 1:
                self.look()
                return ""
            if not quiet:
                self._hurry(tab)
            time.sleep(LOOKS_EVERY)
        left = tab.page.evaluate(UNSENT)
        return f"after {PATIENCE:.0f} s the line says “{said[-1]}” (before: {said[-4:-1]}), {left} wait"

    def wait_for_old_typing(self) -> None:
        """Until the page has taken the last text for finished."""
        then = max((write.done_at + write.counts_after for write in self._writes()), default=0.0)
        time.sleep(max(0.0, min(then - time.monotonic(), 2.0)))

    def _hurry(self, tab: Tab) -> None:
        """What a browser says when the signal is back: the page does not wait for its next try."""
        tab.page.evaluate("() => dispatchEvent(new Event('online'))")

    def _choose(self, tab: Tab) -> None:
        """Where two answers are shown, takes one. Both must be there to read, the other as it is by now."""
        while (box := tab.page.query_selector(".card-conflict:not([hidden])")) is not None:
            key = str(box.evaluate("box => box.closest('.card')?.dataset.item ?? box.id.slice('conflict-'.length)"))
            deadline = time.monotonic() + SHOWS_WITHIN
            while True:
                here, there = of_key(self.read(tab), key), of_key(self.place.kept(self.draft), key)
                words = box.text_content() or ""
                unread = [text for text in (*here.values(), *there.values()) if " " in text and text not in words]
                # It may settle itself: both say the same by now.
                is_gone = bool(box.evaluate("box => box.hidden"))
                if not unread or is_gone or time.monotonic() > deadline:
                    break
                time.sleep(LOOKS_EVERY)
            if is_gone:
                continue
            if unread:
                self.broken.append(Broken("asked", f"{key}: not there to read: {unread}; only “{words}”"))
            if self._opened_at_once < 2:
                self.broken.append(Broken("asked", f"{key}: to choose between {here} and {there}, both hers"))
            mine = self._random.random() < 0.5
            # In whatever part of the visit it stands, and whichever part is open.
            box.query_selector_all("button")[0 if mine else 1].evaluate("button => button.click()")
            self.conflicts += 1
            for place, value in (here if mine else there).items():
                self.oracle.did(place, value, tab=tab.number, typed=False)

    def read_when_shown(self, tab: Tab, kept: dict[Place, str]) -> dict[Place, str]:
        """What stands on the page once it shows what the database has, or has had the time to."""
        deadline = time.monotonic() + SHOWS_WITHIN
        while (found := self.read(tab)) != {place: kept.get(place, "") for place in found}:
            if time.monotonic() > deadline:
                break
            time.sleep(LOOKS_EVERY)
        return found

    def read(self, tab: Tab) -> dict[Place, str]:
        return {(key, name): value for key, name, value in tab.page.evaluate(READ)}
