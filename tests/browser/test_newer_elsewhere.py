"""What another tab or device saves while this one is open: shown, asked about as it now stands, and never missed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from gcp_tracker.rules.vocabulary import NoteKind
from tests.browser.conftest import DESK, OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import grades_of, notes_of, values_of
from tests.browser.pages import GradePage, MyChildrenPage
from tests.browser.site import Site
from tests.browser.tablet_store import records_on
from tests.browser.watching import Complaints

RECEIVED = "✓ Received 15:30"
A_MOMENT = 300
AGAIN = "This was changed again meanwhile"
MINE, THEIRS = "Keep what is on this tablet", "Keep what was received"


@pytest.fixture
def grading(tablet: Page, complaints: Complaints) -> GradePage:
    complaints.expect("status of 409")
    complaints.expect("net::ERR")
    return MyChildrenPage.open(tablet).start_visit("Leo").start_grading().ready()


@pytest.fixture
def other(site: Site, open_page: OpenPage, grading: GradePage) -> GradePage:
    """Another device, where a bath is written about that the first has written about otherwise."""
    other = GradePage.open(open_page(site, site.cast.amira, DESK), grading.visit_id)
    write(grading, "Bath, then a story.")
    other.open_tab("day").write_note("evening", "No bath.")
    expect(question(other)).to_contain_text("Bath, then a story.")
    expect(question(other)).not_to_contain_text(AGAIN)
    return other


def write(grading: GradePage, words: str) -> None:
    grading.open_tab("day").write_note("evening", words)
    expect(grading.saved_line).not_to_have_text(RECEIVED)
    expect(grading.saved_line).to_have_text(RECEIVED)


def question(grading: GradePage) -> Locator:
    return grading.page.locator("#conflict-evening")


def look_no_more(grading: GradePage) -> None:
    """Saves leave this page, but it does not hear of others'."""

    def pass_saves(route: Route) -> None:
        sent = route.request.post_data_json
        route.continue_() if sent["answers"] or sent["notes"] else route.abort()

    grading.page.route("**/answers", pass_saves)


def test_an_open_question_shows_the_newest_by_itself_and_the_focus_stays(
    site: Site, grading: GradePage, other: GradePage
) -> None:
    mine = question(other).get_by_role("button", name=MINE)
    mine.focus()
    write(grading, "Bath, a story, and asleep by eight.")
    expect(question(other)).to_contain_text("asleep by eight.")
    expect(question(other)).to_contain_text(AGAIN)
    expect(question(other)).to_contain_text("No bath.")
    expect(mine).to_be_focused()
    other.hand.tap(mine)
    expect(other.saved_line).to_have_text(RECEIVED)
    expect(question(other)).to_be_hidden()
    assert notes_of(site, grading.visit_id) == {NoteKind.EVENING: "No bath."}


def test_a_save_of_another_card_brings_the_newest_too(site: Site, grading: GradePage, other: GradePage) -> None:
    look_no_more(other)
    write(grading, "Bath, a story, and asleep by eight.")
    other.open_tab("physical").grade("nutrition_quality", 2).open_tab("day")
    expect(question(other)).to_contain_text("asleep by eight.")
    expect(question(other)).to_contain_text(AGAIN)


def test_a_choice_that_something_newer_refuses_is_asked_again_in_its_place(
    site: Site, grading: GradePage, other: GradePage
) -> None:
    look_no_more(other)
    write(grading, "Bath, a story, and asleep by eight.")
    mine = question(other).get_by_role("button", name=MINE)
    other.hand.tap(mine)
    expect(question(other)).to_contain_text("asleep by eight.")
    expect(question(other)).to_contain_text(AGAIN)
    expect(mine).to_be_focused()
    assert notes_of(site, grading.visit_id) == {NoteKind.EVENING: "Bath, a story, and asleep by eight."}
    other.hand.tap(mine)
    expect(other.saved_line).to_have_text(RECEIVED)
    assert notes_of(site, grading.visit_id) == {NoteKind.EVENING: "No bath."}


