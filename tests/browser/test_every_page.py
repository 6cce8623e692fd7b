"""Every page of the application, as the person whom it is for: axe finds nothing, and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.addresses import Address, Lived, addresses
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE, TABLET
from tests.browser.events_in import Evented
from tests.browser.guarded_in import Kept
from tests.browser.hand import eventually
from tests.browser.lived_in import live_in
from tests.browser.paper import answer_who_for
from tests.browser.plans_in import Planned
from tests.browser.scrutiny_in import Scrutinised
from tests.browser.site import Site
from tests.browser.supervision_in import Supervised
from tests.browser.watching import Complaints

NARROWEST = 320
NOT_PAGES = {
    "static": "files",
    "accounts.session_now": "answers a script on the grade page",
    "security.static": "files",
    "imports.chronology_report_file": "asks as every way out does, and stands only behind an upload",
    "imports.report_file": "asks as every way out does, and stands only behind an upload",
    "visits.safe_tonight": "answers a form; the browser sees it only when the form is wrong",
    "accounts.first_administrator": "walked by the test of a new office, since it is open only before anybody is there",
    "accounts.forgotten": "there only with a mail server",
    "accounts.provider": "leads to the authority’s own sign-in",
    "accounts.provider_answer": "comes back from the authority’s own sign-in",
    "security.two_factor_token_validation": "walked by the tests of second factors, since it stands behind a password",
    "security.mf_recovery": "walked by the tests of second factors, since it stands behind a password",
    "security.tf_select": "the library’s, and not here",
    "security.two_factor_rescue": "the library’s, and not here",
    "security.wan_delete": "the library’s, and not here",
    "sight.open_on_duty": "walked by the test of the duty worker, since it stands only behind a search",
    "sight.break_glass": "the same",
    "meetings.feed": "for a calendar program, not a browser",
    "imports.chronology_report": "walked by the test of a chronology, since it stands only behind an upload",
    "imports.attendance_file": "walked by the test of attendance, since it stands only behind an upload",
    "admin.try_trigger_rules": "opened by tests/web/test_trigger_rules_page.py, since it stands only behind an upload",
    "imports.report": "walked by the test of the main job, since it stands only behind an upload",
}
SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > wide + 0.5 && one.checkVisibility({ visibilityProperty: true }))
    .slice(0, 5)
    .map(one => `${one.tagName}.${one.className} reaches ${Math.round(one.getBoundingClientRect().right)} px`);
}"""


@pytest.fixture(scope="module")
def place(sqlite_site: Site) -> tuple[Site, Lived]:
    sqlite_site.start_anew()
    return sqlite_site, live_in(sqlite_site)


@pytest.fixture(scope="module")
def tablets(chromium: Browser, place: tuple[Site, Lived]) -> Iterator[dict[str, BrowserContext]]:
    """One for each person, made when asked for."""
    site, _ = place

    class Tablets(dict[str, BrowserContext]):
        def __missing__(self, who: str) -> BrowserContext:
            self[who] = chromium.new_context(base_url=site.address, reduced_motion="reduce", **TABLET)
            self[who].set_default_timeout(PATIENCE)
            if who:
                self[who].add_cookies([site.cookie_of(getattr(site.cast, who))])
            return self[who]

    made = Tablets()
    yield made
    for context in made.values():
        context.close()


@pytest.fixture(scope="module")
def every_page(place: tuple[Site, Lived]) -> list[Address]:
    return addresses(place[1])


def test_no_page_is_left_out(place: tuple[Site, Lived], every_page: list[Address]) -> None:
    """A new route is added to lived_in.addresses, or to NOT_PAGES with why."""
    rules = place[0].app.url_map.iter_rules()
    routes = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert routes - NOT_PAGES.keys() == {address.endpoint for address in every_page}


# The list is known only once its site is lived in, so the tests go by place in it; this one is only counted and named.
PARTS = {"kept": Kept, "planned": Planned, "supervised": Supervised, "evented": Evented, "scrutinised": Scrutinised}
NOWHERE = Lived(
    **dict.fromkeys((one.name for one in fields(Lived)), 0)
    | {name: part(*[0] * len(fields(part))) for name, part in PARTS.items()}
)
PLACES = range(len(addresses(NOWHERE)))
NAMES = [address.name for address in addresses(NOWHERE)]


@pytest.mark.parametrize("number", PLACES, ids=NAMES)
def test_a_page_lets_everybody_in(
    number: int, every_page: list[Address], tablets: dict[str, BrowserContext], complaints: Complaints
) -> None:
    """axe at a tablet's width; then at 320 px, where nothing may need sideways scrolling."""
    address = every_page[number]
    page = tablets[address.who].new_page()
    complaints.listen_to_page(page)
    if address.path == "/no-such-page":
        complaints.expect("status of 404")
    try:
        response = page.goto(address.path, wait_until="load")
        assert response is not None
        assert response.status == (404 if address.path == "/no-such-page" else 200)
        assert violations(page) == []
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        eventually(page, lambda: page.evaluate(SIDEWAYS), [], within=2)
    finally:
        page.close()


@pytest.mark.parametrize("endpoint", ["record.paper", "plans.paper", "profiles.for_the_carer"])
def test_a_paper_lets_everybody_in(
    endpoint: str, every_page: list[Address], tablets: dict[str, BrowserContext], complaints: Complaints
) -> None:
    """The page before it asks who it is for."""
    address = next(address for address in every_page if address.endpoint == endpoint)
    page = tablets[address.who].new_page()
    complaints.listen_to_page(page)
    try:
        page.goto(address.path)
        answer_who_for(page)
        page.locator(".paper-copy").wait_for()
        assert violations(page) == []
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        eventually(page, lambda: page.evaluate(SIDEWAYS), [], within=2)
    finally:
        page.close()


@pytest.mark.parametrize("path", ["/sign-in", "/people/new", "/children/new"])
def test_a_page_that_says_what_is_wrong_lets_everybody_in(
    path: str, tablets: dict[str, BrowserContext], complaints: Complaints
) -> None:
    who = {"/sign-in": "", "/people/new": "grace", "/children/new": "amira"}[path]
    page = tablets[who].new_page()
    complaints.listen_to_page(page)
    try:
        page.goto(path)
        send(page)
        assert page.get_by_role("alert").count() == 1
        assert violations(page) == []
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        eventually(page, lambda: page.evaluate(SIDEWAYS), [], within=2)
    finally:
        page.close()


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").first.tap()
