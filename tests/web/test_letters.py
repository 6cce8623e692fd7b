"""Links by letter, through a mail server in this process; and a forgotten password."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from gcp_tracker.accounts.settings import Mailbox
from tests.cast import Cast
from tests.confirmed import answer_as
from tests.page_client import PageClient
from tests.web.second_factors import set_up_app, type_password

ADDRESS = "https" + "://gcp.northmere.example"
GOOD = "seven grey geese land"


class Letters:
    """What the server was handed: to whom, and the words."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        words = message_from_bytes(envelope.content).get_payload(decode=True)
        assert isinstance(words, bytes)
        self.came.append((envelope.rcpt_tos[0], words.decode()))
        return "250 OK"

    def wait(self, count: int = 1) -> None:
        for _ in range(100):
            if len(self.came) >= count:
                return
            time.sleep(0.05)


@pytest.fixture
def letters(app: Flask) -> Iterator[Letters]:
    handler = Letters()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings = app.extensions["gcp_sign_in"]
    mailbox = Mailbox("127.0.0.1", port, "none", "", "", "gcp@northmere.example")
    app.extensions["gcp_sign_in"] = replace(settings, mailbox=mailbox, address=ADDRESS)
    yield handler
    app.extensions["gcp_sign_in"] = settings
    controller.stop()


def quiet() -> None:
    """Every letter that is on its way has been handed over."""
    for thread in threading.enumerate():
        if thread.name.startswith("letter"):
            thread.join(timeout=10)


def test_an_invitation_is_sent_too_and_names_our_own_address(client: PageClient, cast: Cast, letters: Letters) -> None:
    new = {"name": "Nia Pugh", "email": "nia@riverside.example", "profession": "", "role": "chair", "team": "0"}
    client.sign_in(cast.grace).post("/people/new", data=new)
    assert letters.came == []
    shown = answer_as(client, cast.chloe).get_data(as_text=True)
    assert "sent to nia@riverside.example as well" in shown
    [(to, words)] = letters.came
    assert to == "nia@riverside.example"
    [link] = re.findall(re.escape(ADDRESS) + r"(/welcome/\S+)", words)
    assert f'value="{ADDRESS}{link}"' in shown
    client.post("/sign-out")
    assert "Welcome, Nia Pugh" in client.get(link).get_data(as_text=True)


def test_a_server_that_is_away_is_said_and_the_link_is_there(
    client: PageClient, cast: Cast, letters: Letters, app: Flask
) -> None:
    settings = app.extensions["gcp_sign_in"]
    app.extensions["gcp_sign_in"] = replace(settings, mailbox=replace(settings.mailbox, port=1))
    client.sign_in(cast.grace).post(f"/people/{cast.amira.id}/link", data={"kind": "new_password"})
    reply = answer_as(client, cast.chloe)
    shown = reply.get_data(as_text=True)
    assert "The letter could not be sent" in shown
    assert f"{ADDRESS}/welcome/" in shown


def test_a_forgotten_password_is_set_anew_and_the_second_factor_stays(
    client: PageClient, cast: Cast, letters: Letters
) -> None:
    app, _ = set_up_app(client.sign_in(cast.amira))
    client.post("/sign-out")
    assert "Look into your mailbox" in client.post(
        "/forgotten-password", data={"email": "Amira@riverside.example"}
    ).get_data(as_text=True)
    letters.wait()
    [(to, words)] = letters.came
    assert to == cast.amira.email
    assert "within an hour" in words
    [link] = re.findall(re.escape(ADDRESS) + r"(/welcome/\S+)", words)
    assert client.post(link, data={"password": GOOD}).location.startswith("/sign-in/code")
    assert client.post("/sign-in/code", data={"code": app.code()}).location == "/"
    client.post("/sign-out")
    assert type_password(client, cast.amira, GOOD).status_code == 302


def test_nobody_learns_who_has_an_account_and_no_mailbox_is_filled(
    client: PageClient, cast: Cast, letters: Letters
) -> None:
    told = []
    for email in ("nobody@riverside.example", cast.amira.email):
        replies = [client.post("/forgotten-password", data={"email": email}) for _ in range(7)]
        told.append([(reply.status_code, email in reply.get_data(as_text=True)) for reply in replies])
    quiet()
    assert told[0] == told[1]
    assert [status for status, _ in told[0]] == [200] * 5 + [429] * 2
    assert {to for to, _ in letters.came} == {cast.amira.email}
    assert len(letters.came) == 5
