"""A second factor in the hands of a test: an authenticator app, and the pages that it is used on."""

from __future__ import annotations

import re
import time

import pyotp
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from gcp_tracker.models import User
from tests.cast import PASSWORD
from tests.page_client import PageClient


class App:
    """An authenticator app with one account in it. Codes open once, so each call gives that of a later step."""

    def __init__(self, key: str) -> None:
        self._codes = pyotp.TOTP(key)
        self._given = -1

    def code(self) -> str:
        """The code of this step of 30 seconds, or of the next where this one is spent."""
        now = int(time.time())
        self._given = max(0 if self._given < 0 else self._given + 30, now - 30)
        return self._codes.at(self._given)


def set_up_app(client: PageClient) -> tuple[App, TestResponse]:
    """As whoever is signed in there: the app, and the page after its first code."""
    shown = client.post("/account/authenticator", data={"setup": "authenticator"})
    assert shown.status_code == 200
    page = BeautifulSoup(shown.get_data(as_text=True), "html.parser")
    key, form = page.select_one(".secret-key"), page.select_one(".steps form")
    assert key is not None
    assert form is not None
    app = App(re.sub(r"[^A-Z2-7]", "", key.get_text()))
    return app, client.post(str(form["action"]), data={"code": app.code()})


def show_codes(client: PageClient) -> list[str]:
    page = BeautifulSoup(client.post("/account/recovery-codes").get_data(as_text=True), "html.parser")
    return [line.get_text(strip=True) for line in page.select(".recovery-codes li")]


def type_password(client: PageClient, user: User, password: str = PASSWORD) -> TestResponse:
    return client.post("/sign-in", data={"email": user.email, "password": password})