def test_whoever_takes_what_was_received_sees_what_became_of_it_since(
    site: Site, grading: GradePage, other: GradePage
) -> None:
    look_no_more(other)
    write(grading, "Bath, a story, and asleep by eight.")
    other.page.unroute("**/answers")
    other.hand.tap(question(other).get_by_role("button", name=THEIRS))
    expect(other.page.locator("#note-evening")).to_have_value("Bath, a story, and asleep by eight.")
    expect(other.saved_line).to_have_text(RECEIVED)
    assert records_on(other.page) == []


def test_where_both_say_the_same_in_the_end_nobody_is_asked(site: Site, grading: GradePage, other: GradePage) -> None:
    write(grading, "No bath.")
    expect(question(other)).to_be_hidden()
    expect(other.saved_line).to_have_text(RECEIVED)
    eventually(other.page, lambda: records_on(other.page), [])


def test_nobody_is_asked_to_choose_between_the_same_words_with_a_grade_and_without(
    site: Site, open_page: OpenPage, grading: GradePage
) -> None:
    other = GradePage.open(open_page(site, site.cast.amira, DESK), grading.visit_id)
    look_no_more(other)
    for tab in (grading, other):
        tab.open_tab("physical").page.locator("#item-nutrition_quality .evidence summary").first.click()
    grading.write_evidence("nutrition_quality", "Soup on the stove.")
    eventually(grading.page, lambda: evidence_of(site, grading), "Soup on the stove.")
    at_once = """() => {
      const card = document.querySelector('.card[data-item="nutrition_quality"]');
      card.querySelector('[name="evidence-nutrition_quality"]').value = "Soup on the stove.";
      card.querySelector('input[value="2"]').click();
    }"""
    other.page.evaluate(at_once)
    expect(other.saved_line).to_have_text(RECEIVED)
    expect(other.page.locator(".card-conflict:visible")).to_have_count(0)
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2}
    assert evidence_of(site, grading) == "Soup on the stove."


def evidence_of(site: Site, grading: GradePage) -> str:
    kept = grades_of(site, grading.visit_id).get("nutrition_quality")
    return kept.evidence if kept else ""


def test_a_page_that_is_looked_at_again_shows_what_was_saved_elsewhere(
    site: Site, open_page: OpenPage, grading: GradePage
) -> None:
    other = GradePage.open(open_page(site, site.cast.amira, DESK), grading.visit_id)
    grading.grade("nutrition_quality", 2)
    eventually(grading.page, lambda: values_of(site, grading.visit_id), {"nutrition_quality": 2})
    other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.radio("nutrition_quality", 2)).to_be_checked()
    expect(other.notice).to_contain_text("1 answer came from there")


def test_a_page_made_before_a_save_that_was_under_way_shows_that_save(site: Site, grading: GradePage) -> None:
    page = grading.page
    made_before = page.context.request.get(page.url)
    saves: list[Route] = []
    pages: list[Route] = []
    heard: list[str] = []
    page.route("**/answers", lambda route: saves.append(route))
    grading.hand.tap(grading.tile("nutrition_quality", 2))
    eventually(page, lambda: len(saves), 1)
    page.route("**/grade", lambda route: pages.append(route))
    page.on("requestfinished", lambda request: heard.append(request.url))
    page.evaluate("() => void setTimeout(() => location.reload())")
    eventually(page, lambda: len(pages), 1)
    # The new page is on its way; the old one still hears that its save was received, and forgets it.
    saves[0].continue_()
    eventually(page, lambda: len(heard), 1)
    page.wait_for_timeout(A_MOMENT)
    page.unroute("**/answers")
    pages[0].fulfill(response=made_before)
    expect(grading.radio("nutrition_quality", 2)).to_be_checked()
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2}


def test_the_browser_is_asked_once_not_to_throw_away_what_waits(tablet: Page) -> None:
    tablet.add_init_script(
        "navigator.storage.persist = async () => { globalThis.asked = (globalThis.asked ?? 0) + 1; }"
    )
    grading = MyChildrenPage.open(tablet).start_visit("Leo").start_grading().ready()
    assert tablet.evaluate("globalThis.asked") is None
    for key in ("nutrition_quality", "nutrition_quantity"):
        grading.grade(key, 2)
        expect(grading.saved_line).to_have_text(RECEIVED)
    assert tablet.evaluate("globalThis.asked") == 1
