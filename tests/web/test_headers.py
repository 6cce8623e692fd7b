"""What goes with every answer: pages, errors, redirects, downloads, files, and whatever the method."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, abort
from sqlalchemy.orm import Session
from werkzeug.test import Client, TestResponse

from gcp_tracker import create_app
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import User
from gcp_tracker.web.security import UNUSED_POWERS
from tests.cast import PASSWORD, Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in UNUSED_POWERS),
}
POLICY = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")


def check(reply: TestResponse) -> None:
    for name, value in ALWAYS.items():
        assert reply.headers.getlist(name) == [value], f"{reply.status} with {name}"
    [policy] = reply.headers.getlist("Content-Security-Policy")
    assert "unsafe" not in policy
    assert all(part in policy for part in POLICY)
    assert reply.headers.getlist("Cache-Control") == ["no-store"]
    assert "ETag" not in reply.headers
    assert "Last-Modified" not in reply.headers
    if reply.mimetype.startswith("text/"):
        assert "charset=utf-8" in reply.headers["Content-Type"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429, 431, 500, 503])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_error_has_them(
    app: Flask, as_: As, cast: Cast, monkeypatch: pytest.MonkeyPatch, status: int, accept: str
) -> None:
    monkeypatch.setitem(app.view_functions, "accounts.account", lambda: abort(status))
    known = status in app.aborter.mapping
    reply = as_(cast.amira).get("/account", headers={"Accept": accept})
    assert known
    # Who is not known is sent to sign in.
    assert reply.status_code == (302 if status == 401 and accept == "text/html" else status)
    check(reply)


def test_a_failure_has_them(app: Flask, as_: As, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "accounts.account", lambda: 1 / 0)
    reply = as_(cast.amira).get("/account")
    assert reply.status_code == 500
    check(reply)


def test_pages_redirects_downloads_and_other_methods_have_them(as_: As, told: Cast) -> None:
    client, leo = as_(told.amira), told.leo.id
    asked: list[tuple[str, str, int]] = [
        ("GET", f"/children/{leo}", 200),
        ("HEAD", f"/children/{leo}", 200),
        ("OPTIONS", f"/children/{leo}", 200),
        ("DELETE", f"/children/{leo}", 405),
        ("GET", "/", 302),
        ("GET", "/my-children/file", 200),
        ("GET", f"/children/{leo}/grades/file", 200),
        ("GET", "/static/nothing", 404),
        ("POST", "/sign-out", 302),
    ]
    for method, path, status in asked:
        reply = client.open(path, method=method)
        assert reply.status_code == status, f"{method} {path}"
        check(reply)


def test_a_refusal_before_any_route_has_them(as_: As, cast: Cast) -> None:
    sent: list[tuple[dict[str, Any], int]] = [
        ({"query_string": "a=%ff"}, 400),
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"data": {"a": "x" * 2_100_000}}, 413),
        ({"headers": {"Host": "elsewhere.example"}}, 400),
    ]
    for what, status in sent:
        reply = as_(cast.amira).post("/children/new", **what)
        assert reply.status_code == status
        check(reply)


def test_each_page_has_a_nonce_of_its_own(as_: As, cast: Cast) -> None:
    client = as_(cast.amira)
    pages = [client.get("/my-children") for _ in range(3)]
    nonces = {page.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0] for page in pages}
    assert len(nonces) == 3
    for page in pages:
        nonce = page.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
        assert f'nonce="{nonce}"' in page.get_data(as_text=True)


# As it is shipped


@pytest.fixture
def shipped(tmp_path: Path) -> Iterator[Client]:
    strong = "9fKq2LxV7mZr4TbW8sYd1HcJ6nPg3Ew0"
    names = {"MODE": "production", "HOSTS": "gcp.example", "INSTANCE": str(tmp_path), "SECRET_KEY": strong}
    with_key = names | {"DATABASE_KEY": strong[::-1]}
    folder = {f"GCP_TRACKER_{name}": value for name, value in with_key.items()}
    app = create_app(folder | {"GCP_TRACKER_MODE": "demo"})
    with app.app_context():
        upgrade(db.engine)
        db.engine.dispose()
    app = create_app(folder)
    yield Client(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_in_production_everything_says_to_come_by_tls_only(shipped: Client) -> None:
    app: Any = shipped.application
    statics = [f"{app.static_url_path}/{name}" for name in ("vendor/app.css", "icon.svg", "js/grade.js")]
    for path in ["/sign-in", "/my-children", "/no-such-page", *statics]:
        reply = shipped.get(path, base_url="https://gcp.example")
        assert reply.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains", path
        assert {name: reply.headers[name] for name in ALWAYS} == ALWAYS, path
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"], path
        reply.close()
    page = shipped.get("/sign-in", base_url="https://gcp.example")
    assert "; report-uri /browser-reports; report-to policy" in page.headers["Content-Security-Policy"]
    assert page.headers["Reporting-Endpoints"] == 'policy="/browser-reports"'
    for path in statics:
        reply = shipped.get(path, base_url="https://gcp.example")
        reply.close()
        assert reply.status_code == 200
        assert "immutable" in reply.headers["Cache-Control"]
        assert "Set-Cookie" not in reply.headers
        assert "Access-Control-Allow-Origin" not in reply.headers


def test_only_under_its_own_name_is_anything_answered(shipped: Client) -> None:
    for host in (
        "elsewhere.example",
        "gcp.example.elsewhere.example",
        "gcp.example@elsewhere.example",
        "localhost",
        "",
    ):
        reply = shipped.get("/sign-in", headers={"Host": host})
        assert reply.status_code == 400, host
        assert "elsewhere" not in reply.get_data(as_text=True)
    assert shipped.get("/sign-in", base_url="https://gcp.example").status_code == 200
    forwarded = {"X-Forwarded-Host": "elsewhere.example", "Forwarded": "host=elsewhere.example"}
    reply = shipped.get("/my-children", base_url="https://gcp.example", headers=forwarded)
    assert reply.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "path", ["//elsewhere.example", "/\\elsewhere.example", "//elsewhere.example/%2e%2e", "/./sign-in"]
)
def test_no_address_is_sent_on_to_another_host(client: PageClient, cast: Cast, session: Session, path: str) -> None:
    reply = client.get("/", environ_overrides={"PATH_INFO": path})
    assert reply.status_code == 404
    assert "Location" not in reply.headers


@pytest.mark.parametrize(
    "where",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "\x01//elsewhere.example",
        " //elsewhere.example",
        "https:elsewhere.example",
        "https:///elsewhere.example",
        "javascript:alert(1)",
        "http://localhost@elsewhere.example/",
        "/\x7f/elsewhere.example",
    ],
)
def test_signing_in_leads_to_no_other_site(client: PageClient, cast: Cast, where: str) -> None:
    typed = {"email": cast.amira.email, "password": PASSWORD}
    for asked, more in ((urlencode({"next": where}), {}), ("next=%2Fmy-children", {"next": where})):
        assert client.post(f"/sign-in?{asked}", data=typed | more).status_code == 400
        assert client.get("/my-children").status_code == 302


def test_of_two_answers_to_one_question_neither_leads_away(client: PageClient, cast: Cast) -> None:
    typed = {"email": cast.amira.email, "password": PASSWORD}
    asked = ["next=%2Fmy-team", "next=%2F%2Felsewhere.example"]
    for both in (asked, asked[::-1]):
        reply = client.post(f"/sign-in?{'&'.join(both)}", data=typed)
        assert reply.status_code == 400 or reply.headers["Location"] == "/my-team"
        client.post("/sign-out")
