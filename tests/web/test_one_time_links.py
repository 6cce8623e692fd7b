"""One-time links: what they open, once, and what they never give away; on both databases."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import AuditEvent, OneTimeLink, SignIn, User
from tests.cast import PASSWORD, Cast
from tests.confirmed import answer_as
from tests.page_client import PageClient
from tests.web.second_factors import set_up_app, show_codes, type_password

As = Callable[[User], PageClient]
GOOD = "seven grey geese land"
NIA = {"name": "Nia Pugh", "email": "nia@riverside.example", "profession": "", "role": "practitioner"}


def link_in(markup: str) -> str:
    [path] = re.findall(r'value="http://localhost(/welcome/[^"]+)"', markup)
    return str(path)


def invited(client: PageClient, cast: Cast) -> str:
    """The link for Nia, whom Grace has invited and Chloe has confirmed; nobody is signed in."""
    client.sign_in(cast.grace).post("/people/new", data=NIA | {"team": cast.riverside.id})
    shown = answer_as(client, cast.chloe)
    client.post("/sign-out")
    return link_in(shown.get_data(as_text=True))


def renewed(client: PageClient, cast: Cast, kind: str, who: User) -> str:
    client.sign_in(cast.grace).post(f"/people/{who.id}/link", data={"kind": kind})
    shown = answer_as(client, cast.chloe)
    client.post("/sign-out")
    return link_in(shown.get_data(as_text=True))


@pytest.mark.usefixtures("strict")
def test_somebody_invited_sets_password_and_second_factor_and_is_in(
    client: PageClient, cast: Cast, session: Session
) -> None:
    link = invited(client, cast)
    assert "Welcome, Nia Pugh" in client.get(link).get_data(as_text=True)
    assert client.post(link, data={"password": GOOD}).location == "/"
    assert client.get("/").location == "/account/second-factor"
    app, after = set_up_app(client)
    assert after.location == "/account/recovery-codes"
    assert len(show_codes(client)) == 10
    assert client.get("/").location == "/my-children"
    assert client.get("/my-children").status_code == 200
    client.post("/sign-out")
    nia = session.scalars(select(User).where(User.email == NIA["email"])).one()
    assert type_password(client, nia, GOOD).location.startswith("/sign-in/code")
    assert client.post("/sign-in/code", data={"code": app.code()}).location == "/"
    told = list(session.scalars(select(AuditEvent.action).where(AuditEvent.subject_id == str(nia.id))))
    assert told[:4] == ["user:create", "link:make", "link:use", "session:begin"]


def test_a_link_opens_once(client: PageClient, cast: Cast) -> None:
    link = invited(client, cast)
    client.post(link, data={"password": GOOD})
    for reply in (client.get(link), client.post(link, data={"password": "another fine long one"})):
        assert reply.status_code == 404
        assert "opens nothing any more" in reply.get_data(as_text=True)


def test_looking_at_a_link_does_not_use_it_up(client: PageClient, cast: Cast) -> None:
    link = invited(client, cast)
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.post(link, data={"password": GOOD}).status_code == 303


def test_a_link_opens_for_seven_days(client: PageClient, cast: Cast, move_clock: Callable[[timedelta], None]) -> None:
    link = invited(client, cast)
    move_clock(timedelta(days=7, seconds=-1))
    assert client.get(link).status_code == 200
    move_clock(timedelta(days=7))
    assert client.get(link).status_code == 404
    assert client.post(link, data={"password": GOOD}).status_code == 404


def test_a_new_link_ends_the_one_before_it(client: PageClient, cast: Cast, session: Session) -> None:
    first = invited(client, cast)
    nia = session.scalars(select(User).where(User.email == NIA["email"])).one()
    second = renewed(client, cast, "new_password", nia)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_the_link_of_a_disabled_account_opens_nothing(client: PageClient, cast: Cast, session: Session) -> None:
    link = invited(client, cast)
    nia = session.scalars(select(User).where(User.email == NIA["email"])).one()
    client.sign_in(cast.grace).post(f"/people/{nia.id}/disable")
    client.post("/sign-out")
    assert client.get(link).status_code == 404


def test_only_a_hash_of_it_is_kept(client: PageClient, cast: Cast, session: Session) -> None:
    token = invited(client, cast).rpartition("/")[2]
    assert len(token) == 43
    kept = session.scalars(select(OneTimeLink)).one()
    assert kept.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert kept.made_by_id == cast.chloe.id
    assert not any(token in f"{event.reason}{event.subject_id}" for event in session.scalars(select(AuditEvent)))


@pytest.mark.parametrize("password", ["short", "nia.pugh.2026", "riverside12!", "passwordpassword", "x" * 201, ""])
def test_a_password_that_would_be_guessed_is_refused_and_uses_nothing_up(
    client: PageClient, cast: Cast, password: str
) -> None:
    link = invited(client, cast)
    reply = client.post(link, data={"password": password})
    assert reply.status_code == 200
    assert "govuk-error-message" in reply.get_data(as_text=True)
    assert client.post(link, data={"password": GOOD}).status_code == 303


def test_a_new_password_leaves_second_factors_and_asks_for_one(client: PageClient, as_: As, cast: Cast) -> None:
    app, _ = set_up_app(as_(cast.amira))
    link = renewed(client, cast, "new_password", cast.amira)
    asked = client.post(link, data={"password": GOOD})
    assert asked.location.startswith("/sign-in/code")
    assert client.get("/my-children").status_code == 302
    assert client.post("/sign-in/code", data={"code": app.code()}).location == "/"
    client.post("/sign-out")
    assert type_password(client, cast.amira, PASSWORD).status_code == 200
    assert type_password(client, cast.amira, GOOD).status_code == 302


@pytest.mark.usefixtures("strict")
def test_starting_again_takes_password_factors_and_sign_ins_away_at_once(
    client: PageClient, as_: As, cast: Cast, session: Session
) -> None:
    app, _ = set_up_app(as_(cast.amira))
    [code, *_] = show_codes(client)
    kept = client.get_cookie("gcp")
    assert kept is not None
    link = renewed(client, cast, "start_again", cast.amira)
    session.refresh(cast.amira)
    assert (cast.amira.password, cast.amira.tf_totp_secret, cast.amira.mf_recovery_codes) == ("", None, None)
    assert session.scalars(select(SignIn).where(SignIn.user_id == cast.amira.id)).all() == []
    client.set_cookie("gcp", kept.value)
    assert client.get("/my-children").status_code == 302
    assert type_password(client, cast.amira).status_code == 200
    client.post(link, data={"password": GOOD})
    assert client.get("/").location == "/account/second-factor"
    assert client.post("/sign-in/code", data={"code": app.code()}).status_code == 302
    assert client.post("/sign-in/recovery-code", data={"code": code}).status_code == 302
    assert client.get("/my-children").status_code == 302


def test_using_a_link_signs_that_person_out_everywhere_else(client: PageClient, cast: Cast, as_: As) -> None:
    kept = as_(cast.amira).get_cookie("gcp")
    assert kept is not None
    link = renewed(client, cast, "new_password", cast.amira)
    client.post(link, data={"password": GOOD})
    client.set_cookie("gcp", kept.value)
    assert client.get("/my-children").status_code == 302


def test_nobody_makes_a_link_for_themselves_or_without_the_role(client: PageClient, cast: Cast, as_: As) -> None:
    own = as_(cast.grace).post(f"/people/{cast.grace.id}/link", data={"kind": "start_again"})
    assert "This is your own account" in own.get_data(as_text=True)
    for who in (cast.amira, cast.chloe, cast.ewa, cast.farid):
        assert as_(who).post(f"/people/{cast.dev.id}/link", data={"kind": "start_again"}).status_code == 404
        assert as_(who).get(f"/people/{cast.dev.id}").status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 43, "A" * 2000, "../people"])
def test_a_made_up_link_opens_nothing(client: PageClient, cast: Cast, token: str) -> None:
    assert client.get(f"/welcome/{token}").status_code == 404


def test_without_a_mail_server_there_is_no_page_for_forgotten_passwords(client: PageClient, cast: Cast) -> None:
    assert client.get("/forgotten-password").status_code == 404
    assert client.post("/forgotten-password", data={"email": cast.amira.email}).status_code == 404
    assert "/forgotten-password" not in client.get("/sign-in").get_data(as_text=True)
