"""A new office, from an empty database to the first graded visit, without a shell."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from gcp_tracker.accounts.first import let_first_in
from gcp_tracker.models import AuthoritySetting, Visit
from gcp_tracker.rules.vocabulary import VisitState
from tests.browser.axe import violations
from tests.browser.conftest import DESK, TABLET, OpenPage
from tests.browser.pages import BeforeVisitPage, MyChildrenPage
from tests.browser.site import Site, empty_the_database

PASSWORD = "seven grey geese land"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)


def begin(page: Page, site: Site) -> None:
    """At the address that the server says when nobody has an account."""
    page.goto(f"/first-administrator/{let_first_in(site.app)}")
    expect(page.locator("h1")).to_have_text("Begin")
    assert violations(page) == []
    fill(page, authority="Westmere Council", emergency_numbers="999", name="Hana Ito", email="hana@westmere.example")
    press(page, "Go on to your password")
    fill(page, password=PASSWORD)
    press(page, "Go on")
    expect(page.locator("h1")).to_have_text("People")


def make_team(page: Page, name: str) -> None:
    page.get_by_role("link", name="Teams and settings").click()
    page.get_by_role("link", name="Add a team").click()
    fill(page, name=name)
    press(page, "Save")
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def set_profiles_to_two_months(page: Page) -> None:
    page.get_by_role("link", name="Settings", exact=True).click()
    page.locator("#profile_every a").click()
    fill(page, value="61", reason="Agreed by the board before we began")
    press(page, "Set it")
    expect(page.locator("#profile_every")).to_contain_text("61 days")


def invite(page: Page, name: str, role: str) -> str:
    """The address of the one-time link, as it is shown once."""
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Invite a person").click()
    fill(page, name=name, email=f"{name.split()[0].lower()}@westmere.example", profession="social worker")
    page.get_by_label(role, exact=True).check()
    page.locator("main [name=team]").select_option(label="Riverbank (Westmere Council)")
    press(page, "Invite")
    return page.get_by_label("One-time link").input_value()


def come_in(page: Page, link: str) -> None:
    page.goto(link)
    fill(page, password=PASSWORD)
    press(page, "Go on")


def test_an_office_is_set_up_and_its_first_visit_is_graded_without_a_shell(site: Site, open_page: OpenPage) -> None:
    with site.app.app_context():
        empty_the_database(site.app)
    office = open_page(site, device=DESK)
    begin(office, site)
    make_team(office, "Riverbank")
    set_profiles_to_two_months(office)
    manager_link = invite(office, "Chidi Obi", "Manager")
    worker_link = invite(office, "Ava Lind", "Practitioner")

    come_in(open_page(site, device=DESK), manager_link)
    page = open_page(site, device=TABLET)
    come_in(page, worker_link)
    expect(page.locator("h1")).to_have_text("My children")
    page.get_by_role("link", name="Add a child").first.click()
    fill(page, given_name="Isla", family_name="Moss")
    for place, part in enumerate(("4", "5", "2019")):
        page.locator("main [name=born_on]").nth(place).fill(part)
    page.get_by_label("she / her").check()
    fill(page, carer_name="Tara Moss")
    press(page, "Add the child")
    expect(page.locator("h1")).to_contain_text("Moss")

    before: BeforeVisitPage = MyChildrenPage.open(page).start_visit("Isla")
    grade = before.start_grading().ready()
    child = grade.grade("nutrition_quality", 2).open_tab("day").go_to_signing().sign()
    expect(child.heading).to_have_text("How is life for Isla?")
    assert site.ask(lambda session: session.scalars(select(Visit.state)).all()) == [VisitState.SIGNED]
    assert site.ask(lambda session: session.scalars(select(AuthoritySetting.value)).all()) == [61]
