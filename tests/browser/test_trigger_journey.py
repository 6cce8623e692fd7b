"""A visit on a tablet makes a rule fire; the manager finds it on a list and answers it at a desk."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, TABLET, OpenPage
from tests.browser.pages import BeforeVisitPage
from tests.browser.site import Site

SAFETY = "presence_noticing"
TITLE = "A child is not kept safe"


def test_a_visit_on_a_tablet_fires_and_the_manager_answers(site: Site, open_page: OpenPage) -> None:
    leo = f"/children/{site.cast.leo.id}"
    page = open_page(site, site.cast.amira, TABLET)
    grading = BeforeVisitPage.open(page, site.cast.leo.id).start_grading().ready()
    grading.open_tab("safety")
    grading.grade(SAFETY, 5).write_evidence(SAFETY, "A pan of hot fat on the floor, and nobody looked round.")
    grading.answer_safe_tonight("Yes, safe tonight", "Chloe Adeyemi")
    signed = grading.open_tab("day").go_to_signing().sign()
    fired = signed.page.locator(".triggers-on-page")
    expect(fired).to_contain_text(TITLE)
    expect(fired).to_contain_text("Noticing danger")
    expect(fired.get_by_role("link", name="Answer")).to_have_count(0)
    assert violations(page) == []

    desk = open_page(site, site.cast.chloe, DESK)
    desk.goto("/my-team")
    desk.get_by_role("link", name="Trigger points to be answered").click()
    desk.wait_for_url("**/trigger-points")
    desk.get_by_role("link", name="Leo Marsh").click()
    desk.locator(".trigger--open").get_by_role("link", name="Answer").click()
    expect(desk.locator(".when-done")).to_be_hidden()
    desk.get_by_label("Yes", exact=True).check()
    desk.get_by_label("A strategy discussion").check()
    desk.get_by_label("Who did it?").fill("Chloe Adeyemi, manager")
    assert violations(desk) == []
    desk.get_by_role("button", name="Sign this answer").click()
    expect(desk.locator(".trigger__answer")).to_contain_text("a strategy discussion")
    expect(desk.locator(".trigger__answer")).to_contain_text("Answered by Chloe Adeyemi")
    desk.goto(leo)
    expect(desk.locator(".triggers-on-page")).to_have_count(0)
