"""What was typed or tapped without signal is on the tablet, locked, until it is received: whatever ends in between."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, Page, Request, Route, expect

from gcp_tracker.models import Visit
from gcp_tracker.rules.vocabulary import NoteKind
from gcp_tracker.visits.service import sign_visit
from tests.browser.conftest import CHROMIUM_FLAGS, DESK, OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import grades_of, notes_of, values_of
from tests.browser.pages import GradePage, MyChildrenPage
from tests.browser.site import Site
from tests.browser.tablet_store import FULL, NO_STORAGE, OPENS_LATE, bytes_on, records_on
from tests.browser.watching import Complaints

SAVED = "No signal. Saved on this tablet 15:30"
RECEIVED = "✓ Received 15:30"


@pytest.fixture
def grading(tablet: Page, complaints: Complaints) -> GradePage:
    complaints.expect("net::ERR")
    return MyChildrenPage.open(tablet).start_visit("Leo").start_grading().ready()


def lose_saves(page: Page) -> None:
    """The pages come, no save does: so that a page can be opened again while something waits."""
    page.context.route("**/answers", lambda route: route.abort())


def find_signal(page: Page) -> None:
    page.context.unroute("**/answers")


def write_without_signal(grading: GradePage) -> None:
    lose_saves(grading.page)
    grading.grade("nutrition_quantity", 4)
    grading.write_evidence("nutrition_quantity", "One tin in the cupboard.")
    grading.open_tab("day").write_note("evening", "Television until Mum sleeps.")
    expect(grading.saved_line).to_have_text(f"{SAVED}: 2 answers to send")


def is_all_received(site: Site, grading: GradePage) -> None:
    expect(grading.saved_line).to_have_text(RECEIVED)
    assert values_of(site, grading.visit_id) == {"nutrition_quantity": 4}
    assert grades_of(site, grading.visit_id)["nutrition_quantity"].evidence == "One tin in the cupboard."
    assert notes_of(site, grading.visit_id) == {NoteKind.EVENING: "Television until Mum sleeps."}
    eventually(grading.page, lambda: records_on(grading.page), [])


def test_a_reload_without_signal_loses_nothing(site: Site, grading: GradePage) -> None:
    write_without_signal(grading)
    grading.page.reload()
    grading.ready()
    expect(grading.radio("nutrition_quantity", 4)).to_be_checked()
    expect(grading.card("nutrition_quantity").locator("[name^=evidence]")).to_have_value("One tin in the cupboard.")
    expect(grading.page.locator("#note-evening")).to_have_value("Television until Mum sleeps.")
    assert grades_of(site, grading.visit_id) == {}
    find_signal(grading.page)
    is_all_received(site, grading)


def test_a_closed_tab_loses_nothing(site: Site, grading: GradePage) -> None:
    write_without_signal(grading)
    context, visit_id = grading.page.context, grading.visit_id
    grading.page.close()
    find_signal_page = context.new_page()
    context.unroute("**/answers")
    is_all_received(site, GradePage.open(find_signal_page, visit_id))


def test_storage_that_opens_late_is_used_when_it_comes(site: Site, grading: GradePage) -> None:
    write_without_signal(grading)
    context, visit_id, left = grading.page.context, grading.visit_id, len(records_on(grading.page))
    grading.page.close()
    page = context.new_page()
    page.add_init_script(f"({OPENS_LATE})()")
    again = GradePage.open(page, visit_id)
    again.grade("nutrition_quality", 2)
    expect(again.saved_line).to_have_text("No signal. 1 answer only on this page: keep it open")
    # What the other tab left behind is taken over then, and what was tapped here is kept beside it.
    expect(again.saved_line).to_have_text(f"{SAVED}: 3 answers to send", timeout=8_000)
    assert len(records_on(again.page)) == left + 1
    context.unroute("**/answers")
    again.page.evaluate("dispatchEvent(new Event('online'))")
    eventually(again.page, lambda: values_of(site, visit_id), {"nutrition_quantity": 4, "nutrition_quality": 2})


def test_text_left_in_the_middle_of_typing_is_kept_too(site: Site, grading: GradePage) -> None:
    lose_saves(grading.page)
    grading.open_tab("day")
    grading.page.locator("#note-evening").press_sequentially("Half a sent", delay=10)
    eventually(grading.page, lambda: len(records_on(grading.page)), 1)
    context, visit_id = grading.page.context, grading.visit_id
    # Before the 800 ms after the last key are over.
    grading.page.close()
    context.unroute("**/answers")
    again = GradePage.open(context.new_page(), visit_id)
    expect(again.saved_line).to_have_text(RECEIVED)
    assert notes_of(site, visit_id) == {NoteKind.EVENING: "Half a sent"}


def test_nothing_of_it_can_be_read_on_the_tablet(site: Site, grading: GradePage) -> None:
    write_without_signal(grading)
    everything = bytes_on(grading.page)
    for word in ("cupboard", "Television", "Leo", "Marsh", "Amira", "amira", "nutrition", "evening", "Enough food"):
        assert word not in everything, word
    for record in records_on(grading.page):
        assert set(record) - {"iv"} == {"operation", "visit", "person", "page", "order", "sealed"}


def test_an_operation_is_sent_again_under_its_first_number(site: Site, grading: GradePage) -> None:
    grading.page.context.route("**/answers", lambda route: (route.fetch(), route.abort()))
    grading.grade("nutrition_quality", 2)
    expect(grading.saved_line).to_have_text(f"{SAVED}: 1 answer to send")
    number = records_on(grading.page)[0]["operation"]
    sent: list[Request] = []
    grading.page.context.unroute("**/answers")
    grading.page.on("request", lambda request: sent.append(request) if request.url.endswith("/answers") else None)
    grading.page.reload()
    grading.ready()
    expect(grading.saved_line).to_have_text(RECEIVED)
    assert [one["operation"] for one in sent[0].post_data_json["answers"]] == [number]
    assert site.ask(lambda session: session.get_one(Visit, grading.visit_id).version) == 2


def test_two_tabs_keep_both_and_send_each_once(site: Site, grading: GradePage) -> None:
    lose_saves(grading.page)
    grading.grade("nutrition_quality", 2)
    expect(grading.saved_line).to_have_text(f"{SAVED}: 1 answer to send")
    other = GradePage.open(grading.page.context.new_page(), grading.visit_id)
    other.grade("housing_repair", 3)
    expect(other.saved_line).to_have_text(f"{SAVED}: 1 answer to send")
    assert len(records_on(other.page)) == 2
    # The first tab is closed: the other one takes over what it left.
    grading.page.close()
    expect(other.radio("nutrition_quality", 2)).to_be_checked()
    find_signal(other.page)
    expect(other.saved_line).to_have_text(RECEIVED)
    assert values_of(site, other.visit_id) == {"nutrition_quality": 2, "housing_repair": 3}
    assert site.ask(lambda session: session.get_one(Visit, other.visit_id).version) in (2, 3)


def test_of_two_closed_tabs_the_answer_that_never_arrived_is_asked_about(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    """Both tabs graded one item; the later grade was kept, and its receipt lost."""
    complaints.expect("status of 409")
    context, visit_id = grading.page.context, grading.visit_id
    other = GradePage.open(context.new_page(), visit_id)
    grading.page.route("**/answers", lambda route: route.abort())
    other.page.route("**/answers", lambda route: (route.fetch(), route.abort()))
    grading.grade("nutrition_quality", 3)
    expect(grading.saved_line).to_have_text(f"{SAVED}: 1 answer to send")
    other.grade("nutrition_quality", 2)
    eventually(other.page, lambda: values_of(site, visit_id), {"nutrition_quality": 2})
    for tab in (grading, other):
        tab.page.close(run_before_unload=False)
    again = GradePage.open(context.new_page(), visit_id)
    conflict = again.card("nutrition_quality").get_by_role("alert")
    expect(conflict).to_contain_text("3 ")
    expect(conflict).to_contain_text("2 ")
    again.hand.tap(conflict.get_by_role("button", name="Keep what is on this tablet"))
    expect(again.saved_line).to_have_text(RECEIVED)
    assert values_of(site, visit_id) == {"nutrition_quality": 3}


@pytest.mark.parametrize("trouble", [FULL, NO_STORAGE], ids=["full", "none"])
def test_without_room_on_the_tablet_it_says_so_and_goes_on_saving(
    site: Site, tablet: Page, complaints: Complaints, trouble: str
) -> None:
    complaints.expect("net::ERR")
    tablet.context.add_init_script(f"({trouble})()")
    grading = MyChildrenPage.open(tablet).start_visit("Leo").start_grading().ready()
    grading.grade("nutrition_quality", 2)
    expect(grading.saved_line).to_have_text(RECEIVED)
    lose_saves(tablet)
    grading.grade("nutrition_quantity", 3)
    expect(grading.saved_line).to_have_text("No signal. 1 answer only on this page: keep it open")
    find_signal(tablet)
    expect(grading.saved_line).to_have_text(RECEIVED)
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2, "nutrition_quantity": 3}


def test_a_wrong_clock_changes_no_time_that_is_shown(site: Site, tablet: Page, complaints: Complaints) -> None:
    complaints.expect("net::ERR")
    tablet.clock.install(time="2031-01-01T03:00:00")
    grading = MyChildrenPage.open(tablet).start_visit("Leo").start_grading().ready()
    lose_saves(tablet)
    grading.hand.tap(grading.tile("nutrition_quality", 2))
    expect(grading.saved_line).to_have_text(f"{SAVED}: 1 answer to send")


def test_a_conflict_left_open_is_asked_again_after_a_reload(
    site: Site, open_page: OpenPage, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("status of 409")
    other = GradePage.open(open_page(site, site.cast.amira, DESK), grading.visit_id)
    grading.open_tab("day").write_note("evening", "Bath, then a story.")
    expect(grading.saved_line).to_have_text(RECEIVED)
    other.open_tab("day").write_note("evening", "No bath.")
    conflict = other.page.locator("#conflict-evening")
    expect(conflict).to_contain_text("Received from another device at 15:30, by Amira Khan")
    other.write_note("evening", "No bath. Straight to bed.")
    expect(conflict).to_contain_text("No bath. Straight to bed.")
    other.page.reload()
    other.ready().open_tab("day")
    expect(conflict).to_contain_text("Bath, then a story.")
    expect(conflict).to_contain_text("No bath. Straight to bed.")
    assert notes_of(site, grading.visit_id) == {NoteKind.EVENING: "Bath, then a story."}
    other.hand.tap(conflict.get_by_role("button", name="Keep what is on this tablet"))
    expect(other.saved_line).to_have_text(RECEIVED)
    assert notes_of(site, grading.visit_id) == {NoteKind.EVENING: "No bath. Straight to bed."}
    other.page.reload()
    expect(other.page.locator("#note-evening")).to_have_value("No bath. Straight to bed.")
    expect(conflict).to_be_hidden()


def test_what_another_device_changed_is_never_overwritten_by_a_card_that_still_waits(
    site: Site, open_page: OpenPage, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("status of 409")
    lose_saves(grading.page)
    grading.grade("nutrition_quality", 2)
    expect(grading.saved_line).to_have_text(f"{SAVED}: 1 answer to send")
    other = GradePage.open(open_page(site, site.cast.amira, DESK), grading.visit_id)
    other.grade("nutrition_quality", 5).grade("housing_repair", 1)
    expect(other.saved_line).to_have_text(RECEIVED)
    find_signal(grading.page)
    conflict = grading.card("nutrition_quality").get_by_role("alert")
    expect(conflict).to_contain_text("5 not met")
    assert values_of(site, grading.visit_id)["nutrition_quality"] == 5


def test_signed_on_another_device_the_text_stays_and_can_be_copied(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    page = grading.page
    write_without_signal(grading)
    with site.writing_as(site.cast.amira) as uow:
        sign_visit(uow, uow.session.get_one(Visit, grading.visit_id))
    find_signal(page)
    expect(grading.saved_line).to_have_text("Not added to the visit. Saved on this tablet 15:30")
    grading.hand.tap(page.get_by_role("link", name="Read and copy what is still on this tablet"))
    left = page.locator(".still-here-visit")
    expect(left).to_contain_text("One tin in the cupboard.")
    expect(left).to_contain_text("Television until Mum sleeps.")
    expect(left).to_contain_text("The visit was signed meanwhile")
    expect(left.get_by_role("link", name="Amend the visit")).to_be_visible()
    left.get_by_role("button", name="Delete from this tablet").click()
    assert len(records_on(page)) == 2, "one slip deletes nothing"
    left.get_by_role("button", name="Delete it for good").click()
    eventually(page, lambda: records_on(page), [])
    expect(page.locator("#still-here")).to_contain_text("all that you wrote here has been received")


def test_whoever_lost_the_child_keeps_the_text_and_is_told_what_to_do(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    page = grading.page
    write_without_signal(grading)
    with site.writing_as(site.cast.chloe) as uow:
        child = uow.session.get_one(Visit, grading.visit_id).child
        child.allocations[0].to_on = uow.today
    find_signal(page)
    expect(grading.saved_line).to_contain_text("Saved on this tablet 15:30")
    page.goto("/on-this-tablet")
    left = page.locator(".still-here-visit")
    expect(left).to_contain_text("One tin in the cupboard.")
    expect(left).to_contain_text("You have no part in this visit any more")


def test_a_browser_that_is_killed_loses_nothing(
    site: Site, chromium: object, grading: GradePage, tmp_path: Path
) -> None:
    """A profile of its own, ended and started again."""
    playwright_type: BrowserType = grading.page.context.browser.browser_type  # type: ignore[union-attr]
    how = {"executable_path": shutil.which("chromium"), "args": CHROMIUM_FLAGS, "base_url": site.address}
    visit_id = grading.visit_id
    first = playwright_type.launch_persistent_context(tmp_path, **how)
    first.add_cookies([site.cookie_of(site.cast.amira)])
    first.route("**/answers", lambda route: route.abort())
    here = GradePage.open(first.pages[0], visit_id)
    here.grade("nutrition_quality", 2)
    expect(here.saved_line).to_have_text(f"{SAVED}: 1 answer to send")
    first.close()
    second = playwright_type.launch_persistent_context(tmp_path, **how)
    second.add_cookies([site.cookie_of(site.cast.amira)])
    again = GradePage.open(second.pages[0], visit_id)
    expect(again.radio("nutrition_quality", 2)).to_be_checked()
    expect(again.saved_line).to_have_text(RECEIVED)
    assert values_of(site, visit_id) == {"nutrition_quality": 2}
    second.close()


def test_a_page_of_the_release_before_is_still_understood(site: Site, grading: GradePage) -> None:
    def as_before(route: Route) -> None:
        body = route.request.post_data_json
        for one in body["answers"]:
            for name in ("operation", "base", "follows"):
                del one[name]
        route.continue_(post_data=body)

    grading.page.context.route("**/answers", as_before)
    grading.grade("nutrition_quality", 2).grade("housing_repair", 3)
    expect(grading.saved_line).to_have_text(RECEIVED)
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2, "housing_repair": 3}
