"""One’s own account: the password, the devices, what ends when; on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import AuditEvent, SignIn, User
from tests.cast import PASSWORD, Cast
from tests.confirmed import answer_as
from tests.conftest import counted_queries
from tests.page_client import PageClient
from tests.web.second_factors import set_up_app, type_password

As = Callable[[User], PageClient]
GOOD = "seven grey geese land"
ANDROID = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140 Safari/537.36"}


@pytest.fixture
def tablet(client: PageClient, cast: Cast) -> PageClient:
    """Another device of Amira’s, signed in."""
    tablet = client.application.test_client()
    assert isinstance(tablet, PageClient)
    tablet.post("/sign-in", data={"email": cast.amira.email, "password": PASSWORD}, headers=ANDROID)
    return tablet


def is_in(client: PageClient) -> bool:
    return client.get("/my-children").status_code == 200


def test_everybody_has_the_page_and_sees_only_their_own(as_: As, cast: Cast) -> None:
    for person in (cast.amira, cast.chloe, cast.ewa, cast.farid, cast.grace):
        shown = as_(person).get("/account").get_data(as_text=True)
        assert person.email in shown
        assert shown.count("This one") == 1
        assert "None yet. With one" in shown


def test_devices_are_listed_and_ended_one_by_one(as_: As, cast: Cast, tablet: PageClient, session: Session) -> None:
    client = as_(cast.amira)
    assert "Chrome on Android" in client.get("/account").get_data(as_text=True)
    other = session.scalars(select(SignIn.id).where(SignIn.user_id == cast.amira.id).order_by(SignIn.id)).first()
    assert client.post(f"/account/sign-ins/{other}/end").location == "/account"
    assert not is_in(tablet)
    assert is_in(client)
    assert "ended already" in client.post(f"/account/sign-ins/{other}/end").get_data(as_text=True)


def test_nobody_ends_the_sign_in_of_another(as_: As, cast: Cast, tablet: PageClient, session: Session) -> None:
    [own] = session.scalars(select(SignIn.id).where(SignIn.user_id == cast.amira.id))
    assert as_(cast.ben).post(f"/account/sign-ins/{own}/end").status_code == 200
    as_(cast.ben).post("/account/sign-ins/end-others")
    assert is_in(tablet)


def test_all_others_end_at_once(as_: As, cast: Cast, tablet: PageClient) -> None:
    client = as_(cast.amira)
    assert client.post("/account/sign-ins/end-others").status_code == 303
    assert not is_in(tablet)
    assert is_in(client)


def test_a_new_password_needs_the_old_one_and_ends_every_other_sign_in(
    as_: As, cast: Cast, tablet: PageClient, client: PageClient, session: Session
) -> None:
    as_(cast.amira)
    before = client.get_cookie("gcp")
    assert before is not None
    wrong = client.post("/account/password", data={"password": "no", "new_password": GOOD})
    assert "That is not your password" in wrong.get_data(as_text=True)
    weak = client.post("/account/password", data={"password": PASSWORD, "new_password": "riverside2026"})
    assert "guessed early" in weak.get_data(as_text=True)
    same = client.post("/account/password", data={"password": PASSWORD, "new_password": PASSWORD})
    assert "is the one you have now" in same.get_data(as_text=True)
    assert client.post("/account/password", data={"password": PASSWORD, "new_password": GOOD}).location == "/account"
    assert is_in(client)
    assert not is_in(tablet)
    assert len(session.scalars(select(SignIn).where(SignIn.user_id == cast.amira.id)).all()) == 1
    told = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert "password:change" in told
    client.post("/sign-out")
    assert type_password(client, cast.amira).status_code == 200
    assert type_password(client, cast.amira, GOOD).location == "/"
    client.set_cookie("gcp", before.value)
    assert not is_in(client)


@pytest.mark.parametrize("what", ["role", "team"])
def test_other_work_ends_every_sign_in_at_its_next_request(
    as_: As, cast: Cast, tablet: PageClient, client: PageClient, what: str
) -> None:
    new = {"role": "manager" if what == "role" else "practitioner", "profession": "social worker"}
    new["team"] = str((cast.hillside if what == "team" else cast.riverside).id)
    page = as_(cast.grace).get(f"/people/{cast.amira.id}/work").get_data(as_text=True)
    assert "Role and team of Amira Khan" in page
    assert client.post(f"/people/{cast.amira.id}/work", data=new).location == f"/people/{cast.amira.id}"
    assert is_in(tablet)
    assert answer_as(client, cast.chloe).location == "/to-decide"
    assert not is_in(tablet)
    type_password(tablet, cast.amira)
    assert tablet.get("/").location == ("/my-team" if what == "role" else "/my-children")


def test_an_administrator_cannot_change_their_own_role(as_: As, cast: Cast) -> None:
    new = {"role": "manager", "team": str(cast.riverside.id), "profession": ""}
    reply = as_(cast.grace).post(f"/people/{cast.grace.id}/work", data=new)
    assert "ask another administrator" in reply.get_data(as_text=True)
    assert as_(cast.grace).get("/people").status_code == 200


def test_an_administrator_ends_all_sign_ins_of_somebody(as_: As, cast: Cast, tablet: PageClient) -> None:
    shown = as_(cast.grace).get(f"/people/{cast.amira.id}").get_data(as_text=True)
    assert "Chrome on Android" in shown
    assert as_(cast.grace).post(f"/people/{cast.amira.id}/end-sign-ins").status_code == 303
    assert not is_in(tablet)
    assert "Nowhere" in as_(cast.grace).get(f"/people/{cast.amira.id}").get_data(as_text=True)


def test_a_person_page_tells_an_administrator_nothing_of_second_factors(as_: As, cast: Cast) -> None:
    set_up_app(as_(cast.amira))
    shown = as_(cast.grace).get(f"/people/{cast.amira.id}").get_data(as_text=True)
    assert "uthenticator" not in shown


def test_whose_sign_in_it_is_costs_one_query(as_: As, cast: Cast) -> None:
    client = as_(cast.amira)
    client.get("/session")
    with counted_queries() as seen:
        assert client.get("/session").get_json()["person"]
    assert len(seen) == 1
