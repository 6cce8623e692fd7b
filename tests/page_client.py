"""The test client is the style guide: every page that any test fetches is looked over before the test sees it."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from html5lib import HTMLParser
from sqlalchemy import event
from werkzeug.test import TestResponse

from gcp_tracker.db import db
from gcp_tracker.models import User
from gcp_tracker.web import clock
from tests.signed_in import held_after_sign_in

WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
# The read log, when a sign-in was last used, and that an address of a calendar was guessed wrongly.
WRITTEN_BY_READING = {"audit_event", "sign_in", "failed_try"}
# Coming back from the authority’s own sign-in is a GET, and signs in.
SIGNS_IN = "/sign-in/provider/answer"
UNLABELLED_IS_FINE = {"hidden", "submit", "button"}
INLINE_HANDLER = re.compile(r"^on[a-z]+$")


class PageClient(FlaskClient):
    """A client whose every GET must not write anything but who reads what and when, and whose every HTML page must be
    well made.
    """

    def sign_in(self, user: User) -> PageClient:
        with self.application.app_context():
            held = held_after_sign_in(db.engine, user, clock.now())
        with self.session_transaction() as session:
            session.clear()
            session.update(held)
        return self

    def open(self, *arguments: Any, **keywords: Any) -> TestResponse:
        written: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            found = WRITES.match(statement)
            if found and found[2] not in WRITTEN_BY_READING:
                written.append(statement)

        # The test's own context is left for the request: a request shares neither `g` nor session with who asks.
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            with self.application.app_context():
                response = super().open(*arguments, **keywords)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        # What the test has loaded is read anew, as another request would.
        db.session.rollback()
        if response.request.method in ("GET", "HEAD") and not response.history and response.request.path != SIGNS_IN:
            assert not written, f"a GET of {response.request.path} wrote: {written}"
        has_page = response.mimetype == "text/html" and response.request.method not in ("HEAD", "OPTIONS")
        if has_page and response.status_code not in (301, 302, 303, 308):
            check_page(response.get_data(as_text=True), response.request.path)
        check_headers(response)
        return response


def check_headers(response: TestResponse) -> None:
    policy = response.headers.get("Content-Security-Policy", "")
    assert "unsafe" not in policy, response.request.path
    assert "frame-ancestors 'none'" in policy, response.request.path
    assert response.headers.get("X-Content-Type-Options") == "nosniff", response.request.path


def soup_of(client: PageClient, address: str) -> BeautifulSoup:
    """A page that opens."""
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def check_page(markup: str, where: str) -> None:
    """Parses, one h1 that starts its title, unique ids, labelled inputs, no inline script, style or handler."""
    parser = HTMLParser(strict=False)
    parser.parse(markup)
    faults = [code for _, code, _ in parser.errors]
    assert not faults, f"{where} does not parse: {faults[:5]}"

    soup = BeautifulSoup(markup, "html.parser")
    headings = soup.find_all("h1")
    assert len(headings) == 1, f"{where} has {len(headings)} h1"
    heading, title = _words(headings[0]), _words(soup.title)
    assert heading, f"{where} has an empty h1"
    assert title.startswith(heading), f"{where}: title {title!r} does not begin with h1 {heading!r}"

    ids = [tag["id"] for tag in soup.find_all(id=True)]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"{where} uses ids twice: {sorted(twice)[:5]}"

    for tag in soup.find_all(True):
        inline = [name for name in tag.attrs if name == "style" or INLINE_HANDLER.match(name)]
        assert not inline, f"{where}: inline {inline} on {tag.name}"
    assert not soup.find_all("style"), f"{where} has an inline style block"
    for script in soup.find_all("script"):
        assert script.get("src") or script.get("type") == "application/json", f"{where} has an inline script"

    labelled = {label["for"] for label in soup.find_all("label") if label.get("for")}
    for field in soup.find_all(["input", "select", "textarea"]):
        if field.name == "input" and field.get("type", "text") in UNLABELLED_IS_FINE:
            continue
        named = (
            field.get("id") in labelled
            or field.get("aria-label")
            or field.get("aria-labelledby")
            or field.find_parent("label")
        )
        assert named, f"{where}: no label for {field.get('name')}"
    for link in soup.find_all(["a", "button"]):
        assert _words(link) or link.get("aria-label") or link.find("title"), f"{where}: a {link.name} without words"


def _words(tag: Tag | None) -> str:
    return " ".join(tag.get_text().split()) if tag else ""
