"""Another instrument, 0 to 10 and higher is better, goes through every page that the first one does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import grades_of, values_of
from tests.browser.pages import ChildPage, MyChildrenPage
from tests.browser.site import Site

OTHER = "wellbeing-0-10"


@pytest.fixture
def site_of_the_other(site: Site) -> Iterator[Site]:
    ours = site.app.config["GCP_INSTRUMENT"]
    site.app.config["GCP_INSTRUMENT"] = OTHER
    yield site
    site.app.config["GCP_INSTRUMENT"] = ours


def test_the_second_instrument_is_graded_signed_profiled_and_shown(
    site_of_the_other: Site, open_page: OpenPage
) -> None:
    site = site_of_the_other
    page = open_page(site, site.cast.amira)
    grading = MyChildrenPage.open(page).start_visit("Leo").start_grading().ready()
    visit_id = grading.visit_id
    assert grading.domain_keys()[0] == "body"
    graded = {}
    for number, domain in enumerate(grading.domain_keys()):
        if number:
            grading.next_domain()
        for place, key in enumerate(grading.items_of(domain)):
            graded[key] = (10, 7, 2)[place % 3]
            grading.grade(key, graded[key])
            if graded[key] == 2:
                expect(grading.card(key).get_by_text("needed for this grade")).to_be_visible()
                grading.write_evidence(key, "Awake at two in the morning.")
    assert len(graded) >= 6
    eventually(page, lambda: values_of(site, visit_id), graded)
    signing = grading.go_to_signing()
    assert signing.needs == []
    well, worries = signing.group("What is going well"), signing.group("What is not going well")
    assert len(worries) == sum(value == 2 for value in graded.values())
    assert len(well) >= sum(value == 10 for value in graded.values())
    child_page = signing.sign()
    expect(child_page.just_signed).to_contain_text("is signed")
    check_the_other_pages(open_page, site, visit_id)


def test_its_zero_asks_whether_the_child_is_safe_tonight(site_of_the_other: Site, open_page: OpenPage) -> None:
    page = open_page(site_of_the_other, site_of_the_other.cast.amira)
    grading = MyChildrenPage.open(page).start_visit("Leo").start_grading().ready()
    key = grading.items_of("body")[0]
    grading.grade(key, 5)
    expect(grading.safe_tonight).to_be_hidden()
    grading.grade(key, 0)
    expect(grading.safe_tonight).to_be_visible()
    eventually(page, lambda: grades_of(site_of_the_other, grading.visit_id)[key].value, 0)


def check_the_other_pages(open_page: OpenPage, site: Site, visit_id: object) -> None:
    """Each answers, and names the domains of this instrument and none of the other."""
    page = open_page(site, site.cast.amira, DESK)
    leo = site.cast.leo.id
    for path in (f"/children/{leo}", f"/children/{leo}/charts", f"/visits/{visit_id}", "/my-children"):
        response = page.goto(path)
        assert response is not None
        assert response.status == 200, path
        expect(page.locator("main")).to_contain_text("Body and rest")
        expect(page.locator("main")).not_to_contain_text("Physical care")
    page.goto(f"/children/{leo}/profiles/new")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/profiles/*")
    expect(page.locator("main")).to_contain_text("Body and rest")
    page.get_by_role("button", name="Complete").first.click()
    expect(page.locator("main")).to_contain_text("Body and rest")
    ChildPage.open(page, leo)
    manager = open_page(site, site.cast.chloe, DESK)
    response = manager.goto("/my-team")
    assert response is not None
    assert response.status == 200
