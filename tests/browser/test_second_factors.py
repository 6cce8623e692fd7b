"""Passkeys in a real browser, with a virtual key in it; and the whole way of somebody new."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyotp
import pytest
from playwright.sync_api import CDPSession, Page, expect

from gcp_tracker.accounts.service import make_link
from gcp_tracker.models import Passkey, SignIn, User
from gcp_tracker.rules.vocabulary import LinkKind
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, TABLET
from tests.browser.pages import SignInPage
from tests.browser.site import Site
from tests.browser.watching import Complaints
from tests.cast import PASSWORD

OpenPage = Callable[..., Page]
GOOD = "seven grey geese land"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def strict_site(site: Site) -> Iterator[Site]:
    """As in production: nobody without a second factor."""
    settings = site.app.extensions["gcp_sign_in"]
    site.app.extensions["gcp_sign_in"] = replace(settings, needs_second_factor=True)
    yield site
    site.app.extensions["gcp_sign_in"] = settings


def localhost(site: Site, page: Page) -> Page:
    """A passkey belongs to a name; an address in numbers has none."""
    page.goto(site.address.replace("127.0.0.1", "localhost") + "/sign-in")
    return page


def put_key_into(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return session


def type_password(page: Page, user: User, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def make_passkey(page: Page, name: str) -> None:
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator("h1")).to_have_text("Sign in")


@pytest.mark.parametrize("device", [TABLET, PHONE, DESK], ids=["tablet", "phone", "desk"])
def test_somebody_new_goes_from_the_link_to_the_list_with_a_passkey(
    strict_site: Site, open_page: OpenPage, device: dict[str, object]
) -> None:
    site, page = strict_site, localhost(strict_site, open_page(strict_site, None, device))
    put_key_into(page)
    with site.writing_as(site.cast.grace) as uow:
        token = make_link(uow, uow.session.get_one(User, site.cast.amira.id), LinkKind.START_AGAIN)
    page.goto(page.url.replace("/sign-in", f"/welcome/{token}"))
    assert violations(page) == []
    page.get_by_role("textbox", name="Password").fill(GOOD)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Set up your second factor")
    assert violations(page) == []
    make_passkey(page, "My tablet")
    page.get_by_role("button", name="Show my recovery codes").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page.locator("h1")).to_have_text("My children")
    sign_out(page)
    # Without an address, without a password.
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("h1")).to_have_text("My children")
    assert site.ask(lambda session: session.query(SignIn).one().is_whole)


def test_after_a_password_the_passkey_is_asked_for(site: Site, open_page: OpenPage) -> None:
    page = localhost(site, open_page(site, None, TABLET))
    put_key_into(page)
    type_password(page, site.cast.amira)
    page.goto(page.url.replace("/my-children", "/account/second-factor"))
    make_passkey(page, "My tablet")
    sign_out(page)
    type_password(page, site.cast.amira)
    expect(page.locator("h1")).to_have_text("Use your passkey")
    page.goto(page.url.replace("/sign-in/passkey", "/my-children"))
    expect(page.locator("h1")).to_have_text("Sign in")
    type_password(page, site.cast.amira)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("h1")).to_have_text("My children")


def test_an_app_a_passkey_and_a_step_up(site: Site, open_page: OpenPage) -> None:
    page = localhost(site, open_page(site, None, TABLET))
    put_key_into(page)
    type_password(page, site.cast.grace)
    page.goto(page.url.replace("/people", "/account/second-factor"))
    page.get_by_role("button", name="Set up an app").click()
    assert violations(page) == []
    expect(page.locator(".qr img")).to_be_visible()
    assert page.locator(".qr img").evaluate("image => image.naturalWidth > 50")
    codes = pyotp.TOTP(re.sub(r"[^A-Z2-7]", "", page.locator(".secret-key").inner_text()))
    page.get_by_label("Code").fill(codes.now())
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.goto(page.url.replace("/recovery-codes", "/second-factor"))
    make_passkey(page, "Key on my ring")
    sign_out(page)
    type_password(page, site.cast.grace)
    expect(page.locator("h1")).to_have_text("Enter your code")
    assert violations(page) == []
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.locator("h1")).to_have_text("People")
    site.app.config["SECURITY_FRESHNESS"] /= 10**9
    try:
        page.goto(page.url.replace("/people", "/people/new"))
        expect(page.locator("h1")).to_have_text("Confirm that it is you")
        assert violations(page) == []
    finally:
        site.app.config["SECURITY_FRESHNESS"] *= 10**9
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("h1")).to_have_text("Invite a person")


def test_a_key_that_is_not_known_here_says_so_and_leaves_the_other_ways(
    site: Site, open_page: OpenPage, complaints: Complaints
) -> None:
    complaints.expect("status of 400")
    page = localhost(site, open_page(site, None, TABLET))
    put_key_into(page)
    type_password(page, site.cast.amira)
    page.goto(page.url.replace("/my-children", "/account/second-factor"))
    make_passkey(page, "My tablet")
    sign_out(page)
    with site.writing_as(site.cast.grace) as uow:
        uow.session.query(Passkey).delete()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That passkey opened nothing here")
    page.get_by_role("link", name="Back to e-mail address and password").click()
    SignInPage(page).sign_in(site.cast.amira)
    expect(page.locator("h1")).to_have_text("My children")
