"""What browsers refuse is counted, without a trace of whose page it was, and read by the administrator."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.models import AuditEvent, PolicyViolation, SignIn, User
from gcp_tracker.rules.violations import FURTHER, MOST_KINDS, MOST_REPORTS
from gcp_tracker.violations.routes import LONGEST_BODY
from tests.builders import events
from tests.cast import NOW, Cast
from tests.page_client import PageClient, soup_of

As = Callable[[User], PageClient]
HERE = "http://localhost"
SEEN = "/security-events/refused-by-browsers"


def old_report(page: str = "/my-children", directive: str = "script-src", blocked: str = "inline") -> dict[str, Any]:
    told = {"document-uri": HERE + page, "violated-directive": f"{directive} 'nonce-x'", "blocked-uri": blocked}
    return {"csp-report": told | {"script-sample": "Leo Marsh", "referrer": f"{HERE}/children/x"}}


def new_report(
    page: str = "/my-children", directive: str = "script-src-elem", blocked: str = "inline"
) -> dict[str, Any]:
    body = {"documentURL": HERE + page, "effectiveDirective": directive, "blockedURL": blocked, "sample": "Leo Marsh"}
    return {"type": "csp-violation", "age": 3, "url": HERE + page, "user_agent": "x", "body": body}


def send(client: PageClient, sent: Any, kind: str = "application/csp-report", **more: Any) -> TestResponse:
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return client.post("/browser-reports", data=body, content_type=kind, **more)


def send_new(client: PageClient, *sent: Any) -> TestResponse:
    return send(client, list(sent), "application/reports+json")


def kept(session: Session) -> dict[tuple[str, str, str], int]:
    session.expire_all()
    rows = session.scalars(select(PolicyViolation))
    return {(row.directive, row.route, row.blocked): row.times for row in rows}


def test_every_page_says_where_to_report(as_: As, cast: Cast, app: Flask) -> None:
    for reply in (as_(cast.amira).get("/my-children"), as_(cast.amira).get("/no-such-page")):
        policy = reply.headers["Content-Security-Policy"].split("; ")
        assert "report-uri /browser-reports" in policy


def test_both_kinds_of_report_are_counted_and_no_id_is_kept(client: PageClient, cast: Cast, session: Session) -> None:
    page = f"/children/{cast.leo.id}?q=Leo+Marsh#Leo"
    assert send(client, old_report(page)).status_code == 204
    assert (
        send_new(
            client, new_report(page), new_report(page), new_report("/sign-in", "img-src", "https://a.example/Leo?Marsh")
        ).status_code
        == 204
    )
    assert kept(session) == {
        ("script-src", "/children/…", "inline"): 3,
        ("img-src", "/sign-in", "https://a.example"): 1,
    }


@pytest.mark.parametrize(
    ("blocked", "is_kept"),
    [
        ("", "inline"),
        ("eval", "eval"),
        ("data", "data"),
        ("data:text/plain,Leo", "data"),
        ("chrome-extension://abcdef/Leo.js", "extension"),
        ("moz-extension", "extension"),
        ("https://Leo:Marsh@a.example:8443/x", "https://a.example:8443"),
        ("http://localhost/children/Leo", "self"),
        ("https://<b>leo marsh", "other"),
        ("https://" + "a" * 200, "other"),
        ("http://[", "other"),
        ("Leo Marsh", "other"),
    ],
)
def test_of_what_was_blocked_a_word_or_a_host_is_kept(
    client: PageClient, cast: Cast, session: Session, blocked: str, is_kept: str
) -> None:
    send(client, old_report(blocked=blocked))
    assert list(kept(session)) == [("script-src", "/my-children", is_kept)]


@pytest.mark.parametrize(
    ("page", "directive", "is_kept"),
    [
        ("/Leo-Marsh", "style-src-attr", ("style-src", "")),
        ("/find-a-child/open", "form-action", ("form-action", "/find-a-child/open")),
        ("/my-children", "Leo Marsh", ("other", "/my-children")),
        ("//Leo", "base-uri", ("base-uri", "")),
    ],
)
def test_of_the_page_and_the_rule_only_what_is_ours_is_kept(
    client: PageClient, cast: Cast, session: Session, page: str, directive: str, is_kept: tuple[str, str]
) -> None:
    send(client, old_report(page, directive))
    assert [(rule, route) for rule, route, _ in kept(session)] == [is_kept]


@pytest.mark.parametrize(
    ("sent", "kind", "status"),
    [
        (b"", "application/csp-report", 400),
        (b"{", "application/csp-report", 400),
        (b"[" * 5000, "application/csp-report", 400),
        (b"\xff", "application/csp-report", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "application/json", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (json.dumps(old_report("x" * LONGEST_BODY)).encode(), "application/csp-report", 413),
        (json.dumps([new_report("x" * LONGEST_BODY)]).encode(), "application/reports+json", 413),
        ([], "application/reports+json", 204),
        ([{"type": "deprecation", "body": {"documentURL": HERE}}, 3, None], "application/reports+json", 204),
        (
            {"csp-report": {"document-uri": 3, "violated-directive": [], "blocked-uri": {}}},
            "application/csp-report",
            204,
        ),
        ({"csp-report": {"document-uri": "http://[", "violated-directive": "img-src"}}, "application/csp-report", 204),
        (
            {"csp-report": {"document-uri": "https://elsewhere.example/", "violated-directive": "img-src"}},
            "application/csp-report",
            204,
        ),
    ],
)
def test_what_is_no_report_of_ours_leaves_nothing(
    client: PageClient, cast: Cast, session: Session, sent: Any, kind: str, status: int
) -> None:
    assert send(client, sent, kind).status_code == status
    assert kept(session) == {}


def test_another_sites_page_cannot_send_one(client: PageClient, cast: Cast, session: Session) -> None:
    assert send(client, old_report(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert kept(session) == {}


def test_no_more_kinds_are_kept_apart_than_so_many_in_a_day(client: PageClient, cast: Cast, session: Session) -> None:
    for start in range(0, MOST_KINDS + 30, 10):
        send_new(client, *(new_report(blocked=f"https://h{start + place}.example") for place in range(10)))
    found = kept(session)
    assert len(found) == MOST_KINDS + 1
    assert found[tuple(FURTHER)] == 30
    # One that is known already is counted as what it is.
    send(client, old_report(blocked="https://h3.example"))
    assert kept(session)["script-src", "/my-children", "https://h3.example"] == 2


def test_no_more_are_counted_than_so_many_in_a_day(
    client: PageClient, as_: As, cast: Cast, session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.add(PolicyViolation(on=NOW.date(), directive="img-src", route="", blocked="other", times=MOST_REPORTS - 1))
    session.commit()
    for _ in range(3):
        assert send(client, old_report()).status_code == 204
    assert sum(kept(session).values()) == MOST_REPORTS
    assert "the later ones were not counted" in str(soup_of(as_(cast.grace), SEEN))
    monkeypatch.setitem(app.config, "GCP_CLOCK", lambda: NOW + timedelta(days=1))
    send(client, old_report(directive="font-src"))
    assert sum(kept(session).values()) == MOST_REPORTS + 1


def test_after_three_months_they_are_gone(
    client: PageClient, as_: As, cast: Cast, session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, old_report(directive="img-src"))
    monkeypatch.setitem(app.config, "GCP_CLOCK", lambda: NOW + timedelta(days=92))
    assert "No browser has refused anything" in str(soup_of(as_(cast.grace), SEEN))
    send(client, old_report(directive="font-src"))
    assert [rule for rule, _, _ in kept(session)] == ["font-src"]


def test_the_audit_is_told_once_a_day_and_of_nobody(client: PageClient, as_: As, cast: Cast, session: Session) -> None:
    as_(cast.amira)
    for directive in ("img-src", "font-src", "img-src"):
        send(client, old_report(directive=directive))
    assert events(session) == ["violation:report"]
    [event] = session.scalars(select(AuditEvent))
    assert (event.actor_id, event.session_key, event.reason) == (None, "", "img-src")
    client.get("/my-children")
    page = soup_of(as_(cast.grace), "/security-events?kind=Pages")
    assert "browsers began to report something that they refused" in " ".join(page.main.get_text(" ").split())


def test_a_report_keeps_no_sign_in_awake(
    client: PageClient, as_: As, cast: Cast, session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_(cast.amira)
    monkeypatch.setitem(app.config, "GCP_CLOCK", lambda: NOW + timedelta(minutes=10))
    send(client, old_report())
    session.expire_all()
    assert session.scalars(select(SignIn.last_seen_at)).all() == [NOW]


def test_the_administrator_reads_what_it_means_and_nobody_else_does(
    client: PageClient, as_: As, cast: Cast, app: Flask
) -> None:
    app.config["GCP_CLOCK"] = lambda: datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
    try:
        send(client, old_report("/my-children", "img-src", "https://elsewhere.example/a"))
    finally:
        app.config["GCP_CLOCK"] = lambda: NOW
    send(client, old_report(f"/children/{cast.leo.id}", "form-action", "https://elsewhere.example/Leo"))
    for _ in range(3):
        send(client, old_report(blocked="chrome-extension"))
    send(client, old_report("/sign-in"))
    page = " ".join(soup_of(as_(cast.grace), SEEN).main.get_text(" ").split())
    assert "16 November 2026 (today)" in page
    assert "15 November 2026 (yesterday)" in page
    assert "3 times An extension of the browser wanted to change the page" in page
    assert "Once A script inside a page was not run" in page
    assert "Once A form was not sent to elsewhere.example" in page
    assert "On the page /children/… , by the rule form-action" in page
    assert page.index("A form was not sent") < page.index("An extension") < page.index("A script inside")
    for other in (cast.amira, cast.chloe, cast.ewa, cast.farid):
        assert as_(other).get(SEEN).status_code == 404
