"""A form that comes after its session has ended: what was typed is given back to the person who typed it, and to
nobody else; on both databases, with the tokens that other tests leave out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.models import Grade, Team, User, VisitNote
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import draft_visit
from tests.cast import PASSWORD, TODAY, Cast
from tests.page_client import PageClient

Writing = Callable[[User | None], UnitOfWork]
WORDS = "Zoë’s team & <others>\nline two"


@pytest.fixture(autouse=True)
def _tokens(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def fields_of(reply: TestResponse, action: str = "") -> dict[str, str]:
    """The hidden fields of the form that goes there, or of the page's main form."""
    soup = BeautifulSoup(reply.get_data(as_text=True), "html.parser")
    forms = [form for form in soup.select("main form") if form["action"].startswith(action)] if action else []
    form = forms[0] if forms else soup.select_one("main form")
    assert form is not None
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def sign_in(client: PageClient, who: str, page: TestResponse | None = None) -> TestResponse:
    page = page or client.get("/sign-in")
    sent = fields_of(page) | {"email": f"{who}@riverside.example", "password": PASSWORD}
    return client.post("/sign-in", data=sent)


def lose_session(client: PageClient) -> None:
    client.delete_cookie("gcp")


def where(cast: Cast) -> str:
    return f"/authorities/{cast.authority.id}/teams/new"


@pytest.fixture
def filled(client: PageClient, cast: Cast) -> dict[str, Any]:
    """A form that Grace has open: its token, and what she typed."""
    sign_in(client, "grace")
    return {"csrf_token": fields_of(client.get(where(cast)))["csrf_token"], "name": WORDS}


def teams(session: Session) -> list[str]:
    return [team.name for team in session.scalars(select(Team)) if "team" in team.name]


def test_the_form_comes_back_after_signing_in_and_is_sent_with_one_press(
    client: PageClient, cast: Cast, filled: dict[str, Any], session: Session
) -> None:
    lose_session(client)
    asked = client.post(where(cast), data=filled)
    assert asked.status_code == 401
    assert "What was typed is kept on this page" in asked.get_data(as_text=True)
    again = sign_in(client, "grace", asked)
    assert again.status_code == 200
    assert "Go on with what you typed" in again.get_data(as_text=True)
    sent = fields_of(again)
    assert sent["name"] == WORDS
    assert sent["csrf_token"] != filled["csrf_token"]
    assert client.post(where(cast), data=sent).status_code == 303
    assert teams(session) == [WORDS]


def test_a_wrong_password_loses_nothing(client: PageClient, cast: Cast, filled: dict[str, Any]) -> None:
    lose_session(client)
    asked = client.post(where(cast), data=filled)
    sent = fields_of(asked) | {"email": cast.grace.email, "password": "not this one"}
    wrong = client.post("/sign-in", data=sent)
    assert wrong.status_code == 200
    assert fields_of(sign_in(client, "grace", wrong))["name"] == WORDS


def test_nobody_else_reads_or_sends_it(
    client: PageClient, cast: Cast, filled: dict[str, Any], session: Session
) -> None:
    lose_session(client)
    asked = client.post(where(cast), data=filled)
    assert "others" not in unescape(asked.get_data(as_text=True))
    other = sign_in(client, "amira", asked)
    text = unescape(other.get_data(as_text=True))
    assert other.status_code == 409
    assert "Somebody else typed this" in text
    assert "others" not in text
    assert teams(session) == []
    out = client.post("/sign-out", data=fields_of(other, "/sign-out"))
    assert fields_of(sign_in(client, "grace", out))["name"] == WORDS


def test_signed_in_again_in_another_tab_the_form_goes_on_at_once(
    client: PageClient, cast: Cast, filled: dict[str, Any]
) -> None:
    lose_session(client)
    sign_in(client, "grace")
    again = client.post(where(cast), data=filled)
    assert again.status_code == 200
    assert fields_of(again)["name"] == WORDS


def test_somebody_elses_session_does_not_send_it(client: PageClient, cast: Cast, filled: dict[str, Any]) -> None:
    lose_session(client)
    sign_in(client, "amira")
    again = client.post(where(cast), data=filled)
    assert again.status_code == 409
    assert "others" not in unescape(again.get_data(as_text=True))


def test_a_form_without_our_token_is_refused_as_before(client: PageClient, cast: Cast) -> None:
    for token in ("", "made up", "IjEi.aaaa.bbbb"):
        reply = client.post(where(cast), data={"name": WORDS, "csrf_token": token})
        assert reply.status_code == 400
        assert "This page was open for too long" in reply.get_data(as_text=True)


def test_a_sealed_form_that_was_changed_opens_nothing(client: PageClient, cast: Cast, filled: dict[str, Any]) -> None:
    lose_session(client)
    asked = client.post(where(cast), data=filled)
    sent = fields_of(asked) | {"email": cast.grace.email, "password": PASSWORD}
    sent["kept_form"] = sent["kept_form"][:-8] + "AAAAAAA="
    assert client.post("/sign-in", data=sent).status_code == 302


def test_a_password_is_not_carried_along(client: PageClient, cast: Cast) -> None:
    sign_in(client, "grace")
    token = fields_of(client.get("/people/new"))["csrf_token"]
    lose_session(client)
    asked = client.post("/people/new", data={"csrf_token": token, "name": "Hana", "password": "seven grey geese"})
    again = sign_in(client, "grace", asked)
    assert fields_of(again)["name"] == "Hana"
    assert "grey geese" not in again.get_data(as_text=True)
    assert "password" not in fields_of(again)


def test_a_form_too_large_to_carry_says_that_it_was_not_sent(
    client: PageClient, cast: Cast, filled: dict[str, Any]
) -> None:
    lose_session(client)
    reply = client.post(where(cast), data=filled | {"name": "x" * 1_100_000})
    assert reply.status_code == 400
    assert "Go back" in reply.get_data(as_text=True)


def test_the_whole_grade_form_of_a_tablet_without_javascript_comes_back(
    client: PageClient, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        grade = f"/visits/{draft_visit(uow, cast.leo, TODAY).id}/grade"
    sign_in(client, "amira")
    form = BeautifulSoup(client.get(grade).get_data(as_text=True), "html.parser").select_one("#grades")
    assert form is not None
    sent = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    sent |= {"note-evening": WORDS, "answer-nutrition_quality": "2"}
    lose_session(client)
    again = sign_in(client, "amira", client.post(grade, data=sent))
    assert client.post(grade, data=fields_of(again)).status_code == 303
    assert [note.text for note in session.scalars(select(VisitNote))] == [WORDS]
    assert [row.value for row in session.scalars(select(Grade))] == [2]
