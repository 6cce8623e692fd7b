"""Nothing tapped or typed is lost: reloads, second devices, answers that get lost on the way, no signal at all."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from gcp_tracker.models import AuditEvent, Visit
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import grades_of, notes_of, values_of
from tests.browser.pages import GradePage, MyChildrenPage, SignInPage
from tests.browser.site import Site
from tests.browser.watching import Complaints

A_SECOND = 1.0
ITEMS = ("nutrition_quality", "nutrition_quantity", "housing_repair", "clothing_fit", "health_help")


@pytest.fixture
def grading(tablet: Page) -> GradePage:
    return MyChildrenPage.open(tablet).start_visit("Leo").start_grading().ready()


def test_every_tap_is_on_the_server_within_a_second(site: Site, grading: GradePage) -> None:
    for value, key in enumerate(ITEMS, start=1):
        grading.hand.tap(grading.tile(key, value))
        eventually(grading.page, lambda key=key: values_of(site, grading.visit_id).get(key), value, within=A_SECOND)
        grading.settle()
    expect(grading.saved_line).to_have_text("✓ Received 15:30")


def test_a_reload_brings_back_everything(site: Site, grading: GradePage) -> None:
    grading.grade("nutrition_quality", 2).grade("nutrition_quantity", 4)
    grading.write_evidence("nutrition_quantity", "One tin in the cupboard.")
    grading.write_childs_words("nutrition_quantity", "Toast again.")
    grading.open_tab("day").write_note("evening", "Television until Mum sleeps.")
    eventually(grading.page, lambda: len(notes_of(site, grading.visit_id)), 1)
    grading.page.reload()

    grading.ready()
    expect(grading.radio("nutrition_quality", 2)).to_be_checked()
    expect(grading.radio("nutrition_quantity", 4)).to_be_checked()
    expect(grading.card("nutrition_quantity").locator("[name^=evidence]")).to_have_value("One tin in the cupboard.")
    expect(grading.card("nutrition_quantity").locator("[name^=child_words]")).to_have_value("Toast again.")
    expect(grading.page.locator("#note-evening")).to_have_value("Television until Mum sleeps.")


def test_another_device_opens_the_same_draft(site: Site, open_page: OpenPage, grading: GradePage) -> None:
    grading.grade("nutrition_quality", 2)
    eventually(grading.page, lambda: values_of(site, grading.visit_id), {"nutrition_quality": 2})
    on_phone = MyChildrenPage.open(open_page(site, site.cast.amira, PHONE)).go_on("Leo").ready()
    assert on_phone.visit_id == grading.visit_id
    expect(on_phone.radio("nutrition_quality", 2)).to_be_checked()


def test_two_devices_on_different_items_both_keep_theirs_and_are_told(
    site: Site, open_page: OpenPage, grading: GradePage
) -> None:
    other = GradePage.open(open_page(site, site.cast.amira, DESK), grading.visit_id)
    grading.grade("nutrition_quality", 2)
    eventually(grading.page, lambda: values_of(site, grading.visit_id), {"nutrition_quality": 2})
    other.grade("housing_repair", 3)
    expect(other.notice).to_contain_text("also open on another device. 1 answer came from there")
    expect(other.radio("nutrition_quality", 2)).to_be_checked()
    grading.grade("clothing_fit", 1)
    expect(grading.notice).to_contain_text("1 answer came from there")
    expect(grading.radio("housing_repair", 3)).to_be_checked()
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2, "housing_repair": 3, "clothing_fit": 1}


@pytest.mark.parametrize(("choice", "kept"), [("Keep what was received", 2), ("Keep what is on this tablet", 3)])
def test_two_devices_on_the_same_item_show_both_and_a_person_chooses(
    site: Site, open_page: OpenPage, grading: GradePage, complaints: Complaints, choice: str, kept: int
) -> None:
    complaints.expect("status of 409")
    other = GradePage.open(open_page(site, site.cast.amira, DESK), grading.visit_id)
    grading.grade("nutrition_quality", 2)
    eventually(grading.page, lambda: values_of(site, grading.visit_id), {"nutrition_quality": 2})
    other.grade("nutrition_quality", 3)
    conflict = other.card("nutrition_quality").get_by_role("alert")
    expect(conflict).to_contain_text("Received from another device at 15:30, by Amira Khan")
    expect(conflict).to_contain_text("2 good enough")
    expect(conflict).to_contain_text("3 patchy")
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2}, (
        "nothing is overwritten before a person chooses"
    )

    other.hand.tap(conflict.get_by_role("button", name=choice))
    expect(other.radio("nutrition_quality", kept)).to_be_checked()
    other.grade("housing_repair", 1)
    eventually(other.page, lambda: values_of(site, grading.visit_id), {"nutrition_quality": kept, "housing_repair": 1})


def test_an_answer_lost_on_the_way_back_is_sent_again_and_kept_once(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("net::ERR")
    sent: list[str] = []

    def lose_the_answer(route: Route) -> None:
        sent.append(str(route.request.post_data))
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    grading.page.route("**/answers", lose_the_answer)
    grading.hand.tap(grading.tile("nutrition_quality", 2))
    expect(grading.saved_line).to_have_text("No signal. Saved on this tablet 15:30: 1 answer to send")
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2}
    expect(grading.saved_line).to_have_text("✓ Received 15:30")

    assert sent == [sent[0], sent[0]], "the same operation, sent as it was"
    assert saves_of(site, grading.visit_id) == (2, 1)


def test_without_signal_taps_wait_on_the_page_and_go_out_when_it_is_back(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("net::ERR")
    grading.page.context.set_offline(True)
    grading.grade("nutrition_quality", 2).grade("nutrition_quantity", 3)
    grading.open_tab("safety").grade("online", 2)
    expect(grading.saved_line).to_have_text("No signal. Saved on this tablet 15:30: 3 answers to send")
    assert grades_of(site, grading.visit_id) == {}
    grading.page.context.set_offline(False)
    wanted = {"nutrition_quality": 2, "nutrition_quantity": 3, "online": 2}
    eventually(grading.page, lambda: values_of(site, grading.visit_id), wanted)
    expect(grading.saved_line).to_have_text("✓ Received 15:30")


def test_signed_out_meanwhile_the_page_says_so_and_sends_what_waits_after_signing_in_again(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("status of 40")
    grading.page.context.clear_cookies()
    grading.hand.tap(grading.tile("nutrition_quality", 2))
    expect(grading.saved_line).to_contain_text("Signed out. Saved on this tablet 15:30: 1 answer to send")
    SignInPage.open(grading.page.context.new_page()).sign_in(site.cast.amira)
    eventually(grading.page, lambda: values_of(site, grading.visit_id), {"nutrition_quality": 2})
    expect(grading.saved_line).to_have_text("✓ Received 15:30")


def saves_of(site: Site, visit_id: UUID) -> tuple[int, int]:
    """The draft's version, and how many saves of grades its audit tells of."""
    return site.ask(
        lambda session: (
            session.scalar(select(Visit.version).where(Visit.id == visit_id)),
            session.scalar(
                select(func.count()).where(AuditEvent.action == "grade:record", AuditEvent.subject_id == str(visit_id))
            ),
        )
    )
