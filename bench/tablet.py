"""The grade page in Chromium, as on a tablet with a bad signal: bytes, first tap that works, tap to painted, blocks.

Every arrival is a new browser context: nothing cached, no service worker. The signal is DevTools' emulation (400 kbit/s
either way, 400 ms between a request and its answer), the processor is slowed four times.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

from bench.client import Client
from bench.place import PASSWORD, Place
from bench.server import BARE, HOST
from bench.table import Row, not_measured, verdict
from bench.wire import Wire, slow_down

OURS = "the grade page"
ARRIVALS = 3
TAP_EVERY = 60  # ms, until one works
GIVE_UP_AFTER = 15_000  # ms
BETWEEN_TAPS = 450  # ms: longer than the page's guard against one tap counted twice
SCROLLS = 4  # at most before a tap: a page may draw what is scrolled to only then, and push it out of sight
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# Event Timing gives, per tap, the longest of its events from the finger to the next paint, in steps of 8 ms.
WATCH = """() => {
  window.watched = { taps: {}, tasks: [], frames: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.interactionId) continue;
      watched.taps[entry.interactionId] = Math.max(watched.taps[entry.interactionId] ?? 0, entry.duration);
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: false });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => watched.tasks.push(entry.duration)))
    .observe({ type: "longtask" });
  addEventListener("pointerup", (event) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => watched.frames.push(performance.now() - event.timeStamp);
    after.port2.postMessage(0);
  }), true);
}"""

# Where a finger would land: the middle of what it aims at. What is out of sight is scrolled to first, and that is said.
# FIND stands for a function of Hands: the page's own policy lets it evaluate no strings.
POINT = """(named) => {
  const aim = (FIND)(...named);
  const middle = () => {
    const box = aim.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const isInSight = aim.contains(document.elementFromPoint(middle().x, middle().y));
  if (!isInSight) aim.scrollIntoView({ block: "center", behavior: "instant" });
  return { ...middle(), isInSight };
}"""
IN_PAGE = "(named) => Boolean((FIND)(...named)?.checkVisibility())"
IS_SO = "(named) => (FIND)(...named)"


@dataclass(frozen=True, slots=True)
class Hands:
    """How a page is worked, as JavaScript: where a card’s tile and evidence are, and whether it was taken as graded."""

    tile: str = """(card, value) =>
        document.querySelector(`.card[data-item="${card}"] input[value="${value}"]`)?.closest("label")"""
    evidence: str = """(card) => document.querySelector(`[name="evidence-${card}"]`)"""
    taken: str = """(card) => document.querySelector(`.card[data-item="${card}"]`).matches(".is-answered")"""
    next_part: str = """() => document.getElementById("foot-next")"""


@dataclass(slots=True)
class Walk:
    """All items graded once. `painted` are Event Timing's milliseconds of each tap that it lists."""

    painted: list[float]
    frames: list[float]
    tasks: list[float]
    wire: Wire
    taps: int
    out_of_sight: int

    @property
    def all_painted(self) -> list[float]:
        """Taps that Event Timing does not list took less than 16 ms; they count as that."""
        return self.painted + [16.0] * (len(self.frames) - len(self.painted))


@dataclass(frozen=True, slots=True)
class Target:
    """A page that is graded on: ours or the bare one."""

    name: str
    paths: list[str]
    save_path: str
    cards: list[str]
    cookies: dict[str, str]
    hands: Hands = Hands()


class Tablet:
    def __init__(self, browser: Browser, origin: str, target: Target) -> None:
        self.browser = browser
        self.origin = origin
        self.target = target
        self.paths = itertools.cycle(target.paths)

    @contextmanager
    def page(self) -> Iterator[tuple[Page, CDPSession, Wire]]:
        context = self.browser.new_context(
            viewport=ViewportSize(width=820, height=1180), has_touch=True, service_workers="block", locale="en-GB"
        )
        context.add_cookies(
            [{"name": name, "value": value, "url": self.origin} for name, value in self.target.cookies.items()]
        )
        page = context.new_page()
        session = context.new_cdp_session(page)
        wire = Wire(self.target.save_path)
        wire.listen(session)
        session.send("Network.enable")
        session.send("Page.enable")
        try:
            yield page, session, wire
        finally:
            context.close()

    def rehearse(self, path: str) -> list[dict[str, float]]:
        """Where the first card's first two tiles lie, on an unhurried look at this visit; nothing is tapped."""
        with self.page() as (page, _, _wire):
            page.goto(self.origin + path, wait_until="load")
            page.wait_for_timeout(300)
            return [point_of(page, self.target.hands.tile, self.target.cards[0], value) for value in ("1", "2")]

    def arrive(self) -> tuple[float | None, float, Wire]:
        """(seconds until a tap worked or None, seconds until the page had loaded, the wire).

        The first card's first two tiles are tapped in turn from the first moment on. The tap that works is the one
        whose save leaves; the time runs from the request for the page to that save.
        """
        path = next(self.paths)
        points = self.rehearse(path)
        with self.page() as (page, session, wire):
            slow_down(session)
            page.goto(self.origin + path, wait_until="commit", timeout=60_000)
            for point, _ in zip(itertools.cycle(points), range(GIVE_UP_AFTER // TAP_EVERY), strict=False):
                page.touchscreen.tap(point["x"], point["y"])
                page.wait_for_timeout(TAP_EVERY)
                if wire.saves:
                    break
            page.wait_for_load_state("load", timeout=60_000)
            page.wait_for_timeout(1500)
            answered = ask(page, IS_SO, self.target.hands.taken, self.target.cards[0])
            worked = wire.saves[0]["at"] - wire.started_at if wire.saves and answered else None
            return worked, (wire.loaded_at or 0.0) - wire.started_at, wire

    def grade_all(self, values: Sequence[str] = ("2", "1", "3", "4"), evidence: str = "") -> Walk:
        """Grade every item by touch with these values in turn; where a field asks for evidence, `evidence` is typed."""
        with self.page() as (page, session, wire):
            page.goto(self.origin + next(self.paths), wait_until="load")
            page.wait_for_timeout(1000)
            slow_down(session)
            page.wait_for_timeout(500)
            page.evaluate(WATCH)
            walk = Walk([], [], [], wire, 0, 0)
            hands = self.target.hands
            for card, value in zip(self.target.cards, itertools.cycle(values), strict=False):
                self.bring_up(page, card, walk)
                self.tap(page, walk, hands.tile, card, value)
                if evidence and value == "4":
                    self.tap(page, walk, hands.evidence, card)
                    page.keyboard.insert_text(evidence)
            page.wait_for_timeout(2500)
            if not all(ask(page, IS_SO, hands.taken, card) for card in self.target.cards):
                raise RuntimeError(f"{self.target.name}: not every tap was taken as a grade")
            seen = page.evaluate("() => watched")
            walk.painted, walk.frames, walk.tasks = list(seen["taps"].values()), seen["frames"], seen["tasks"]
            return walk

    def bring_up(self, page: Page, card: str, walk: Walk) -> None:
        """Go on to the next part of the visit when this one's cards are done."""
        hands = self.target.hands
        if not ask(page, IN_PAGE, hands.tile, card, "1") and ask(page, IN_PAGE, hands.next_part):
            self.tap(page, walk, hands.next_part)
            page.wait_for_timeout(BETWEEN_TAPS)

    def tap(self, page: Page, walk: Walk, find: str, *named: str) -> None:
        page.wait_for_timeout(BETWEEN_TAPS)
        point = point_of(page, find, *named)
        walk.out_of_sight += not point["isInSight"]
        for _ in range(SCROLLS):
            if point["isInSight"]:
                break
            page.wait_for_timeout(BETWEEN_TAPS)
            point = point_of(page, find, *named)
        page.touchscreen.tap(point["x"], point["y"])
        walk.taps += 1


def ask(page: Page, question: str, find: str, *named: str) -> Any:
    return page.evaluate(question.replace("FIND", find), list(named))


def point_of(page: Page, find: str, *named: str) -> dict[str, float]:
    found: dict[str, float] = ask(page, POINT, find, *named)
    return found


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def grade_page(place: Place, port: int, email: str, drafts: Sequence[str]) -> Target:
    """Our page with these drafts of this worker, in turn."""
    with Client(port) as worker:
        worker.sign_in(email, PASSWORD)
    paths = [f"/visits/{draft}/grade" for draft in drafts]
    return Target(OURS, paths, "/answers", place.items, worker.cookies)


def targets(place: Place, port: int) -> list[Target]:
    ours = grade_page(place, port, place.workers[10], place.tablet_drafts)
    return [ours, Target("a bare page of its kind", [f"{BARE}/tablet"], f"{BARE}/row", place.items, {})]


def tablet_rows(place: Place, port: int) -> list[Row]:
    program = chromium()
    if program is None:
        return [not_measured("the grade page in Chromium", "no Chromium here: make setup-browser")]
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            for target in targets(place, port):
                judged = target.name == OURS
                rows += [
                    row if judged else Row(f"  {row.what}", row.figure)
                    for row in page_rows(Tablet(browser, f"http://{HOST}:{port}", target), target.name)
                ]
        finally:
            browser.close()
    return rows


def page_rows(tablet: Tablet, name: str) -> list[Row]:
    arrivals = [tablet.arrive() for _ in range(ARRIVALS)]
    walk = tablet.grade_all()
    weight = max(arrived.page_bytes() for _, _, arrived in arrivals)
    count = max(len(arrived.requests) - len(arrived.saves) for _, _, arrived in arrivals)
    strays = sorted(
        {stray for each in [walk.wire, *(arrived for _, _, arrived in arrivals)] for stray in each.strays()}
    )
    worked = [seconds for seconds, _, _ in arrivals if seconds is not None]
    loaded = median(seconds for _, seconds, _ in arrivals)
    return [
        Row(
            f"{name}: over the wire",
            f"{weight / 1000:.1f} kB, {count} requests",
            "≤ 90 kB",
            "",
            verdict(weight, 90_000),
        ),
        Row(f"{name}: after it", ", ".join(strays) or "saves only", "saves only", "", "over" if strays else "ok"),
        first_tap_row(name, worked, loaded),
        painted_row(name, walk),
        Row(
            f"{name}: longest block in use",
            f"{max(walk.tasks):.0f} ms" if walk.tasks else "under 50 ms",
            "≤ 100 ms",
            "",
            verdict(max(walk.tasks, default=0), 100),
        ),
    ]


def first_tap_row(name: str, worked: list[float], loaded: float) -> Row:
    what = f"{name}: a tap works after"
    if len(worked) < ARRIVALS:
        return not_measured(what, f"{ARRIVALS - len(worked)} of {ARRIVALS} arrivals took no tap")
    figure = f"{median(worked):.2f} s ({min(worked):.2f}–{max(worked):.2f}); loaded {loaded:.2f} s"
    return Row(what, figure, "≤ 2.5 s", "", verdict(median(worked), 2.5))


def painted_row(name: str, walk: Walk) -> Row:
    painted = walk.all_painted
    middle, slowest = median(painted), quantiles(painted, n=20)[-1]
    figure = f"{middle:.0f} ms, 95% {slowest:.0f} ms ({len(painted)} taps; to the frame {median(walk.frames):.0f} ms)"
    ok = middle <= 60 and slowest <= 100
    return Row(f"{name}: tap to painted", figure, "≤ 60, 95% ≤ 100 ms", "", "ok" if ok else "over")
