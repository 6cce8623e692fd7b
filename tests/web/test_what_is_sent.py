"""What is sent and cannot be read is refused in words; what is answered is never kept; a failure tells no names."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker.db import db
from gcp_tracker.models import Team, User
from tests.cast import NOW, Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n%b\r\n--x--\r\n'
REFUSED: dict[str, dict[str, Any]] = {
    "a NUL in a form": {"data": {"a": "b\0c"}},
    "a NUL in a field’s name": {"data": {"a\0": "b"}},
    "a NUL in a form with a file": {"data": PART % b"b\0", "content_type": MULTIPART},
    "a NUL in JSON": {"json": {"answers": [{"evidence": "b\0"}]}},
    "a NUL in a name in JSON": {"json": {"a\0": 1}},
    "a NUL in the query": {"query_string": "a=b%00"},
    "half of a pair in JSON": {"data": '{"a": "\\ud800"}', "content_type": "application/json"},
    "JSON without end": {"data": "[" * 100_000, "content_type": "application/json"},
    "no UTF-8 in a form": {"data": b"a=b\xff", "content_type": FORM},
    "no UTF-8 in a form, encoded": {"data": b"a=b%ff", "content_type": FORM},
    "no UTF-8 in a form with a file": {"data": PART % b"b\xff", "content_type": MULTIPART},
    "no UTF-8 in JSON": {"data": b'{"a": "b\xff"}', "content_type": "application/json"},
    "no UTF-8 in the query": {"query_string": "a=b%ff"},
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_in_words_by_every_route(as_: As, cast: Cast, what: str) -> None:
    client = as_(cast.amira)
    for path in ("/sign-in", "/children/new", f"/children/{cast.leo.id}/visits/new", "/no-such-page"):
        reply = client.post(path, **REFUSED[what])
        assert reply.status_code == 400, path
        assert "That could not be read" in reply.get_data(as_text=True)


@pytest.mark.parametrize("query", ["a=b%00", "a=b%ff", "a=b\xff"])
def test_a_page_is_not_asked_for_with_what_cannot_be_read(client: PageClient, cast: Cast, query: str) -> None:
    assert client.get("/sign-in", environ_overrides={"QUERY_STRING": query}).status_code == 400
    assert client.get("/sign-in%00").status_code == 400


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data"])
def test_words_of_every_script_arrive_whole(as_: As, cast: Cast, session: Session, content_type: str) -> None:
    words = "Zoë O’Neill 👩‍👧 محمد 100% + a&b=c; %41"
    where = f"/authorities/{cast.authority.id}/teams/new"
    assert as_(cast.grace).post(where, data={"name": words}, content_type=content_type).status_code == 303
    assert session.scalars(select(Team).where(Team.name == words)).one()


@pytest.mark.parametrize("path", ["/", "/sign-in", "/my-children", "/no-such-page"])
def test_nothing_about_anybody_is_kept_by_a_browser_or_on_the_way(as_: As, cast: Cast, path: str) -> None:
    client = as_(cast.amira)
    assert client.get(path).headers.getlist("Cache-Control") == ["no-store"]
    assert client.post("/sign-out").headers.getlist("Cache-Control") == ["no-store"]
    assert client.get(path).headers.getlist("Cache-Control") == ["no-store"]


# Failures


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """`failing(action)`: adding a child does `action`, which raises, as in a release."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def make(action: Callable[[], Any]) -> None:
        monkeypatch.setitem(app.view_functions, "children.new", lambda **_: action())

    return make


def test_a_failure_in_the_database_logs_where_and_which_kind_and_no_value(
    as_: As, cast: Cast, failing: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    def collide() -> None:
        again = {"email": cast.amira.email, "fs_uniquifier": "1", "name": "PRIVATE", "profession": ""}
        db.session.execute(insert(User).values(**again, password="", active=True, is_demo=False, created_at=NOW))

    failing(collide)
    with caplog.at_level(logging.INFO):
        reply = as_(cast.amira).post("/children/new?q=PRIVATEQUERY", data={"a": "PRIVATEFORM"})
    assert reply.status_code == 500
    assert "Something went wrong on our side" in reply.get_data(as_text=True)
    assert "POST children.new failed" in caplog.text
    assert "IntegrityError" in caplog.text
    assert "in collide" in caplog.text
    assert cast.amira.email not in caplog.text
    assert "PRIVATE" not in caplog.text


def test_a_failure_of_ours_logs_no_value_either(
    as_: As, cast: Cast, failing: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    def misread() -> None:
        words = "PRIVATE words"
        try:
            int(words)
        except ValueError as error:
            raise LookupError(words) from error

    failing(misread)
    as_(cast.amira).post("/children/new")
    assert "ValueError" in caplog.text
    assert "LookupError" in caplog.text
    assert caplog.text.index("ValueError") < caplog.text.index("LookupError")
    assert "PRIVATE words" not in caplog.text.replace('words = "PRIVATE words"', "")


def test_an_error_of_the_database_hides_its_parameters(cast: Cast, session: Session) -> None:
    with pytest.raises(DBAPIError) as raised:
        session.execute(select(func.no_such_thing(literal("PRIVATE"))))
    assert "parameters hidden" in str(raised.value)
    assert "PRIVATE" not in str(raised.value)
    session.rollback()
