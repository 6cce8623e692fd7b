"""What a sign-in gives, for how long, and what it never gives; on both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import create_app
from gcp_tracker.accounts.paths import is_local
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import AuditEvent, SignIn, User
from tests.cast import NOW, PASSWORD, Cast, gather_cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
AMIRA = {"email": "amira@riverside.example", "password": PASSWORD}
STRONG = "q8Zr2mT6wLx0Vb4KpN9sYc3JdF7hGa1U"


def signed_in(client: PageClient) -> PageClient:
    assert client.post("/sign-in", data=AMIRA).location == "/"
    return client


def is_in(client: PageClient) -> bool:
    return client.get("/my-children").status_code == 200


def cookie_of(client: PageClient) -> str:
    cookie = client.get_cookie("gcp")
    assert cookie is not None
    return cookie.value


# Only the cookie


def test_an_account_s_token_opens_nothing(client: PageClient, cast: Cast, app: Flask) -> None:
    token = cast.amira.get_auth_token()
    assert client.get(f"/my-children?auth_token={token}").status_code == 302
    assert client.get("/my-children", headers={"Authentication-Token": token}).status_code == 302
    assert client.get("/my-children", json={"auth_token": token}).status_code == 401
    assert client.get("/my-children", auth=(AMIRA["email"], PASSWORD)).status_code == 302


@pytest.mark.parametrize("where", ["/sign-in", "/sign-in?include_auth_token"])
def test_json_signs_nobody_in(client: PageClient, cast: Cast, where: str) -> None:
    for body in (AMIRA, [1], "x"):
        reply = client.post(where, json=body)
        assert reply.status_code == 415
        assert "token" not in reply.get_data(as_text=True)
    assert not is_in(client)


def test_a_form_is_answered_as_a_form_whatever_it_asks_for(client: PageClient, cast: Cast) -> None:
    reply = client.post("/sign-in?include_auth_token", data=AMIRA, headers={"Accept": "application/json"})
    assert reply.location == "/"
    assert "token" not in reply.get_data(as_text=True)


def test_nobody_stays_signed_in_by_a_cookie_of_its_own(client: PageClient, cast: Cast) -> None:
    assert "remember" not in client.get("/sign-in").get_data(as_text=True)
    reply = client.post("/sign-in", data=AMIRA | {"remember": "y"})
    assert reply.location == "/"
    assert {cookie.split("=")[0] for cookie in reply.headers.getlist("Set-Cookie")} == {"gcp", "gcp-device"}


def test_a_page_does_not_sign_and_send_the_cookie_anew(client: PageClient, cast: Cast) -> None:
    signed_in(client)
    assert is_in(client)
    assert not client.get("/my-children").headers.getlist("Set-Cookie")


def test_a_cookie_to_be_remembered_by_opens_nothing(client: PageClient, cast: Cast, app: Flask) -> None:
    from flask_login import encode_cookie

    client.set_cookie("remember_token", encode_cookie(cast.amira.fs_uniquifier))
    assert not is_in(client)


def test_in_production_every_cookie_is_closed(tmp_path: Path, password_hash: str) -> None:
    names = {"MODE": "production", "HOSTS": "localhost", "INSTANCE": str(tmp_path)}
    names |= {"SECRET_KEY": STRONG, "DATABASE_KEY": STRONG[::-1]}
    app = create_app({f"GCP_TRACKER_{name}": value for name, value in names.items()})
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        upgrade(db.engine)
        gather_cast(db.session(), password_hash)
        db.session.commit()
        db.session.remove()
        client = app.test_client()
        at = {"base_url": "https://localhost"}
        replies = [client.get("/sign-in", **at), client.post("/sign-in", data=AMIRA | {"remember": "y"}, **at)]
        replies += [client.get("/my-children", **at), client.post("/sign-out", **at)]
        db.session.remove()
        db.engine.dispose()
    assert [reply.status_code for reply in replies] == [200, 302, 200, 302]
    cookies = [cookie for reply in replies for cookie in reply.headers.getlist("Set-Cookie")]
    assert len(cookies) >= 3
    for cookie in cookies:
        assert cookie.startswith(("__Host-gcp=", "__Host-gcp-device="))
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    for kind in ("SESSION", "REMEMBER"):
        assert app.config[f"{kind}_COOKIE_SECURE"]
        assert app.config[f"{kind}_COOKIE_HTTPONLY"]
        assert app.config[f"{kind}_COOKIE_SAMESITE"] == "Lax"


# How long


def test_a_copy_of_the_cookie_opens_nothing_after_sign_out(client: PageClient, cast: Cast, session: Session) -> None:
    signed_in(client)
    kept = cookie_of(client)
    assert client.post("/sign-out").status_code == 302
    client.set_cookie("gcp", kept)
    assert not is_in(client)
    assert session.scalars(select(SignIn)).all() == []


def test_a_sign_out_leaves_the_other_devices_of_that_person_signed_in(client: PageClient, cast: Cast) -> None:
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    signed_in(client)
    signed_in(other)
    client.post("/sign-out")
    assert not is_in(client)
    assert is_in(other)


def test_a_sign_in_ends_after_twelve_hours_however_busy(
    client: PageClient, cast: Cast, move_clock: Callable[[timedelta], None]
) -> None:
    signed_in(client)
    for hours in range(1, 12):
        move_clock(timedelta(hours=hours))
        assert is_in(client), hours
    move_clock(timedelta(hours=12, seconds=-1))
    assert is_in(client)
    move_clock(timedelta(hours=12))
    assert not is_in(client)


@pytest.mark.parametrize(("who", "minutes"), [("amira", 120), ("chloe", 15), ("ewa", 15), ("grace", 15)])
def test_a_sign_in_ends_when_it_is_left_alone_sooner_at_a_desk_than_at_a_visit(
    client: PageClient, cast: Cast, move_clock: Callable[[timedelta], None], who: str, minutes: int
) -> None:
    client.post("/sign-in", data=AMIRA | {"email": f"{who}@riverside.example"})
    for passed in (minutes - 2, 2 * minutes - 4, 3 * minutes - 6):
        move_clock(timedelta(minutes=passed))
        assert client.get("/account").status_code == 200, passed
    move_clock(timedelta(minutes=4 * minutes - 5))
    assert client.get("/account").status_code == 302


def test_what_ended_long_ago_is_forgotten_at_the_next_sign_in(
    client: PageClient, cast: Cast, session: Session, move_clock: Callable[[timedelta], None]
) -> None:
    for hours in (0, 6, 13):
        move_clock(timedelta(hours=hours))
        signed_in(client)
        client.delete_cookie("gcp")
    assert [one.began_at - NOW for one in session.scalars(select(SignIn).order_by(SignIn.id))] == [
        timedelta(hours=6),
        timedelta(hours=13),
    ]


def test_the_audit_names_the_sign_in_and_not_what_its_cookie_holds(
    client: PageClient, cast: Cast, session: Session
) -> None:
    names = []
    for _ in range(2):
        signed_in(client)
        own = session.scalars(select(SignIn.name)).one()
        client.get(f"/children/{cast.leo.id}")
        client.get(f"/children/{cast.zoe.id}")
        client.post("/sign-out")
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[-4:]
        assert [event.action for event in events] == ["session:begin", "child:read", "access:refused", "session:end"]
        assert {event.session_key for event in events} == {own}
        assert {event.actor_id for event in events} == {cast.amira.id}
        names.append(own)
    assert names[0] != names[1]


def test_the_database_holds_nothing_that_opens_a_sign_in(client: PageClient, cast: Cast, session: Session) -> None:
    signed_in(client)
    with client.session_transaction() as held:
        token = held["sign_in"]
    row = session.scalars(select(SignIn)).one()
    assert row.key == hashlib.sha256(token.encode()).hexdigest()
    assert token not in (row.name, row.key)
    assert len(token) >= 43


# Where to


@pytest.mark.parametrize(
    "path",
    ["//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example", "elsewhere.example", "/\t/elsewhere"],
)
def test_nobody_is_sent_to_another_site(client: PageClient, cast: Cast, path: str) -> None:
    assert not is_local(path)
    assert client.get("/sign-in", query_string={"next": path}).location == "/sign-in"
    for sent in ({"query_string": {"next": path}, "data": AMIRA}, {"data": AMIRA | {"next": path}}):
        assert client.post("/sign-in", **sent).status_code == 400
        assert not is_in(client)


def test_an_address_with_a_host_is_not_local() -> None:
    assert not is_local("https" + "://elsewhere.example/")
    assert not is_local("")
    assert not is_local("/a\nb")
    assert is_local("/")


def test_whoever_was_on_the_way_somewhere_arrives_there(client: PageClient, cast: Cast) -> None:
    wanted = f"/children/{cast.leo.id}/visits?a=b&c=d"
    page = client.get(client.get(wanted).location)
    assert page.status_code == 200
    assert client.post(page.request.full_path, data=AMIRA).location == wanted


def test_the_library_serves_no_pages_and_files_of_its_own(as_: As, cast: Cast) -> None:
    for path in (
        "/verify",
        "/tf-select",
        "/tf-rescue",
        "/wan-delete",
        "/login",
        "/logout",
        "/register",
        "/reset",
        "/change",
        "/fs-static/js/base64.js",
    ):
        assert as_(cast.amira).get(path).status_code == 404, path
