"""What a carer says beside what is seen, and an appointment in two taps: on a tablet, from the kitchen to the page."""

from __future__ import annotations

from playwright.sync_api import expect

from gcp_tracker.models import Child
from tests.browser.axe import violations
from tests.browser.conftest import TABLET, OpenPage
from tests.browser.grade_page import GradePage
from tests.browser.site import Site
from tests.builders import draft_visit
from tests.cast import TODAY

ITEM = "nutrition_quality"


def test_what_the_carer_says_stands_beside_the_grade_and_an_appointment_takes_two_taps(
    site: Site, open_page: OpenPage
) -> None:
    with site.writing_as(site.cast.amira) as uow:
        visit = draft_visit(uow, uow.session.get_one(Child, site.cast.leo.id), TODAY)
    page = open_page(site, site.cast.amira, TABLET)
    grading = GradePage.open(page, visit.id)
    grading.grade(ITEM, 4).write_evidence(ITEM, "The cupboard was empty.")
    card = grading.card(ITEM)
    grading.hand.type("There is always bread.", card.locator(f"[name=carer_words-{ITEM}]"))
    grading.hand.tap(card.locator("label.chip", has_text="Says something else"))
    expect(grading.saved_line).to_contain_text("Received")
    page.reload()
    grading.ready()
    expect(card.locator(f"[name=carer_words-{ITEM}]")).to_have_value("There is always bread.")
    expect(card.locator(f"[name=carer_view-{ITEM}][value=different]")).to_be_checked()
    page.goto(f"/visits/{visit.id}/before-signing")
    expect(page.locator("main")).to_contain_text("The carer says something else: There is always bread.")
    page.get_by_role("button", name="Sign this visit").click()

    page.goto(f"/children/{site.cast.leo.id}/engagement")
    expect(page.locator(".said-pair")).to_contain_text("The cupboard was empty.")
    page.get_by_role("link", name="Add an appointment").click()
    # The return key in a line of text answers for nobody.
    page.get_by_label("What for, or why not?").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("An appointment")
    page.locator("label.chip", has_text="Dentist").click()
    page.get_by_role("button", name="Missed").click()
    expect(page.locator("main")).to_contain_text("Leo was not brought to 1 of 1 health appointment")
    assert violations(page) == []
