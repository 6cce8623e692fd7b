"""Second factors at sign-in and on one’s own account; on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import AuditEvent, SignIn, User
from tests.cast import Cast
from tests.page_client import PageClient
from tests.web.second_factors import App, set_up_app, show_codes, type_password

As = Callable[[User], PageClient]


@pytest.fixture
def app_of_amira(client: PageClient, as_: As, cast: Cast) -> App:
    """Amira has an authenticator app, and is signed out."""
    app, after = set_up_app(as_(cast.amira))
    assert after.location == "/account/recovery-codes"
    client.post("/sign-out")
    return app


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def is_in(client: PageClient) -> bool:
    return client.get("/my-children").status_code == 200


# At sign-in


def test_a_password_alone_opens_nothing_once_there_is_a_second_factor(
    client: PageClient, cast: Cast, app_of_amira: App
) -> None:
    asked = type_password(client, cast.amira)
    assert asked.location.startswith("/sign-in/code")
    assert "Enter your code" in client.get(asked.location).get_data(as_text=True)
    assert not is_in(client)
    assert client.get("/session").get_json()["person"] == ""


def test_the_code_opens_the_page_that_was_asked_for(client: PageClient, cast: Cast, app_of_amira: App) -> None:
    wanted = f"/children/{cast.leo.id}"
    sign_in = client.get(wanted).location
    asked = client.post(sign_in, data={"email": cast.amira.email, "password": "kettle and four mugs"})
    assert client.post(asked.location, data={"code": app_of_amira.code()}).location == wanted
    assert is_in(client)


def test_a_code_opens_once(client: PageClient, cast: Cast, app_of_amira: App) -> None:
    code = app_of_amira.code()
    type_password(client, cast.amira)
    assert client.post("/sign-in/code", data={"code": code}).location == "/"
    client.post("/sign-out")
    type_password(client, cast.amira)
    again = client.post("/sign-in/code", data={"code": code})
    assert again.status_code == 200
    assert "That code does not match" in again.get_data(as_text=True)
    assert not is_in(client)


@pytest.mark.parametrize("code", ["000000", "", "abc", "1" * 500, "１２３４５６"])
def test_another_code_opens_nothing(client: PageClient, cast: Cast, app_of_amira: App, code: str) -> None:
    type_password(client, cast.amira)
    assert client.post("/sign-in/code", data={"code": code}).status_code == 200
    assert not is_in(client)


def test_the_second_step_ends_after_ten_minutes(
    client: PageClient, cast: Cast, app_of_amira: App, session: Session
) -> None:
    type_password(client, cast.amira)
    with client.session_transaction() as held:
        held["second_step_at"] -= 601
    assert client.post("/sign-in/code", data={"code": app_of_amira.code()}).location == "/sign-in"
    assert not is_in(client)


def test_the_second_step_of_nobody_is_not_there(client: PageClient, cast: Cast) -> None:
    for path in ("/sign-in/code", "/sign-in/recovery-code"):
        assert client.get(path).location == "/sign-in"
        assert client.post(path, data={"code": "123456"}).location == "/sign-in"


def test_a_disabled_account_does_not_get_to_its_second_step(
    client: PageClient, cast: Cast, app_of_amira: App, session: Session
) -> None:
    type_password(client, cast.amira)
    cast.amira.active = False
    session.commit()
    client.post("/sign-in/code", data={"code": app_of_amira.code()})
    assert not is_in(client)


# Recovery codes


def test_a_recovery_code_opens_once_in_the_place_of_a_code(
    client: PageClient, as_: As, cast: Cast, session: Session
) -> None:
    set_up_app(as_(cast.amira))
    codes = show_codes(client)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){5}[A-Z2-7]{4}", code) for code in codes)
    client.post("/sign-out")
    type_password(client, cast.amira)
    assert client.post("/sign-in/recovery-code", data={"code": codes[3].lower().replace("-", " ")}).location == "/"
    assert is_in(client)
    assert "9 left" in client.get("/account").get_data(as_text=True)
    assert actions(session)[-3:-1] == ["recovery_code:use", "session:begin"]
    client.post("/sign-out")
    type_password(client, cast.amira)
    again = client.post("/sign-in/recovery-code", data={"code": codes[3]})
    assert "none of your recovery codes" in again.get_data(as_text=True)
    assert not is_in(client)


def test_recovery_codes_are_shown_once_and_kept_as_hashes(
    as_: As, cast: Cast, client: PageClient, session: Session
) -> None:
    set_up_app(as_(cast.amira))
    codes = show_codes(client)
    for path in ("/account/recovery-codes", "/account/recovery-codes?show_codes=1"):
        assert not any(code in client.get(path).get_data(as_text=True) for code in codes)
    session.refresh(cast.amira)
    kept = str(cast.amira.mf_recovery_codes)
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert show_codes(client) != codes
    client.post("/sign-out")
    type_password(client, cast.amira)
    assert "none of your" in client.post("/sign-in/recovery-code", data={"code": codes[0]}).get_data(as_text=True)


# Everybody needs one


@pytest.mark.usefixtures("strict")
def test_without_a_second_factor_nothing_opens_but_the_pages_to_set_one_up(
    client: PageClient, cast: Cast, session: Session
) -> None:
    assert type_password(client, cast.amira).location == "/"
    assert client.get("/").location == "/account/second-factor"
    shown = client.get("/account/second-factor").get_data(as_text=True)
    assert "Set up your second factor" in shown
    assert "My children" not in shown
    for path in (
        "/my-children",
        "/account",
        "/account/password",
        "/account/recovery-codes",
        f"/children/{cast.leo.id}",
    ):
        assert "/sign-in" in client.get(path).location, path
    assert client.get("/session").get_json()["person"] == ""
    _, after = set_up_app(client)
    assert after.location == "/account/recovery-codes"
    assert is_in(client)
    assert session.scalars(select(SignIn.is_whole)).all() == [True]


@pytest.mark.usefixtures("strict")
def test_the_sign_in_has_a_new_token_once_it_is_whole(client: PageClient, cast: Cast) -> None:
    type_password(client, cast.amira)
    old = client.get_cookie("gcp")
    assert old is not None
    set_up_app(client)
    assert is_in(client)
    client.set_cookie("gcp", old.value)
    assert not is_in(client)


@pytest.mark.usefixtures("strict")
def test_the_last_second_factor_cannot_be_removed(client: PageClient, as_: As, cast: Cast) -> None:
    set_up_app(as_(cast.amira))
    answer = client.post("/account/authenticator/remove")
    assert "your only second factor" in answer.get_data(as_text=True)
    client.post("/account/authenticator", data={"setup": "disable"})
    client.post("/sign-out")
    assert type_password(client, cast.amira).location.startswith("/sign-in/code")


# Setting one up


def test_a_mistyped_code_keeps_the_key_that_is_in_the_app_already(as_: As, cast: Cast) -> None:
    client = as_(cast.amira)
    shown = client.post("/account/authenticator", data={"setup": "authenticator"}).get_data(as_text=True)
    action = re.findall(r'action="(/account/authenticator/[^"]+)"', shown)[0]
    again = client.post(action, data={"code": "000000"})
    assert again.status_code == 400
    key = re.findall(r'secret-key">([^<]+)<', shown)
    assert re.findall(r'secret-key">([^<]+)<', again.get_data(as_text=True)) == key
    app = App(re.sub(r"[^A-Z2-7]", "", key[0]))
    assert client.post(action, data={"code": app.code()}).location == "/account/recovery-codes"


def test_an_app_is_set_up_only_with_a_code_of_it_and_only_for_oneself(as_: As, cast: Cast, session: Session) -> None:
    shown = as_(cast.amira).post("/account/authenticator", data={"setup": "authenticator"}).get_data(as_text=True)
    session.refresh(cast.amira)
    assert cast.amira.tf_primary_method is None
    action = re.findall(r'action="(/account/authenticator/[^"]+)"', shown)[0]
    assert as_(cast.amira).post(action[:-4] + "AAAA", data={"code": "123456"}).status_code == 302


def test_the_key_of_an_app_is_encrypted(as_: As, cast: Cast, session: Session) -> None:
    client = as_(cast.amira)
    shown = client.post("/account/authenticator", data={"setup": "authenticator"}).get_data(as_text=True)
    [key] = re.findall(r'secret-key">([^<]+)<', shown)
    action = re.findall(r'action="(/account/authenticator/[^"]+)"', shown)[0]
    client.post(action, data={"code": App(re.sub(r"[^A-Z2-7]", "", key)).code()})
    session.refresh(cast.amira)
    assert re.sub(r"[^A-Z2-7]", "", key) not in str(cast.amira.tf_totp_secret)
    assert {"authenticator:set", "session:renew"} <= set(actions(session))


def test_removing_the_app_lets_the_password_open_again_in_a_demo(client: PageClient, as_: As, cast: Cast) -> None:
    set_up_app(as_(cast.amira))
    assert client.post("/account/authenticator/remove").location == "/account"
    client.post("/sign-out")
    assert type_password(client, cast.amira).location == "/"


def test_an_app_whose_key_was_encrypted_under_another_secret_opens_nothing_and_breaks_nothing(
    client: PageClient, cast: Cast, app_of_amira: App, session: Session
) -> None:
    session.refresh(cast.amira)
    cast.amira.tf_totp_secret = re.sub(r'"t": ?"\w+"', '"t":"gone"', str(cast.amira.tf_totp_secret))
    session.commit()
    type_password(client, cast.amira)
    assert client.post("/sign-in/code", data={"code": app_of_amira.code()}).status_code == 200
    assert not is_in(client)
