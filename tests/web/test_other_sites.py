"""No other site can have anything written here: every route that writes asks for its form token, and where it is sent
from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from re import sub
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from gcp_tracker.accounts.expired import SIGNING_IN
from gcp_tracker.models import User
from gcp_tracker.web.security import SAFE_METHODS
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
# Routes that take what is sent without a token, each with why.
WITHOUT_TOKEN = {"violations.report": "a browser sends what it refused by itself, from no form"}
PERSONS = ("amira", "chloe", "ewa", "farid", "grace", "")


def writing_routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - SAFE_METHODS):
            yield rule, method


def address_of(rule: Rule, cast: Cast) -> str:
    """Leo’s, where it is a child’s."""
    known = {"child_id": cast.leo.id, "family_id": cast.leo.family_id, "token": "x", "state": "done"}
    values = {"uuid": str(uuid4()), "int": "1"}
    path = sub(
        r"<([^<>:]+:)?(\w+)>", lambda one: str(known.get(one[2], values.get((one[1] or "")[:-1], "x"))), rule.rule
    )
    assert "<" not in path
    return path


@pytest.fixture
def reached(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The routes that were run, in an app that asks for form tokens as it does when it is shipped."""
    ran: list[str] = []

    def note(endpoint: str, view: Callable[..., Any]) -> Callable[..., Any]:
        # Under its own name: by that it would be exempt.
        @wraps(view)
        def noted(**arguments: Any) -> Any:
            ran.append(endpoint)
            return view(**arguments)

        return noted

    for endpoint, view in app.view_functions.items():
        monkeypatch.setitem(app.view_functions, endpoint, note(endpoint, view))
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return ran


@pytest.mark.parametrize("who", PERSONS)
def test_every_route_that_writes_wants_its_token(
    app: Flask, client: PageClient, cast: Cast, reached: list[str], who: str
) -> None:
    if who:
        client.sign_in(getattr(cast, who))
    routes = [(rule, method) for rule, method in writing_routes(app) if rule.endpoint not in WITHOUT_TOKEN]
    assert len(routes) > 50
    sent: list[dict[str, Any]] = [
        {"data": {"a": "b"}},
        {"data": {"csrf_token": "made-up"}},
        {"json": {"a": "b"}},
        {"data": "a=b", "content_type": "text/plain"},
        {"data": {"a": "b"}, "headers": {"X-HTTP-Method-Override": "GET"}},
    ]
    for rule, method in routes:
        for what in sent:
            reply = client.open(address_of(rule, cast), method=method, **what)
            assert reached == [], f"{method} {rule.rule} with {what}"
            # Signing in begins anew, or is over already; what waits for a step-up is offered again, not sent.
            assert reply.status_code == 400 or rule.endpoint in {*SIGNING_IN, "accounts.confirmed"}, (
                f"{method} {rule.rule} with {what}"
            )


@pytest.mark.parametrize("origin", ["cross-site", "same-site", "made-up"])
def test_every_route_that_writes_refuses_what_another_site_sends(app: Flask, as_: As, cast: Cast, origin: str) -> None:
    """Also with a token: in the tests’ app none is asked for."""
    client = as_(cast.amira)
    for rule, method in writing_routes(app):
        if rule.endpoint in WITHOUT_TOKEN:
            continue
        reply = client.open(address_of(rule, cast), method=method, headers={"Sec-Fetch-Site": origin})
        assert reply.status_code == 403, f"{method} {rule.rule}"


def test_what_needs_no_token_is_named(app: Flask) -> None:
    exempt = app.extensions["csrf"]._exempt_views
    views = {f"{view.__module__}.{view.__name__}" for view in app.view_functions.values()}
    named = {f"{app.view_functions[name].__module__}.{app.view_functions[name].__name__}" for name in WITHOUT_TOKEN}
    assert set(exempt) & views == named
    assert not app.extensions["csrf"]._exempt_blueprints


def test_no_method_is_overridden(as_: As, cast: Cast) -> None:
    """A GET stays one, whatever a header or a field calls it."""
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        reply = as_(cast.amira).get("/sign-out?_method=POST", headers={name: "POST"})
        assert reply.status_code == 405
    assert as_(cast.amira).get("/my-children").status_code == 200
