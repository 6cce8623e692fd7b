"""What asks somebody to show again who they are, and that nothing typed is lost by it; on both databases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.models import AuditEvent, SignIn, Team, User
from tests.cast import PASSWORD, Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
WORDS = "Zoë’s team & <others>"
LONG_AGO = 16 * 60


@pytest.fixture
def tokens(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def stale(as_: As) -> Callable[[User], PageClient]:
    """Signed in, a quarter of an hour ago and more."""

    def sign_in(user: User) -> PageClient:
        client = as_(user)
        with client.session_transaction() as held:
            held["fs_paa"] = time.time() - LONG_AGO
        return client

    return sign_in


def fields_of(reply: TestResponse) -> dict[str, str]:
    form = BeautifulSoup(reply.get_data(as_text=True), "html.parser").select_one("main form")
    assert form is not None
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def team_page(cast: Cast) -> str:
    return f"/authorities/{cast.authority.id}/teams/new"


def test_a_page_opens_after_the_password(stale: As, cast: Cast) -> None:
    client = stale(cast.grace)
    asked = client.get("/people/new").location
    assert asked == "/confirm?next=/people/new"
    assert "Confirm that it is you" in client.get(asked).get_data(as_text=True)
    assert "That password does not match" in client.post(asked, data={"password": "no"}).get_data(as_text=True)
    assert client.get("/people/new").status_code == 302
    assert client.post(asked, data={"password": PASSWORD}).location == "/people/new"
    assert client.get("/people/new").status_code == 200


@pytest.mark.usefixtures("tokens")
def test_a_form_that_came_too_late_is_carried_and_sent_with_one_press(stale: As, cast: Cast, session: Session) -> None:
    client = stale(cast.grace)
    filled = {"csrf_token": fields_of(client.get("/confirm"))["csrf_token"], "name": WORDS}
    asked = client.post(team_page(cast), data=filled)
    assert asked.status_code == 401
    assert "What you typed is kept" in asked.get_data(as_text=True)
    assert session.scalars(select(Team).where(Team.name == WORDS)).all() == []
    wrong = client.post("/confirm", data=fields_of(asked) | {"password": "not this one"})
    again = client.post("/confirm", data=fields_of(wrong) | {"password": PASSWORD})
    assert "Go on with what you typed" in again.get_data(as_text=True)
    sent = fields_of(again)
    assert sent["name"] == WORDS
    assert client.post(team_page(cast), data=sent).status_code == 303
    assert session.scalars(select(Team).where(Team.name == WORDS)).one()


def test_a_step_up_gives_a_new_token(stale: As, cast: Cast, session: Session) -> None:
    client = stale(cast.grace)
    before = client.get_cookie("gcp")
    assert before is not None
    name = session.scalars(select(SignIn.name)).one()
    client.post("/confirm", data={"password": PASSWORD})
    assert session.scalars(select(SignIn.name)).one() == name
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "session:renew")).one()
    assert (event.session_key, event.actor_id) == (name, cast.grace.id)
    assert client.get("/people").status_code == 200
    client.set_cookie("gcp", before.value)
    assert client.get("/people").status_code == 302


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/people/new"),
        ("POST", "/people/new"),
        ("GET", "/people/{dev}/work"),
        ("POST", "/people/{dev}/work"),
        ("GET", "/people/{dev}/link"),
        ("POST", "/people/{dev}/link"),
        ("POST", "/people/{dev}/disable"),
        ("POST", "/people/{dev}/enable"),
        ("POST", "/people/{dev}/end-sign-ins"),
        ("GET", "/people/{dev}/name"),
        ("POST", "/people/{dev}/name"),
        ("POST", "/people/{dev}/end"),
        ("GET", "/authorities/1/settings/retention"),
        ("POST", "/authorities/1/settings/retention"),
        ("POST", "/authorities/1/describe"),
        ("POST", "/authorities/1/teams/new"),
        ("POST", "/teams/1/describe"),
        ("POST", "/teams/1/close"),
        ("GET", "/account/authenticator"),
        ("POST", "/account/authenticator"),
        ("POST", "/account/authenticator/remove"),
        ("GET", "/account/passkeys/new"),
        ("POST", "/account/passkeys/new"),
        ("POST", "/account/passkeys/1/remove"),
        ("GET", "/account/recovery-codes"),
        ("POST", "/account/recovery-codes"),
    ],
)
def test_accounts_and_second_factors_are_not_touched_without_it(
    stale: As, cast: Cast, session: Session, method: str, path: str
) -> None:
    reply = stale(cast.grace).open(path.format(dev=cast.dev.id), method=method)
    assert (reply.status_code, "/confirm" in reply.headers.get("Location", "")) in {(302, True), (401, False)}
    session.refresh(cast.dev)
    assert cast.dev.active


def test_somebody_elses_way_on_is_not_followed(stale: As, cast: Cast) -> None:
    client = stale(cast.grace)
    for path in ("//elsewhere.example", "https" + "://elsewhere.example"):
        assert client.post("/confirm", query_string={"next": path}, data={"password": PASSWORD}).status_code == 400
