"""The page that looks closer: Plotly draws under the security policy, and without it the plain charts stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from gcp_tracker.models import Child
from tests.browser.conftest import DESK, OpenPage
from tests.browser.hand import eventually
from tests.browser.site import Site
from tests.builders import all_grades, signed_visit
from tests.cast import TODAY

SIZES = """() => [...document.querySelectorAll('.js-plotly-plot .main-svg')]
  .map(svg => Math.round(svg.getBoundingClientRect().right))"""


@pytest.fixture
def address(site: Site) -> str:
    """Leo’s charts, with three visits in them."""
    with site.writing_as(site.cast.amira) as uow:
        leo = uow.session.get_one(Child, site.cast.leo.id)
        for weeks, value in ((20, 4), (12, 3), (2, 2)):
            on = TODAY - timedelta(weeks=weeks)
            signed_visit(uow, leo, on, all_grades(leo, on, value))
    return f"/children/{site.cast.leo.id}/charts"


def test_plotly_draws_every_domain_and_nothing_is_stopped(site: Site, open_page: OpenPage, address: str) -> None:
    page = open_page(site, site.cast.amira, DESK)
    page.goto(address)
    drawn = page.locator(".js-plotly-plot")
    expect(drawn).to_have_count(4)
    for chart in drawn.all():
        expect(chart.locator(".scatterlayer .point:visible")).not_to_have_count(0)
    expect(page.locator(".big-chart__plain svg").first).to_be_hidden()


def test_the_charts_fit_when_the_tablet_is_turned(site: Site, open_page: OpenPage, address: str) -> None:
    page = open_page(site, site.cast.amira, {"viewport": {"width": 1180, "height": 820}})
    page.goto(address)
    expect(page.locator(".js-plotly-plot")).to_have_count(4)
    page.set_viewport_size({"width": 820, "height": 1180})
    eventually(page, lambda: all(right <= 820 for right in page.evaluate(SIZES)), True, within=3)


def test_a_chart_is_saved_as_a_picture(site: Site, open_page: OpenPage, address: str) -> None:
    page = open_page(site, site.cast.amira, DESK)
    page.goto(address)
    button = page.get_by_role("button", name="Save as a picture (PNG)").first
    with page.expect_download() as download:
        button.click()
    with open(download.value.path(), "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"


def test_without_scripts_the_plain_charts_and_the_tables_stand(site: Site, open_page: OpenPage, address: str) -> None:
    page = open_page(site, site.cast.amira, DESK, java_script_enabled=False)
    page.goto(address)
    expect(page.locator(".big-chart__plain")).to_have_count(4)
    expect(page.locator(".big-chart__plain svg").first).to_be_visible()
    expect(page.locator("table").first).to_be_attached()


def test_a_tapped_dot_on_the_childs_page_opens_its_visit(site: Site, open_page: OpenPage, address: str) -> None:
    page = open_page(site, site.cast.amira)
    page.goto(address.removesuffix("/charts"))
    dot = page.locator("main svg a").first
    expect(dot).to_be_visible()
    dot.tap()
    page.wait_for_url("**/visits/*")
    expect(page.locator("h1")).to_contain_text("Visit to Leo")
