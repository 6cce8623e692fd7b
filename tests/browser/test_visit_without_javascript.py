"""The whole visit in a browser that runs no script: forms and full pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from gcp_tracker.models import SafetyCheck
from gcp_tracker.rules.vocabulary import Answer, SafeTonight, VisitState
from tests.browser.conftest import TABLET, OpenPage
from tests.browser.grade_page import GradePage
from tests.browser.hand import Hand
from tests.browser.kept import grades_of, notes_of, state_of, values_of
from tests.browser.pages import BeforeSigningPage, BeforeVisitPage, SignInPage
from tests.browser.site import Site


class PlainGradePage(GradePage):
    """The same page as one long form with a Save button."""

    def choose(self, key: str, value: object) -> PlainGradePage:
        self.tile(key, value).tap()
        expect(self.radio(key, value)).to_be_checked()
        return self

    def write_evidence(self, key: str, words: str) -> PlainGradePage:
        """The box is folded away until it is asked for, or a saved grade needs it."""
        if not self.card(key).locator("[name^=evidence]").is_visible():
            self.card(key).locator("summary").tap()
        self.card(key).locator("[name^=evidence]").fill(words)
        return self

    def press(self, button: Locator) -> PlainGradePage:
        # Cards above it take their true height once they have been near the screen; then it stays where it is.
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)
        with self.page.expect_navigation():
            button.tap()
        return self

    def save(self) -> PlainGradePage:
        return self.press(self.page.get_by_role("button", name="Save", exact=True))

    def sign_next(self) -> BeforeSigningPage:
        self.press(self.page.get_by_role("button", name="Before signing"))
        return BeforeSigningPage(self.page, self.hand)


@pytest.fixture
def page(site: Site, open_page: OpenPage) -> Page:
    return open_page(site, site.cast.amira, TABLET, java_script_enabled=False)


@pytest.fixture
def grading(site: Site, page: Page) -> PlainGradePage:
    BeforeVisitPage.open(page, site.cast.leo.id).start_grading()
    return PlainGradePage(page, Hand(page))


def test_a_visit_from_sign_in_to_signed(site: Site, open_page: OpenPage) -> None:
    page = open_page(site, device=TABLET, java_script_enabled=False)
    SignInPage.open(page).sign_in(site.cast.amira).start_visit("Leo").start_grading()
    grading = PlainGradePage(page, Hand(page))
    visit_id = grading.visit_id
    for key in grading.item_keys():
        grading.choose(key, 2)
    grading.choose("nutrition_quantity", 4).write_evidence("nutrition_quantity", "One tin in the cupboard.")
    grading.write_note("morning", "Leo wakes himself.")
    grading.save()
    expect(page.locator("h1")).to_have_text("Leo, 6")
    expect(grading.radio("nutrition_quantity", 4)).to_be_checked()
    signing = grading.sign_next()
    assert signing.needs == []
    child_page = signing.sign()

    expect(child_page.just_signed).to_contain_text("is signed")
    assert state_of(site, visit_id) is VisitState.SIGNED
    kept = grades_of(site, visit_id)
    assert len(kept) == 33
    assert {key for key, grade in kept.items() if grade.value != 2} == {"nutrition_quantity"}
    assert list(notes_of(site, visit_id).values()) == ["Leo wakes himself."]


def test_a_four_without_evidence_is_named_before_signing_and_nothing_is_lost(
    site: Site, grading: PlainGradePage
) -> None:
    visit_id = grading.visit_id
    signing = grading.choose("nutrition_quality", 4).choose("online", 2).sign_next()
    assert signing.needs == ["Good food"]
    signing.try_to_sign()
    expect(grading.page.get_by_role("alert")).to_contain_text("1 grade needs what you saw or heard before you can sign")
    assert state_of(site, visit_id) is VisitState.DRAFT

    signing.page.get_by_role("link", name="Good food").first.tap()
    expect(grading.card("nutrition_quality").get_by_text("needed for this grade")).to_be_visible()
    grading.write_evidence("nutrition_quality", "Crisps for tea on three days.")
    signing = grading.sign_next()
    assert signing.needs == []
    signing.sign()
    assert values_of(site, visit_id) == {"nutrition_quality": 4, "online": 2}


def test_the_rest_of_a_sub_area_and_of_a_domain_is_marked_not_seen_in_one_press(
    site: Site, grading: PlainGradePage
) -> None:
    visit_id = grading.visit_id
    grading.choose("nutrition_quality", 1)
    grading.press(grading.page.locator('[data-mark="nutrition"]'))
    kept = grades_of(site, visit_id)
    assert kept.pop("nutrition_quality").value == 1
    assert len(kept) == 3
    grading.press(grading.page.locator('[data-mark="domain-safety"]'))
    kept = grades_of(site, visit_id)
    assert {key for key, grade in kept.items() if grade.answer is Answer.NOT_SEEN} == {
        "nutrition_quantity",
        "nutrition_preparation",
        "nutrition_mealtimes",
        *grading.items_of("safety"),
    }


def test_a_five_in_safety_asks_after_the_save_and_the_answer_is_a_form(site: Site, grading: PlainGradePage) -> None:
    visit_id = grading.visit_id
    grading.choose("presence_roads", 5).write_evidence("presence_roads", "Alone on the A road.").save()
    expect(grading.safe_tonight).to_be_visible()
    grading.press(grading.safe_tonight.get_by_role("button", name="Save the answer"))
    expect(grading.page.get_by_role("alert")).to_contain_text("Choose an answer")
    grading.answer_safe_tonight(SafeTonight.NO.words, "Chloe Adeyemi", "Leo stays with Gran.")
    grading.page.wait_for_url("**/grade*")
    grading.sign_next().sign()
    assert state_of(site, visit_id) is VisitState.SIGNED
    assert site.ask(lambda session: session.query(SafetyCheck).one().answer) is SafeTonight.NO


def test_a_form_sent_from_an_older_page_overwrites_nothing(
    site: Site, open_page: OpenPage, grading: PlainGradePage
) -> None:
    visit_id = grading.visit_id
    second = open_page(site, site.cast.amira, TABLET, java_script_enabled=False)
    second.goto(f"/visits/{visit_id}/grade")
    grading.choose("nutrition_quality", 2).save()
    PlainGradePage(second, Hand(second)).choose("nutrition_quality", 3).choose("online", 1).save()
    expect(second.get_by_role("alert")).to_contain_text("Another device changed Good food while this page was open")
    assert values_of(site, visit_id) == {"nutrition_quality": 2, "online": 1}
