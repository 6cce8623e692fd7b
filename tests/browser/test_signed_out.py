"""A session that ends in the middle, somebody else on the same tablet, and sign-out with text that was not received."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

from gcp_tracker.models import User
from tests.browser.hand import eventually
from tests.browser.kept import values_of
from tests.browser.pages import GradePage, MyChildrenPage, SignInPage
from tests.browser.site import Site
from tests.browser.tablet_store import records_on
from tests.browser.watching import Complaints
from tests.cast import PASSWORD

RECEIVED = "✓ Received 15:30"


@pytest.fixture
def grading(tablet: Page, complaints: Complaints) -> GradePage:
    complaints.expect("net::ERR")
    complaints.expect("status of 40")
    return MyChildrenPage.open(tablet).start_visit("Leo").start_grading().ready()


def leave_one_behind(grading: GradePage) -> None:
    page = grading.page
    page.context.route("**/answers", lambda route: route.abort())
    grading.grade("nutrition_quality", 2)
    expect(grading.saved_line).to_have_text("No signal. Saved on this tablet 15:30: 1 answer to send")


def test_the_session_ends_and_the_same_person_signs_in_on_the_page(site: Site, grading: GradePage) -> None:
    page = grading.page
    page.context.clear_cookies()
    grading.grade("nutrition_quality", 2)
    expect(grading.saved_line).to_have_text("Signed out. Saved on this tablet 15:30: 1 answer to send")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_hidden()
    grading.hand.tap(page.get_by_role("button", name="Sign in and send"))
    expect(dialog).to_contain_text("As Amira Khan")
    dialog.get_by_label("Password").fill("not this one")
    grading.hand.tap(dialog.get_by_role("button", name="Sign in and send"))
    expect(dialog).to_contain_text("That password does not match")
    dialog.get_by_label("Password").fill(PASSWORD)
    grading.hand.tap(dialog.get_by_role("button", name="Sign in and send"))
    expect(dialog).to_be_hidden()
    expect(grading.saved_line).to_have_text(RECEIVED)
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2}
    grading.grade("nutrition_quantity", 1)
    expect(grading.saved_line).to_have_text(RECEIVED)
    eventually(page, lambda: len(values_of(site, grading.visit_id)), 2)


def test_where_there_is_a_second_factor_the_page_asks_for_it_too(site: Site, grading: GradePage) -> None:
    page = grading.page
    with site.app.test_request_context():
        factory = site.app.extensions["security"].totp_factory
        secret = factory.generate_totp_secret()
        key = factory.get_totp_b32_key(secret)
    with site.writing_as(None) as uow:
        amira = uow.session.get_one(User, site.cast.amira.id)
        amira.tf_primary_method, amira.tf_totp_secret = "authenticator", secret
    page.reload()
    page.context.clear_cookies()
    grading.ready().grade("nutrition_quality", 2)
    grading.hand.tap(page.get_by_role("button", name="Sign in and send"))
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password").fill(PASSWORD)
    grading.hand.tap(dialog.get_by_role("button", name="Sign in and send"))
    expect(dialog).to_contain_text("Now the code")
    dialog.get_by_label("Code from your authenticator app").fill("000000")
    grading.hand.tap(dialog.get_by_role("button", name="Sign in and send"))
    expect(dialog).to_contain_text("That code does not match")
    dialog.get_by_label("Code from your authenticator app").fill(pyotp.TOTP(key).now())
    grading.hand.tap(dialog.get_by_role("button", name="Sign in and send"))
    expect(dialog).to_be_hidden()
    expect(grading.saved_line).to_have_text(RECEIVED)
    assert values_of(site, grading.visit_id) == {"nutrition_quality": 2}


def test_somebody_else_signs_in_meanwhile_and_nothing_is_sent(site: Site, grading: GradePage) -> None:
    page = grading.page
    page.context.clear_cookies()
    SignInPage.open(page.context.new_page()).sign_in(site.cast.ben)
    grading.grade("nutrition_quality", 2)
    expect(grading.saved_line).to_have_text(
        "Somebody else is signed in. Amira Khan’s text stays locked. Saved on this tablet 15:30: 1 answer to send"
    )
    assert values_of(site, grading.visit_id) == {}
    list_of_ben = page.context.new_page()
    list_of_ben.goto("/my-children")
    expect(list_of_ben.locator("[data-left-elsewhere]")).to_have_text(
        "Something that somebody else wrote is still on this tablet, locked. It opens once that person signs in."
    )
    list_of_ben.goto("/on-this-tablet")
    expect(list_of_ben.locator("#still-here")).to_contain_text("somebody else wrote")
    assert "Leo" not in list_of_ben.content()


def test_the_list_says_what_is_still_on_the_tablet(site: Site, grading: GradePage) -> None:
    leave_one_behind(grading)
    page = grading.page.context.new_page()
    row = MyChildrenPage.open(page).row("Leo")
    expect(row).to_contain_text("Leo’s visit: 1 answer is still on this tablet. Go on with the visit to send it.")


def test_signing_out_with_unsent_text_warns_and_keeps_it_locked(site: Site, grading: GradePage) -> None:
    leave_one_behind(grading)
    page, visit_id = grading.page, grading.visit_id
    page.goto("/my-children")
    page.get_by_role("button", name="Sign out").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("1 answer is still on this tablet, not received yet")
    asked.get_by_role("button", name="Stay signed in").click()
    expect(asked).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    asked.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.locator("[data-left-locked]")).to_have_text(
        "1 answer is still on this tablet, not received yet. Locked: only the person who wrote it can open it, by"
        " signing in."
    )
    assert len(records_on(page)) == 1
    page.context.unroute("**/answers")
    SignInPage(page).sign_in(site.cast.amira)
    again = GradePage.open(page, visit_id)
    expect(again.saved_line).to_have_text(RECEIVED)
    assert values_of(site, visit_id) == {"nutrition_quality": 2}


def test_signing_out_with_nothing_unsent_asks_nothing(site: Site, grading: GradePage) -> None:
    grading.grade("nutrition_quality", 2)
    expect(grading.saved_line).to_have_text(RECEIVED)
    grading.page.goto("/my-children")
    grading.page.get_by_role("button", name="Sign out").click()
    grading.page.wait_for_url(re.compile("/sign-in"))
    expect(grading.page.locator("[data-left-locked]")).to_be_hidden()
