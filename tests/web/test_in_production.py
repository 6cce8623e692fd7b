"""From an empty database to a first sign-in, as production demands it: the command, the link, both factors, TLS."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import TestResponse

from gcp_tracker import create_app
from gcp_tracker.cli import create_user
from gcp_tracker.config import ConfigError
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from tests.cast import gather_cast

STRONG = "q8Zr2mT6wLx0Vb4KpN9sYc3JdF7hGa1U"
TLS = "https" + "://localhost"
GOOD = "seven grey geese land"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    names = {"MODE": "production", "HOSTS": "localhost", "INSTANCE": str(tmp_path)}
    names |= {"SECRET_KEY": STRONG, "DATABASE_KEY": STRONG[::-1]}
    return {f"GCP_TRACKER_{name}": value for name, value in names.items()}


def let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Visitor:
    """A browser behind TLS, which sends the token of the page it is on."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._page = ""

    def get(self, path: str) -> TestResponse:
        return self._keep(self._client.get(path, base_url=TLS))

    def post(self, path: str, **fields: str) -> TestResponse:
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', self._page)[0]
        sent = fields | {"csrf_token": token}
        return self._keep(self._client.post(path, base_url=TLS, data=sent, headers={"Referer": f"{TLS}/"}))

    def _keep(self, reply: TestResponse) -> TestResponse:
        self._page = reply.get_data(as_text=True) if reply.status_code == 200 else self._page
        return reply


def test_the_first_administrator_comes_in_with_two_factors(environment: dict[str, str]) -> None:
    app = create_app(environment | {"GCP_TRACKER_ADDRESS": TLS})
    with app.app_context():
        upgrade(db.engine)
        made = CliRunner().invoke(
            create_user, ["grace@northmere.example", "--name", "Grace Bell", "--role", "administrator"]
        )
    let_go(app)
    assert made.exit_code == 0, made.output
    [link] = re.findall(re.escape(TLS) + r"(/welcome/\S+)", made.output)
    grace = Visitor(app)
    grace.get(link)
    assert grace.post(link, password=GOOD).location == "/"
    assert str(grace.get("/people").location).startswith("/sign-in")
    assert grace.get("/").location == "/account/second-factor"
    grace.get("/account/second-factor")
    shown = grace.post("/account/authenticator", setup="authenticator").get_data(as_text=True)
    [key] = re.findall(r'secret-key">([^<]+)<', shown)
    [action] = re.findall(r'action="(/account/authenticator/[^"]+)"', shown)
    codes = pyotp.TOTP(re.sub(r"[^A-Z2-7]", "", key))
    assert grace.post(action, code=codes.now()).location == "/account/recovery-codes"
    assert grace.get("/people").status_code == 200
    again = Visitor(app)
    again.get("/sign-in")
    assert again.post("/sign-in", email="grace@northmere.example", password=GOOD).location == "/sign-in/code"
    again.get("/sign-in/code")
    assert str(again.get("/people").location).startswith("/sign-in")
    again.get("/sign-in/code")
    assert again.post("/sign-in/code", code=codes.at(int(time.time()) + 30)).location == "/"
    assert again.get("/people").status_code == 200
    let_go(app)


def test_a_demo_s_people_do_not_get_into_production(environment: dict[str, str]) -> None:
    app = create_app(environment | {"GCP_TRACKER_MODE": "demo"})
    with app.app_context():
        upgrade(db.engine)
        cast = gather_cast(db.session(), "x")
        cast.amira.is_demo = True
        db.session.commit()
    let_go(app)
    with pytest.raises(ConfigError, match="demo accounts"):
        create_app(environment)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("IDLE_MINUTES", "60", "on the page Settings"),
        ("STEP_UP_MINUTES", "x", "from 1 to 120"),
        ("ADDRESS", "http" + "://gcp.example", "must begin with"),
        ("SMTP_HOST", "mail.example", "must be the e-mail address"),
        ("SMTP_ENCRYPTION", "maybe", "must be one of"),
        ("OIDC_ISSUER", "https" + "://login.example", "needs GCP_TRACKER_OIDC_CLIENT_ID"),
        ("OIDC_ISSUER", "http" + "://login.example", "must begin with"),
        ("PROXIES", "-1", "from 0 to 5"),
    ],
)
def test_a_setting_that_will_not_do_is_said_before_anything_starts(
    environment: dict[str, str], name: str, value: str, words: str
) -> None:
    given = environment | {f"GCP_TRACKER_{name}": value}
    if name == "SMTP_ENCRYPTION":
        given |= {"GCP_TRACKER_SMTP_HOST": "mail.example"}
    with pytest.raises(ConfigError, match=words):
        create_app(given)
