"""Every screen at four sizes, with the demo's children: `python -m bench.screenshots [part of a name …]`.

A server of its own, started as `make run` starts it, in a folder that is removed at the end. The pictures go to
instance/screenshots/<screen>-<size>.png; print and what stands without JavaScript beside them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.demo_records import Records, find_records
from bench.server import HOST, free_port
from gcp_tracker import create_app
from gcp_tracker.demo.state import PASSWORD
from gcp_tracker.paths import PACKAGE

SIZES = {"820x1180": (820, 1180), "1180x820": (1180, 820), "390x844": (390, 844), "1440x900": (1440, 900)}
PAPER = (794, 1123)  # A4 at 96 dots to the inch
STARTS_WITHIN = 300.0
PLACE = PACKAGE.parent / "instance" / "screenshots"
RETURN = PACKAGE.parent / "tests" / "data" / "cin-census-2026-fake.xml"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]
CHARTS_FIT = """() => [...document.querySelectorAll(".js-plotly-plot")].every(
  plot => Math.abs(plot.querySelector(".main-svg").clientWidth - plot.clientWidth) < 2)"""
Steps = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """`before` brings the page into the state to be shown; `whole` is the full height, not only what fits."""

    name: str
    who: str
    path: str
    before: Steps | None = None
    whole: bool = True
    kinds: tuple[str, ...] = ("screen",)
    sizes: tuple[str, ...] = tuple(SIZES)


def tap_grade(key: str, value: int) -> Steps:
    def steps(page: Page) -> None:
        card = page.locator(f'.card[data-item="{key}"]')
        domain = card.evaluate("card => card.closest('.domain').id")
        page.locator(f'[data-tab="{domain}"]').click()
        if "is-folded" in (card.get_attribute("class") or ""):
            card.locator(".card-change").click()
        card.locator(f'label:has(input[name="answer-{key}"][value="{value}"])').click()
        page.locator('#saved-line[data-state="received"]').wait_for()

    return steps


def tap(selector: str) -> Steps:
    return lambda page: page.locator(selector).first.click()


def send_form(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").first.click()


def look_over_a_return(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(RETURN)
    send_form(page)


def plotly_has_drawn(page: Page) -> None:
    page.locator(".js-plotly-plot .main-svg").first.wait_for()


def screens(found: Records) -> list[Screen]:
    """In the order in which people meet them."""
    child, visit, draft, profile, family = found.child, found.visit, found.draft, found.profile, found.family
    on_paper = ("screen", "print")
    grade = f"/visits/{draft}/grade"
    shown = [
        Screen("sign-in", "", "/sign-in"),
        Screen("sign-in-error", "", "/sign-in", send_form),
        Screen("my-children", "priya", "/my-children"),
        Screen("my-children-second-worker", "tom", "/my-children"),
        Screen("before-visit", found.author, f"/children/{child}/visits/new"),
        Screen(
            "before-visit-missed",
            found.author,
            f"/children/{child}/visits/new",
            tap("label.chip:has([value=no_access])"),
        ),
        Screen("grade", found.draft_author, grade, whole=False, kinds=("screen", "plain")),
        Screen("grade-asks-for-evidence", found.draft_author, grade, tap_grade("nutrition_quantity", 4), whole=False),
        Screen("grade-safe-tonight", found.draft_author, grade, tap_grade("presence_roads", 5), whole=False),
        Screen("grade-the-day", found.draft_author, grade, tap('[data-tab="day"]')),
        Screen("grade-covered", found.draft_author, grade, tap("label.cover-on"), whole=False),
        Screen("before-signing", found.draft_author, f"/visits/{draft}/before-signing"),
        Screen("visit", found.author, f"/visits/{visit}", kinds=on_paper),
        Screen("visit-amend", found.author, f"/visits/{visit}/amend"),
        Screen("visit-withdraw", found.author, f"/visits/{visit}/withdraw"),
        Screen("child", found.author, f"/children/{child}", kinds=on_paper),
        Screen("child-just-signed", found.author, f"/children/{child}?visit={visit}"),
        Screen("child-charts", found.author, f"/children/{child}/charts", plotly_has_drawn),
        Screen("child-visits", found.author, f"/children/{child}/visits"),
        Screen("child-profiles", found.author, f"/children/{child}/profiles"),
        Screen("profile", found.author, f"/profiles/{profile}", kinds=on_paper),
        Screen("profile-sharing", found.author, f"/profiles/{profile}/sharing"),
        Screen("child-details", found.author, f"/children/{child}/details"),
        Screen("child-help", found.author, f"/children/{child}/help"),
        Screen("child-homes", found.author, f"/children/{child}/homes"),
        Screen("family", found.author, f"/families/{family}"),
        Screen("family-new-adult", found.author, f"/families/{family}/adults/new"),
        Screen("child-new", found.author, "/children/new"),
        Screen("child-new-error", found.author, "/children/new", send_form),
        Screen("my-team", "grace", "/my-team"),
        Screen("my-team-second-team", "dale", "/my-team"),
        Screen("child-workers", found.manager, f"/children/{child}/workers"),
        # Some 20,000 px: more than a picture can be high.
        Screen("statement", found.manager, f"/children/{child}/statement", whole=False),
        Screen("my-team-intake", "ines", "/my-team"),
        Screen("child-name", "ines", f"/children/{found.nameless}/name"),
        Screen("child-unnamed", "ines", f"/children/{found.nameless}"),
        Screen("returns", "samir", "/returns"),
        Screen("return-looked-over", "samir", "/returns", look_over_a_return),
        Screen("people", "joan", "/people"),
        Screen("people-new", "joan", "/people/new"),
        Screen("authority-settings", "joan", f"/authorities/{found.authority}/settings"),
        Screen("nothing-yet", "helen", "/"),
        Screen("no-such-page", "priya", "/no-such-page"),
    ]
    # Each child’s story differs; the page is the same, so one size tells what there is to see.
    tablet = ("820x1180",)
    return shown + [
        Screen(f"child-{name}", found.managers[name], f"/children/{key}", sizes=tablet)
        for name, key in found.children.items()
    ]


class Camera:
    """Takes a screen's pictures. Each person signs in once."""

    def __init__(self, browser: Browser, address: str, place: Path) -> None:
        self.browser = browser
        self.address = address
        self.place = place
        self.signed_in: dict[tuple[str, bool], BrowserContext] = {}
        self.taken: list[Path] = []

    def take(self, screen: Screen) -> None:
        for kind in screen.kinds:
            page = self._context(screen.who, scripts=kind != "plain").new_page()
            page.set_viewport_size({"width": 820, "height": 1180})
            page.goto(screen.path, wait_until="load")
            if screen.before and kind != "plain":
                screen.before(page)
            if kind == "print":
                self._on_paper(page, screen)
            else:
                name = screen.name if kind == "screen" else f"{screen.name}-without-javascript"
                self._at_sizes(page, name, screen, scripts=kind == "screen")
            page.close(run_before_unload=False)

    def _at_sizes(self, page: Page, name: str, screen: Screen, *, scripts: bool) -> None:
        for size in screen.sizes:
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            if screen.whole:
                # A screen as high as the page, so that what sticks to its foot does not lie across the middle.
                tall = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(height, tall)})
            if scripts:
                page.wait_for_function(CHARTS_FIT)
                # Two frames later, what a script draws anew for the size is there too.
                page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            self._keep(page, f"{name}-{size}.png")

    def _on_paper(self, page: Page, screen: Screen) -> None:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
        self._keep(page, f"{screen.name}-print.png", whole=True)
        page.pdf(path=self.place / f"{screen.name}-print.pdf", format="A4", print_background=True)
        self.taken.append(self.place / f"{screen.name}-print.pdf")

    def _keep(self, page: Page, name: str, *, whole: bool = False) -> None:
        page.screenshot(path=self.place / name, full_page=whole, animations="disabled")
        self.taken.append(self.place / name)

    def _context(self, who: str, *, scripts: bool) -> BrowserContext:
        if (who, scripts) not in self.signed_in:
            context = self.browser.new_context(
                base_url=self.address, locale="en-GB", reduced_motion="reduce", java_script_enabled=scripts
            )
            if who:
                self._sign_in(context, who)
            self.signed_in[who, scripts] = context
        return self.signed_in[who, scripts]

    def _sign_in(self, context: BrowserContext, who: str) -> None:
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(f"{who}@tarnbridge.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.close()


@contextmanager
def demo_server() -> Iterator[tuple[str, Flask]]:
    """The address of a demo that nobody else uses, and the same app in this process, for looking ids up."""
    folder = Path(tempfile.mkdtemp(prefix="gcp-screenshots-"))
    port = free_port()
    environment = {"GCP_TRACKER_MODE": "demo", "GCP_TRACKER_INSTANCE": str(folder), "GCP_TRACKER_PORT": str(port)}
    log = folder / "server.log"
    command = [sys.executable, "-m", "flask", "--app", "gcp_tracker", "serve"]
    with log.open("wb") as words:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=words, stderr=words)
    try:
        _wait_until_ready(process, port, log)
        yield f"http://{HOST}:{port}", create_app(environment)
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection(HOST, port, timeout=STARTS_WITHIN)
        try:
            connection.request("GET", "/sign-in")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"The demo did not start: {log.read_text(errors='replace')[-2000:].strip()}")


def main(wanted: list[str]) -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is not here: make setup-browser installs it, or says how.", file=sys.stderr)
        return 1
    if not wanted:
        shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True, exist_ok=True)
    with demo_server() as (address, app), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        camera = Camera(browser, address, PLACE)
        for screen in screens(find_records(app)):
            if not wanted or any(part in screen.name for part in wanted):
                camera.take(screen)
        browser.close()
    for path in camera.taken:
        print(path.relative_to(PACKAGE.parent))
    print(f"{len(camera.taken)} pictures.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
