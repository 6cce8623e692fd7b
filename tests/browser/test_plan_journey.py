"""A plan from its first sentence to how it stands: written on a tablet, agreed, looked at first at a visit, judged."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from gcp_tracker.models import Child
from tests.browser.axe import violations
from tests.browser.conftest import DESK, TABLET, OpenPage
from tests.browser.grade_page import GradePage
from tests.browser.pages import BeforeVisitPage
from tests.browser.site import Site
from tests.builders import noon_of, signed_visit
from tests.cast import TODAY

ITEM = "nutrition_preparation"
OUTCOME = "There is a cooked meal for Leo every evening"


def write_the_plan(page: Page, child_id: object) -> None:
    page.goto(f"/children/{child_id}/plan")
    page.get_by_role("link", name="Write a plan").click()
    expect(page.get_by_label("Child protection plan")).to_be_checked()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Add the first outcome").click()
    page.get_by_label("What must be different in Leo’s life?").fill(OUTCOME)
    page.locator("[name=item_1]").select_option(ITEM)
    page.locator("[name=aim_1]").select_option("2")
    page.get_by_role("button", name="Save this outcome").click()
    expect(page.locator("main")).to_contain_text("does not say how we will know")
    expect(page.locator("main")).to_contain_text("from 4 to 2 at once")
    expect(page.locator("main")).to_contain_text("It can be agreed once it says what is marked above as needed")
    assert violations(page) == []
    page.get_by_role("link", name="Change this outcome").click()
    page.get_by_label("How will we know?").fill("He tells school what he had.")
    page.get_by_label("What happens if not?").fill("The conference is called again within ten days.")
    page.get_by_role("button", name="Save this outcome").click()
    page.get_by_role("link", name="Add who does what").click()
    page.get_by_label("What is to be done?").fill("Cooks for two days on Sundays")
    page.get_by_label("Tara Marsh").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Leo’s manager agrees to it")


def test_a_plan_is_written_on_a_tablet_agreed_graded_first_and_judged_at_the_signing(
    site: Site, open_page: OpenPage
) -> None:
    leo_id = site.cast.leo.id
    # As time went by: the services take the day of their clock, and a browser cannot wait for months.
    for days in (250, 240):
        with site.writing_as(site.cast.amira, noon_of(TODAY - timedelta(days=days))) as uow:
            signed_visit(uow, uow.session.get_one(Child, leo_id), TODAY - timedelta(days=days), {ITEM: 4})
    page = open_page(site, site.cast.amira, TABLET)
    write_the_plan(page, leo_id)
    address = page.url.split("#")[0]
    desk = open_page(site, site.cast.chloe, DESK)
    desk.goto(address)
    desk.get_by_role("button", name="Agree to this plan, as Chloe Adeyemi").click()
    expect(desk.locator("h1")).to_have_text("What must change for Leo")
    expect(desk.locator(".plan-outcome__state")).to_contain_text("Not enough to tell")

    grading = BeforeVisitPage.open(page, leo_id).start_grading().ready()
    expect(page.locator("#plan")).to_be_visible()
    expect(page.locator("#plan")).to_contain_text(OUTCOME)
    assert grading.items_of("plan") == [ITEM]
    assert ITEM not in grading.items_of("physical")
    sees_no_number_of_the_plan(page)
    grading.grade(ITEM, 5).write_evidence(ITEM, "The cooker had been sold.")
    grading.answer_safe_tonight("Yes, safe tonight", "Chloe Adeyemi")
    signed = grading.open_tab("day").go_to_signing().sign()
    expect(signed.page.locator(".plan-on-page")).to_contain_text(OUTCOME)
    expect(signed.page.locator(".plan-on-page")).to_contain_text("Worse")
    page.goto(f"/children/{leo_id}/plan")
    expect(page.locator("main")).to_contain_text("Making meals newly at 5 on 16 November 2026")
    assert violations(page) == []
    page.locator(".plan-step[value=done]").click()
    expect(page.locator(".plan-action__state")).to_contain_text("Done 16 November 2026, Amira Khan")


def sees_no_number_of_the_plan(page: Page) -> None:
    """Neither the grade aimed at nor the last one, before this one is given."""
    card = GradePage(page).card(ITEM)
    expect(card.locator(".card-earlier")).to_have_text("")
    heading = page.locator("#plan .area-head").inner_text()
    assert not any(sign.isdigit() for sign in heading)
