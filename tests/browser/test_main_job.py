"""What it is all for: a return comes in, a visit to one of its children is graded, and its change is seen."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from gcp_tracker.models import Child, Role, Team, User
from gcp_tracker.rules.vocabulary import RoleName
from tests.browser.axe import violations
from tests.browser.conftest import DESK, TABLET, OpenPage
from tests.browser.grade_page import GradePage
from tests.browser.pages import ChildPage, MyChildrenPage, SignInPage
from tests.browser.site import Site
from tests.cast import TODAY

RETURN = Path(__file__).parents[1] / "data" / "cin-census-2022-fake-332-children.xml"
GRADES = ("nutrition_quality", "nutrition_quantity", "housing_repair")


def give_the_intake_team_its_manager(site: Site) -> None:
    """Ewa, from today on."""
    with site.writing_as(None) as uow:
        intake = uow.session.scalars(select(Team).where(Team.is_intake)).one()
        manager = uow.session.scalars(select(Role).where(Role.name == RoleName.MANAGER.value)).one()
        ewa = uow.session.get_one(User, site.cast.ewa.id)
        ewa.team, ewa.roles = intake, [manager]


def import_the_return(page: Page, site: Site) -> int:
    """As the data officer, by the upload page: looked over first, then imported. How many children came."""
    SignInPage.open(page).sign_in(site.cast.farid)
    expect(page.locator("h1")).to_have_text("Returns")
    page.locator("input[type=file]").set_input_files(RETURN)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("What would come of this return")
    assert violations(page) == []
    assert children_without_names(site) == []
    if page.locator("input[name=other_authority]").count():
        page.locator("input[name=other_authority]").check()
    page.get_by_role("button", name="Import this return").click()
    expect(page.locator("h1")).to_have_text("What came of the return")
    return len(children_without_names(site))


def children_without_names(site: Site) -> list[Child]:
    return site.ask(
        lambda session: list(
            session.scalars(select(Child).where(Child.given_name.is_(None) | (Child.given_name == "")))
        )
    )


def name_and_allocate(page: Page, site: Site, child: Child) -> None:
    """As the intake team's manager, from the list of who has no name yet."""
    SignInPage.open(page).sign_in(site.cast.ewa)
    page.goto("/my-team")
    search = page.get_by_role("search")
    search.get_by_label("Find a child").fill(str(child.la_child_id))
    page.get_by_role("link", name=re.compile("^Name ")).first.click()
    page.get_by_label("First name").fill("Isla")
    page.get_by_label("Last name").fill("Ngozi-O’Hara")
    page.get_by_label("she / her").check()
    page.locator("main [name=worker_id]").select_option(label="Ben Lowe, Riverside")
    page.get_by_role("button", name="Save the name").click()
    expect(page.locator("h1")).not_to_contain_text("Name")


def grade_a_visit(page: Page, on: date, value: int) -> ChildPage:
    before = MyChildrenPage.open(page).start_visit("Isla")
    page.get_by_label("Date").fill(on.isoformat())
    grading = before.start_grading().ready()
    expect(page.locator("h1")).to_contain_text("Isla, ")
    for key in GRADES:
        give(grading, key, value)
    return grading.open_tab("day").go_to_signing().sign()


def give(grading: GradePage, key: str, value: int) -> None:
    grading.grade(key, value)
    if "wants-evidence" in (grading.card(key).get_attribute("class") or ""):
        grading.write_evidence(key, f"Seen at the visit: {value}.")
    if "asks-change" in (grading.card(key).get_attribute("class") or ""):
        grading.say_what_changed(key, "Gran moved in.")


def test_a_child_comes_in_with_a_return_is_graded_twice_and_the_change_is_seen(site: Site, open_page: OpenPage) -> None:
    give_the_intake_team_its_manager(site)
    came = import_the_return(open_page(site, device=DESK), site)
    assert came > 300

    old_enough = [
        child
        for child in children_without_names(site)
        if child.born_on and TODAY - timedelta(days=365 * 10) < child.born_on < TODAY - timedelta(days=365 * 6)
    ]
    child = old_enough[0]
    name_and_allocate(open_page(site, device=DESK), site, child)

    page = open_page(site, site.cast.ben, TABLET)
    first = grade_a_visit(page, TODAY - timedelta(days=14), 4)
    expect(first.heading).to_have_text("How is life for Isla?")
    later = grade_a_visit(page, TODAY, 2)
    expect(later.just_signed).to_contain_text("better")
    moved = page.locator("main")
    expect(moved).to_contain_text("Good food")
    expect(moved).to_contain_text("was 4")
    expect(page.locator("main svg").first).to_be_visible()
