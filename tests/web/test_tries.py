"""Tries that fail slow down the next ones, whoever makes them, and shut nobody out; on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_security.proxies import _security
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.models import AuditEvent, FailedTry, User
from tests.cast import PASSWORD, Cast
from tests.page_client import PageClient
from tests.web.second_factors import set_up_app, type_password

pytestmark = pytest.mark.each_database

As = Callable[[User], PageClient]
Move = Callable[[timedelta], None]


class Counting:
    """The library’s hashing, which counts what it is asked for."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.asked: list[str] = []

    def hash(self, *arguments: Any, **more: Any) -> Any:
        self.asked.append("hash")
        return self.real.hash(*arguments, **more)

    def verify(self, *arguments: Any, **more: Any) -> Any:
        self.asked.append("verify")
        return self.real.verify(*arguments, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@pytest.fixture
def hashes(app: Flask) -> Iterator[list[str]]:
    counting = Counting(_security.pwd_context)
    app.extensions["security"].pwd_context = counting
    yield counting.asked
    app.extensions["security"].pwd_context = counting.real


def guess(client: PageClient, email: str, times: int) -> list[int]:
    sent = {"email": email, "password": "not this one"}
    return [client.post("/sign-in", data=sent).status_code for _ in range(times)]


def words(reply: TestResponse, email: str) -> tuple[int, str]:
    """What the page says, without what differs from one answer to the next anyway."""
    anew = r'nonce="[^"]+"|name="csrf_token" value="[^"]+"'
    return reply.status_code, re.sub(anew, "", reply.get_data(as_text=True)).replace(email, "")


def new_device(client: PageClient) -> PageClient:
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    return other


def test_after_five_tries_the_next_one_waits_and_the_right_password_too(
    client: PageClient, cast: Cast, move_clock: Move
) -> None:
    assert guess(client, cast.amira.email, 6) == [200] * 5 + [429]
    reply = type_password(client, cast.amira)
    assert reply.status_code == 429
    assert reply.headers["Retry-After"] == "1"
    assert "Wait 1 second" in reply.get_data(as_text=True)
    move_clock(timedelta(seconds=1))
    assert type_password(client, cast.amira).location == "/"


def test_waits_grow_to_a_minute_and_never_longer(client: PageClient, cast: Cast, move_clock: Move) -> None:
    waited: list[int] = []
    while len(waited) < 8:
        reply = client.post("/sign-in", data={"email": cast.amira.email, "password": "not this one"})
        if reply.status_code == 429:
            waited.append(int(reply.headers["Retry-After"]))
            move_clock(timedelta(seconds=sum(waited)))
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_worker_on_her_own_tablet_is_not_slowed_by_what_others_guess(client: PageClient, cast: Cast) -> None:
    assert type_password(client, cast.amira).location == "/"
    client.post("/sign-out")
    assert guess(new_device(client), cast.amira.email, 8)[-1] == 429
    assert type_password(client, cast.amira).location == "/"


def test_a_device_that_knows_one_worker_gives_no_free_tries_for_another(client: PageClient, cast: Cast) -> None:
    type_password(client, cast.amira)
    client.post("/sign-out")
    assert guess(client, cast.ben.email, 6)[-1] == 429


def test_a_cookie_that_is_not_ours_makes_no_device_known(client: PageClient, cast: Cast) -> None:
    for value in ("", "made up", '{"token":"x","people":["y"]}'):
        client.set_cookie("gcp-device", value)
        assert guess(client, cast.amira.email, 1)[0] in (200, 429)


def test_unknown_people_are_told_the_same_and_cost_the_same(
    client: PageClient, cast: Cast, hashes: list[str], session: Session
) -> None:
    told = []
    for email in (cast.amira.email, "nobody@riverside.example"):
        hashes.clear()
        replies = [client.post("/sign-in", data={"email": email, "password": "not this one"}) for _ in range(6)]
        told.append([words(reply, email) for reply in replies])
        assert len(hashes) == 5
    assert told[0] == told[1]
    refused = session.scalars(select(AuditEvent).where(AuditEvent.action == "session:refuse")).all()
    assert [event.subject_id for event in refused] == [str(cast.amira.id)] * 5 + [""] * 5
    assert {event.reason for event in refused} == {"password"}


@pytest.mark.parametrize("state", ["disabled", "without a password"])
def test_an_account_that_opens_nothing_is_told_the_same_too(
    client: PageClient, cast: Cast, hashes: list[str], session: Session, state: str
) -> None:
    if state == "disabled":
        cast.amira.active = False
    else:
        cast.amira.password = ""
    session.commit()
    told = [
        words(client.post("/sign-in", data={"email": email, "password": PASSWORD}), email)
        for email in (cast.amira.email, "nobody@riverside.example")
    ]
    assert told[0] == told[1]
    assert len(hashes) == 2


def test_codes_wait_after_five_for_whoever_has_the_password(
    client: PageClient, cast: Cast, as_: As, move_clock: Move
) -> None:
    app, _ = set_up_app(as_(cast.amira))
    client.post("/sign-out")
    thief = new_device(client)
    type_password(thief, cast.amira)
    codes = [thief.post("/sign-in/code", data={"code": "000000"}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    assert thief.post("/sign-in/recovery-code", data={"code": "AAAA"}).status_code == 429
    assert thief.post("/sign-in/code", data={"code": app.code()}).status_code == 429
    move_clock(timedelta(seconds=1))
    assert thief.post("/sign-in/code", data={"code": app.code()}).status_code == 302


def test_tries_are_forgotten_and_hold_no_address(
    client: PageClient, cast: Cast, session: Session, move_clock: Move
) -> None:
    guess(client, cast.amira.email, 4)
    assert {len(row.bucket) for row in session.scalars(select(FailedTry))} == {64}
    move_clock(timedelta(hours=1))
    assert guess(client, cast.amira.email, 1) == [200]
    session.expire_all()
    assert {row.failures for row in session.scalars(select(FailedTry))} == {1}


def test_one_address_that_tries_many_accounts_is_slowed(client: PageClient, cast: Cast) -> None:
    statuses = [guess(client, f"somebody{number}@riverside.example", 1)[0] for number in range(51)]
    assert statuses == [200] * 50 + [429]


def test_a_wrong_password_at_a_step_up_and_a_change_is_counted_too(as_: As, cast: Cast) -> None:
    client = as_(cast.amira)
    statuses = [client.post("/confirm", data={"password": "no"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    change = {"password": "no", "new_password": "seven grey geese land"}
    assert client.post("/account/password", data=change).status_code == 429
