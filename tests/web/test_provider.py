"""The authority’s own sign-in, against a provider in a process of its own; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.accounts.provider import init_provider
from gcp_tracker.accounts.settings import Provider
from gcp_tracker.models import AuditEvent, Team, User
from tests.cast import Cast
from tests.page_client import PageClient
from tests.provider import CLIENT, SECRET, RunningProvider, running_provider
from tests.web.second_factors import set_up_app, type_password

AMIRA = {"sub": "a-1", "email": "Amira@riverside.example", "email_verified": True}


@pytest.fixture(scope="module")
def running() -> Iterator[RunningProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: RunningProvider, app: Flask) -> Iterator[RunningProvider]:
    settings = app.extensions["gcp_sign_in"]
    ours = Provider(running.issuer, CLIENT, SECRET, "the council’s account", ("mfa",))
    app.extensions["gcp_sign_in"] = replace(settings, provider=ours)
    init_provider(app, app.extensions["gcp_sign_in"])
    yield running
    del app.extensions["gcp_provider"]
    app.extensions["gcp_sign_in"] = settings


def go(client: PageClient, provider: RunningProvider, where: str = "/sign-in/provider") -> TestResponse:
    """To the provider and back; the answer of our own page."""
    back = urlsplit(provider.sign_in(client.get(where).location))
    return client.open(f"{back.path}?{back.query}", method="GET", follow_redirects=True)


def is_in(client: PageClient) -> bool:
    return client.get("/my-children").status_code == 200


def test_somebody_invited_is_matched_by_a_verified_address_and_then_by_the_subject(
    client: PageClient, cast: Cast, provider: RunningProvider, session: Session
) -> None:
    provider.next(**AMIRA)
    assert go(client, provider).status_code == 200
    assert is_in(client)
    session.refresh(cast.amira)
    assert cast.amira.provider_subject == "a-1"
    told = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert told[:2] == ["provider:connect", "session:begin"]
    client.post("/sign-out")
    # Another address there, and somebody else with the old one.
    provider.next(sub="a-1", email="new@riverside.example", email_verified=True)
    go(client, provider)
    assert is_in(client)
    client.post("/sign-out")
    provider.next(sub="b-2", email=cast.amira.email, email_verified=True)
    assert go(client, provider).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "x", "email": "stranger@riverside.example", "email_verified": True},
        {"sub": "x", "email": "amira@riverside.example", "email_verified": False},
        {"sub": "x", "email": "amira@riverside.example", "email_verified": "true"},
        {"sub": "x", "email": "amira@riverside.example"},
        {"sub": "x"},
        {"email": "amira@riverside.example", "email_verified": True},
    ],
)
def test_nobody_else_gets_in_and_no_account_is_made(
    client: PageClient, cast: Cast, provider: RunningProvider, session: Session, claims: dict[str, object]
) -> None:
    before = len(session.scalars(select(User)).all())
    provider.next(**claims)
    reply = go(client, provider)
    assert reply.status_code == 403
    assert "could not be signed in" in reply.get_data(as_text=True)
    assert not is_in(client)
    assert len(session.scalars(select(User)).all()) == before


@pytest.mark.parametrize("lie", ["state", "issuer", "audience", "nonce", "age", "key"])
def test_an_answer_that_is_not_for_us_opens_nothing(
    client: PageClient, cast: Cast, provider: RunningProvider, lie: str
) -> None:
    provider.next(lie, **AMIRA)
    assert go(client, provider).status_code == 403
    assert not is_in(client)


def test_an_answer_opens_nothing_twice_or_in_another_browser(
    client: PageClient, cast: Cast, provider: RunningProvider
) -> None:
    provider.next(**AMIRA)
    back = urlsplit(provider.sign_in(client.get("/sign-in/provider").location))
    answer = f"{back.path}?{back.query}"
    stranger = client.application.test_client()
    assert stranger.get(answer).status_code == 403
    assert client.get(answer, follow_redirects=True).status_code == 200
    client.post("/sign-out")
    assert client.get(answer).status_code == 403


def test_a_provider_that_calls_itself_otherwise_is_refused(
    client: PageClient, cast: Cast, provider: RunningProvider
) -> None:
    """Before anybody is sent there."""
    provider.next(lie="metadata", **AMIRA)
    reply = client.get("/sign-in/provider")
    assert (reply.status_code, reply.location) == (502, None)
    assert "not the one that was set up" in reply.get_data(as_text=True)


def test_no_other_site_begins_a_sign_in_with_the_provider(
    client: PageClient, cast: Cast, provider: RunningProvider
) -> None:
    provider.next(**AMIRA)
    for site, where in (("cross-site", "/sign-in"), ("same-site", "/sign-in"), ("same-origin", provider.issuer)):
        reply = client.get("/sign-in/provider", headers={"Sec-Fetch-Site": site})
        assert reply.location.startswith(where), site


def test_nothing_of_the_providers_answer_is_kept(
    client: PageClient, cast: Cast, provider: RunningProvider, session: Session
) -> None:
    """No token of the provider’s: the cookie holds our own alone."""
    provider.next(**AMIRA)
    go(client, provider)
    with client.session_transaction() as held:
        assert set(held) <= {"_user_id", "_fresh", "_permanent", "_id", "sign_in", "csrf_token", "fs_cc", "fs_paa"}
        assert "eyJ" not in str(dict(held))


def test_a_disabled_account_stays_shut(
    client: PageClient, cast: Cast, provider: RunningProvider, session: Session
) -> None:
    cast.amira.active = False
    session.commit()
    provider.next(**AMIRA)
    assert go(client, provider).status_code == 403


def test_our_second_factor_is_asked_for_unless_the_providers_counts(
    client: PageClient, cast: Cast, provider: RunningProvider
) -> None:
    app, _ = set_up_app(client.sign_in(cast.amira))
    client.post("/sign-out")
    provider.next(**AMIRA, amr=["pwd"])
    assert "Enter your code" in go(client, provider).get_data(as_text=True)
    assert not is_in(client)
    client.post("/sign-in/code", data={"code": app.code()})
    assert is_in(client)
    client.post("/sign-out")
    provider.next(**AMIRA, amr=["pwd", "mfa"])
    go(client, provider)
    assert is_in(client)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(("said", "lands_on"), [({"amr": ["mfa"]}, "My children"), ({}, "Set up your second factor")])
def test_where_everybody_needs_a_second_factor_the_providers_counts_only_if_it_says_so(
    client: PageClient, cast: Cast, provider: RunningProvider, said: dict[str, object], lands_on: str
) -> None:
    provider.next(**AMIRA, **said)
    assert lands_on in go(client, provider).get_data(as_text=True)


def test_whoever_was_on_the_way_somewhere_arrives_there_and_nowhere_else(
    client: PageClient, cast: Cast, provider: RunningProvider
) -> None:
    provider.next(**AMIRA)
    wanted = f"/children/{cast.leo.id}"
    assert "Leo" in go(client, provider, f"/sign-in/provider?next={wanted}").get_data(as_text=True)
    client.post("/sign-out")
    assert go(client, provider, "/sign-in/provider?next=//elsewhere.example").request.path == "/my-children"


def test_a_step_up_asks_the_provider_anew(client: PageClient, cast: Cast, provider: RunningProvider) -> None:
    provider.next(sub="g", email=cast.grace.email, email_verified=True)
    go(client, provider)
    with client.session_transaction() as held:
        held["fs_paa"] -= 3600
    assert client.get("/people/new").status_code == 302
    asked = parse_qs(urlsplit(client.get("/sign-in/provider").location).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    provider.next("auth_time", sub="g", email=cast.grace.email, email_verified=True)
    assert go(client, provider, "/sign-in/provider?next=/people/new").status_code == 403
    provider.next(sub="a-1", email=cast.amira.email, email_verified=True)
    assert go(client, provider, "/sign-in/provider?next=/people/new").status_code == 403
    provider.next(sub="g", email=cast.grace.email, email_verified=True)
    assert go(client, provider, "/sign-in/provider?next=/people/new").request.path == "/people/new"


def test_a_form_that_came_too_late_waits_for_a_step_up_in_another_tab(
    client: PageClient, cast: Cast, provider: RunningProvider, session: Session, app: Flask
) -> None:
    """The way to the provider and back carries nothing that was typed, so the first tab holds it."""
    ours = {"sub": "g", "email": cast.grace.email, "email_verified": True}
    provider.next(**ours)
    go(client, provider)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        new_team = f"/authorities/{cast.authority.id}/teams/new"
        typed = hidden_fields(client.get(new_team)) | {"name": "Zoë’s team & <others>"}
        with client.session_transaction() as held:
            held["fs_paa"] -= 3600
        asked = client.post(new_team, data=typed)
        waiting = hidden_fields(asked, "/confirmed")
        assert asked.status_code == 401
        assert "/sign-in/provider?next=/confirmed" in asked.get_data(as_text=True)
        too_soon = client.post("/confirmed", data=waiting)
        assert "It is not confirmed yet" in too_soon.get_data(as_text=True)
        provider.next(**ours)
        assert "Close this tab" in go(client, provider, "/sign-in/provider?next=/confirmed").get_data(as_text=True)
        back = client.post("/confirmed", data=hidden_fields(too_soon, "/confirmed"))
        assert "Go on with what you typed" in back.get_data(as_text=True)
        assert client.post(new_team, data=hidden_fields(back, new_team)).status_code == 303
        client.post("/sign-out", data=hidden_fields(client.get("/account"), "/sign-out"))
        # Signed out meanwhile: it goes on waiting behind the sign-in.
        assert "This was not sent yet" in client.post("/confirmed", data=waiting).get_data(as_text=True)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert session.scalars(select(Team).where(Team.name == "Zoë’s team & <others>")).one()


def hidden_fields(reply: TestResponse, action: str = "") -> dict[str, str]:
    """Of the form that goes to `action`, or of the first one on the page."""
    page = BeautifulSoup(reply.get_data(as_text=True), "html.parser")
    form = page.select_one(f'form[action="{action}"]' if action else "main form")
    assert form is not None, action
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def test_without_a_provider_its_pages_are_not_there(client: PageClient, cast: Cast) -> None:
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/answer").status_code == 404
    assert type_password(client, cast.amira).location == "/"
