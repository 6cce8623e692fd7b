"""Fixtures: one Chromium for the run, a site on each database, and a device for each person of the cast."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from gcp_tracker.models import User
from tests.browser.site import Site, served_site
from tests.browser.watching import Complaints
from tests.postgres import create_database

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=SpareRendererForSitePerProcess",
]
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True, "is_mobile": True}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
PATIENCE = 10_000

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not here: make test installs it, or says how."
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sqlite_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served_site(tmp_path_factory.mktemp("browser")) as site:
        yield site


@pytest.fixture(scope="session")
def postgresql_site(tmp_path_factory: pytest.TempPathFactory, postgresql_url: str) -> Iterator[Site]:
    url = create_database(postgresql_url, "browser")
    with served_site(tmp_path_factory.mktemp("browser-postgresql"), url) as site:
        yield site


@pytest.fixture
def site(sqlite_site: Site) -> Site:
    """With the cast in its database and nothing else. SQLite, unless a test asks for `site_on_each_database`."""
    sqlite_site.start_anew()
    return sqlite_site


@pytest.fixture(params=["sqlite", "postgresql"])
def site_on_each_database(request: pytest.FixtureRequest) -> Site:
    site: Site = request.getfixturevalue(f"{request.param}_site")
    site.start_anew()
    return site


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Every journey ends with a look at what the browser complained of."""
    heard = Complaints()
    yield heard
    assert not heard.unexpected, heard.unexpected


@pytest.fixture
def open_page(chromium: Browser, complaints: Complaints) -> Iterator[OpenPage]:
    """`open_page(site, cast.amira, PHONE, java_script_enabled=False)`: a device of its own, with her signed in."""
    contexts = []

    def open_one(site: Site, user: User | None = None, device: dict[str, Any] = TABLET, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=site.address,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **device,
            **more,
        )
        contexts.append(context)
        complaints.listen_to(context)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            context.add_cookies([site.cookie_of(user)])
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def tablet(site: Site, open_page: OpenPage) -> Page:
    """Amira's, signed in."""
    return open_page(site, site.cast.amira, TABLET)
