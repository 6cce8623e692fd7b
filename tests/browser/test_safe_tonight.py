"""*Is the child safe tonight?* opens at once, stays until it is answered, and is on the manager's list at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from gcp_tracker.models import SafetyCheck
from gcp_tracker.rules.vocabulary import SafeTonight, VisitState
from tests.browser.conftest import DESK, OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import state_of
from tests.browser.pages import GradePage, MyChildrenPage
from tests.browser.site import Site
from tests.browser.watching import Complaints

ASKED = "Is Leo safe tonight?"


@pytest.fixture
def grading(site: Site, open_page: OpenPage) -> GradePage:
    """Amira’s visit to Leo, with a 5 just given to a Safety item."""
    grading = MyChildrenPage.open(open_page(site, site.cast.amira)).start_visit("Leo").start_grading().ready()
    expect(grading.safe_tonight).to_be_hidden()
    return grading.open_tab("safety").grade("presence_roads", 5)


def test_a_five_in_safety_opens_the_question_before_the_server_has_answered(site: Site, open_page: OpenPage) -> None:
    page = open_page(site, site.cast.amira)
    grading = MyChildrenPage.open(page).start_visit("Leo").start_grading().ready()
    held: list[Route] = []
    page.route("**/answers", lambda route: held.append(route))
    grading.open_tab("safety").grade("presence_roads", 5)
    expect(grading.safe_tonight).to_be_in_viewport()
    expect(grading.safe_tonight.locator("input[type=radio]").first).to_be_focused()
    for route in held:
        route.continue_()
    eventually(
        page, lambda: site.ask(lambda session: session.scalar(select(SafetyCheck.asked_by_items))), "presence_roads"
    )


def test_the_manager_sees_the_question_at_that_moment(site: Site, open_page: OpenPage, grading: GradePage) -> None:
    eventually(grading.page, lambda: site.ask(lambda session: len(session.scalars(select(SafetyCheck)).all())), 1)
    my_team = open_page(site, site.cast.chloe, DESK)
    my_team.goto("/my-team")
    alert = my_team.locator("li", has_text=ASKED).first
    expect(alert).to_contain_text("not answered")
    expect(alert).to_contain_text("Amira Khan")


def test_the_question_stays_through_a_reload_and_stops_the_signature(site: Site, grading: GradePage) -> None:
    grading.write_evidence("presence_roads", "Leo crossed the A road alone, twice.")
    eventually(grading.page, lambda: site.ask(lambda session: len(session.scalars(select(SafetyCheck)).all())), 1)
    visit_id = grading.visit_id
    grading.open_tab("day")
    expect(grading.safe_tonight).to_be_visible()
    grading.page.reload()
    expect(grading.ready().safe_tonight).to_be_visible()
    signing = grading.open_tab("day").go_to_signing()
    expect(signing.page.get_by_text("Not answered yet")).to_be_visible()
    signing.try_to_sign()
    expect(signing.page.get_by_role("alert")).to_contain_text("Answer “Is the child safe tonight?” before you sign")
    assert state_of(site, visit_id) is VisitState.DRAFT


def test_an_answer_needs_who_was_told_and_is_kept_with_the_visit(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    grading.write_evidence("presence_roads", "Leo crossed the A road alone, twice.")
    panel = grading.safe_tonight
    grading.hand.tap(panel.get_by_role("button", name="Save the answer"))
    expect(panel.locator("#safe-error")).to_be_visible()
    grading.answer_safe_tonight(SafeTonight.YES_WITH_STEPS.words, "Chloe Adeyemi, manager", "Gran sleeps at the flat.")
    expect(panel).to_have_attribute("data-state", "answered")
    grading.open_tab("day").go_to_signing().sign()

    expect(grading.page.locator(".just-signed")).to_contain_text("Safe tonight?")
    check = site.ask(lambda session: session.scalars(select(SafetyCheck)).one())
    assert (check.answer, check.who_was_told) == (SafeTonight.YES_WITH_STEPS, "Chloe Adeyemi, manager")
    assert check.what_was_agreed == "Gran sleeps at the flat."
    assert check.answered_by_id == site.cast.amira.id


def test_a_five_taken_back_takes_the_question_back(site: Site, grading: GradePage) -> None:
    expect(grading.safe_tonight).to_be_visible()
    grading.grade("presence_roads", 3)
    expect(grading.safe_tonight).to_be_hidden()
    eventually(grading.page, lambda: site.ask(lambda session: len(session.scalars(select(SafetyCheck)).all())), 0)
