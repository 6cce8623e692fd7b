"""Brothers and sisters visited together, and a child with two homes, as a worker goes through them on a tablet."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from gcp_tracker.models import Child, Grade, Visit
from gcp_tracker.rules.vocabulary import VisitState
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.grade_page import GradePage
from tests.browser.pages import BeforeVisitPage, ChildPage, MyChildrenPage
from tests.browser.site import Site
from tests.browser.watching import Complaints

HOME = "housing_repair"
SEEN = "The bedroom window does not shut, and the sill is wet."


def begin_with_ruby(page: Page) -> GradePage:
    before = MyChildrenPage.open(page).start_visit("Leo")
    return before.choose("Ruby, 3", "Ruby alone").start_grading().ready()


def to_tab(grading: GradePage, name: str) -> GradePage:
    grading.hand.tap(grading.page.locator(".sibling-tabs a", has_text=name))
    expect(grading.page.locator("h1")).to_contain_text(f"{name}, ")
    return GradePage(grading.page, grading.hand).ready()


def states_of(site: Site) -> dict[str, VisitState]:
    query = select(Child.given_name, Visit.state).join(Child, Child.id == Visit.child_id)
    return {name: state for name, state in site.ask(lambda session: session.execute(query).all())}


def kept_for(site: Site, name: str) -> dict[str, tuple[int | None, str]]:
    query = (
        select(Grade.item_key, Grade.value, Grade.evidence)
        .join(Visit, Visit.id == Grade.visit_id)
        .join(Child, Child.id == Visit.child_id)
        .where(Child.given_name == name)
    )
    return {key: (value, words) for key, value, words in site.ask(lambda session: session.execute(query).all())}


def test_two_siblings_are_visited_evidence_is_looked_at_one_is_signed_and_the_other_stays_a_draft(
    site: Site, tablet: Page
) -> None:
    leo = begin_with_ruby(tablet)
    expect(tablet.locator(".sibling-tabs a")).to_have_text(
        [re.compile(r"Leo\s+0 of 33"), re.compile(r"Ruby\s+0 of 32")]
    )
    assert violations(tablet) == []
    leo.grade(HOME, 4).write_evidence(HOME, SEEN)
    expect(tablet.locator(".sibling-tabs [aria-current]")).to_contain_text("1 of 33")

    # Typed a moment before: the tab sends it first.
    ruby = to_tab(leo, "Ruby")
    assert kept_for(site, "Leo") == {HOME: (4, SEEN)}
    expect(tablet.locator(".sibling-tabs a", has_text="Leo")).to_contain_text("1 of 33")
    card = ruby.card(HOME)
    expect(card.locator("input:checked")).to_have_count(0)
    ruby.hand.tap(card.locator(".evidence > summary"))
    same = card.locator(".same-room")
    ruby.hand.tap(same.locator("summary"))
    expect(same).to_contain_text(SEEN)
    assert violations(tablet) == []
    ruby.hand.tap(same.get_by_role("button", name="Use these words"))
    expect(card.locator(f'[name="evidence-{HOME}"]')).to_have_value(SEEN)
    expect(card.locator("input:checked")).to_have_count(0)
    expect(same.get_by_role("button", name="Use these words")).to_be_hidden()
    expect(ruby.saved_line).to_contain_text("Received")
    ruby.grade(HOME, 3)

    leo = to_tab(ruby, "Leo")
    assert kept_for(site, "Ruby")[HOME] == (3, SEEN)
    signing = leo.open_tab("day").go_to_signing()
    expect(tablet.locator("main")).to_contain_text("Also of this visit and not signed yet: Ruby (1 of 32)")
    signed = signing.sign()
    expect(signed.just_signed).to_contain_text("Ruby was visited too, and is not signed yet.")
    assert states_of(site) == {"Leo": VisitState.SIGNED, "Ruby": VisitState.DRAFT}

    MyChildrenPage.open(tablet)
    tablet.get_by_role("link", name=re.compile("Go on with Ruby’s visit")).click()
    expect(tablet.locator(".sibling-tabs a", has_text="Leo")).to_contain_text("✓ signed")


def test_without_signal_the_tab_is_not_left_and_nothing_is_lost(
    site: Site, tablet: Page, complaints: Complaints
) -> None:
    complaints.expect("net::ERR_INTERNET_DISCONNECTED")
    leo = begin_with_ruby(tablet)
    tablet.context.set_offline(True)
    leo.grade(HOME, 4).write_evidence(HOME, SEEN)
    leo.hand.tap(tablet.locator(".sibling-tabs a", has_text="Ruby"))
    expect(leo.notice).to_contain_text("Ruby cannot be opened now. What you wrote here stays.")
    expect(tablet.locator("h1")).to_contain_text("Leo, ")
    tablet.context.set_offline(False)
    expect(leo.saved_line).to_contain_text("Received")
    to_tab(leo, "Ruby")
    assert kept_for(site, "Leo") == {HOME: (4, SEEN)}


def test_without_javascript_the_tabs_are_links_and_the_words_can_be_read(site: Site, open_page: OpenPage) -> None:
    page = open_page(site, site.cast.amira, PHONE, java_script_enabled=False)
    page.goto(f"/children/{site.cast.leo.id}/visits/new")
    page.locator(".with-sibling > .chip").tap()
    page.get_by_role("button", name="Start grading").tap()
    page.locator(f"label:has(input[name='answer-{HOME}'][value='3'])").tap()
    page.locator(f"#item-{HOME} .evidence > summary").tap()
    page.locator(f"[name='evidence-{HOME}']").fill(SEEN)
    page.get_by_role("button", name="Save", exact=True).tap()
    page.locator(".sibling-tabs a", has_text="Ruby").tap()
    expect(page.locator("h1")).to_contain_text("Ruby, ")
    page.locator("#sibling-words > summary").tap()
    page.locator("#sibling-words .same-room > summary").tap()
    expect(page.locator("#sibling-words blockquote")).to_contain_text(SEEN)
    expect(page.get_by_role("button", name="Use these words")).to_be_hidden()


def test_both_homes_of_a_child_are_graded_on_one_day_and_a_wrong_home_is_mended_first(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page(site, site.cast.ben)
    kai = site.cast.kai.id
    BeforeVisitPage.open(page, kai).choose("Mum’s house").start_grading().ready().grade(HOME, 2)
    second = BeforeVisitPage.open(page, kai)
    expect(page.locator(".panel-note")).to_contain_text("about Mum’s house")
    # By mistake the same home again.
    grading = second.choose("Mum’s house").start_grading().ready()
    grading.hand.tap(page.get_by_role("link", name="Change the visit’s details"))
    BeforeVisitPage(page, grading.hand).choose("Dad’s flat")
    grading.hand.tap(page.locator(".sticky-end button"))
    expect(page.locator(".visit-strip")).to_contain_text("Dad’s flat")
    dads = GradePage(page, grading.hand).ready().grade(HOME, 1)
    expect(dads.saved_line).to_contain_text("Received")
    dads.open_tab("day").go_to_signing().sign()
    expect(page.locator("main")).to_contain_text("Dad’s flat")
    page.goto("/my-children")
    mums = MyChildrenPage(page, grading.hand).go_on("Kai").ready()
    mums.open_tab("day").go_to_signing().sign()
    ChildPage.open(page, kai)
    expect(page.locator("main")).to_contain_text("Mum’s house")
    expect(page.locator("main")).to_contain_text("Dad’s flat")
