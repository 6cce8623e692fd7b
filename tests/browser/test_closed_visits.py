"""Visits that did not take place, and visits that are amended or withdrawn."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from gcp_tracker.models import Child, Visit
from gcp_tracker.rules.vocabulary import VisitOutcome, VisitState
from tests.browser.conftest import OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import state_of, values_of
from tests.browser.pages import GradePage, MyChildrenPage, VisitPage
from tests.browser.site import Site
from tests.builders import signed_visit
from tests.cast import TODAY

EVIDENCE = "Nothing in the fridge but milk."


@pytest.fixture
def signed(site: Site) -> UUID:
    """Amira's signed visit to Leo, one item graded 4."""
    with site.writing_as(site.cast.amira) as uow:
        leo = uow.session.get_one(Child, site.cast.leo.id)
        return signed_visit(uow, leo, TODAY, {"nutrition_quantity": 4, "nutrition_quality": 2}).id


@pytest.mark.parametrize("outcome", [VisitOutcome.NO_ACCESS, VisitOutcome.CANCELLED_BY_FAMILY, VisitOutcome.DECLINED])
def test_a_visit_that_did_not_take_place_is_kept_as_a_visit(site: Site, tablet: Page, outcome: VisitOutcome) -> None:
    before = MyChildrenPage.open(tablet).start_visit("Leo").choose(outcome.words)
    before.say_what_happened("Knocked twice; the curtains moved.").keep_missed()
    expect(tablet.locator("main")).to_contain_text("Knocked twice; the curtains moved.")
    visit = site.ask(lambda session: session.scalars(select(Visit)).one())
    assert (visit.outcome, visit.state, visit.child_seen) == (outcome, VisitState.SIGNED, False)


def test_a_missed_visit_without_a_word_on_what_happened_keeps_what_was_chosen(site: Site, tablet: Page) -> None:
    before = MyChildrenPage.open(tablet).start_visit("Leo").choose(VisitOutcome.NO_ACCESS.words)
    before.hand.tap(tablet.get_by_role("button", name="Start grading"))
    expect(tablet.get_by_role("alert")).to_contain_text("Say in a few words what happened")
    expect(tablet.get_by_label(VisitOutcome.NO_ACCESS.words)).to_be_checked()
    assert site.ask(lambda session: session.scalars(select(Visit)).all()) == []


def test_an_amendment_is_a_new_version_with_its_reason(site: Site, tablet: Page, signed: UUID) -> None:
    grading = VisitPage.open(tablet, signed).amend("Mum rang: there was a delivery.").ready()
    assert grading.visit_id != signed
    assert state_of(site, signed) is VisitState.SIGNED, "the signed one stands until the new one is signed"
    expect(grading.radio("nutrition_quality", 2)).to_be_checked()
    grading.grade("nutrition_quantity", 3)
    amended = grading.visit_id
    grading.open_tab("day").go_to_signing().sign()

    assert state_of(site, signed) is VisitState.REPLACED
    assert values_of(site, signed)["nutrition_quantity"] == 4
    assert values_of(site, amended) == {"nutrition_quantity": 3, "nutrition_quality": 2}
    VisitPage.open(tablet, amended)
    expect(tablet.locator("main")).to_contain_text("version 2: Mum rang: there was a delivery.")
    tablet.get_by_role("link", name="Version 1").tap()
    expect(tablet.locator("main")).to_contain_text("Replaced")


def test_an_amendment_needs_a_reason(site: Site, tablet: Page, signed: UUID) -> None:
    tablet.goto(f"/visits/{signed}/amend")
    tablet.get_by_role("button", name="Start the new version").tap()
    expect(tablet.get_by_role("alert")).to_contain_text("Say why")
    assert len(site.ask(lambda session: session.scalars(select(Visit)).all())) == 1


def test_a_visit_under_the_wrong_child_is_withdrawn_and_offered_to_the_right_one(
    site: Site, open_page: OpenPage, tablet: Page, signed: UUID
) -> None:
    VisitPage.open(tablet, signed).withdraw("Written under Leo; it was Ruby.", right_child="Ruby Marsh")
    tablet.wait_for_url("**/grade*")
    offered = GradePage(tablet).ready()
    expect(tablet.locator("h1")).to_have_text("Ruby, 3")
    assert state_of(site, signed) is VisitState.WITHDRAWN
    assert state_of(site, offered.visit_id) is VisitState.DRAFT
    assert values_of(site, offered.visit_id) == {"nutrition_quantity": 4, "nutrition_quality": 2}

    VisitPage.open(tablet, signed)
    expect(tablet.locator("main")).to_contain_text("Withdrawn")
    tablet.goto(f"/children/{site.cast.leo.id}")
    expect(tablet.locator("main")).not_to_contain_text(EVIDENCE)
    expect(tablet.locator(".care-chart")).to_have_count(0)


def test_a_draft_is_put_aside_with_a_reason_and_leaves_the_list(site: Site, tablet: Page) -> None:
    grading = MyChildrenPage.open(tablet).start_visit("Leo").start_grading().ready().grade("nutrition_quality", 2)
    visit_id = grading.visit_id
    eventually(tablet, lambda: values_of(site, visit_id), {"nutrition_quality": 2})
    grading.open_tab("day").hand.tap(tablet.get_by_role("link", name="Put this visit aside"))
    grading.hand.type("Opened twice by mistake.", tablet.get_by_label("Why?"))
    grading.hand.tap(tablet.get_by_role("button", name="Put it aside"))
    tablet.wait_for_url("**/children/*")
    assert state_of(site, visit_id) is VisitState.DISCARDED
    expect(MyChildrenPage.open(tablet).row("Leo").get_by_role("link", name="Go on with the visit")).to_have_count(0)
