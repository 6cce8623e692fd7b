"""The test client is the style guide: every page that any test fetches is looked over before the test sees it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from html5lib import HTMLParser
from sqlalchemy import Engine, event, select
from werkzeug.test import TestResponse

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.db import db
from gcp_tracker.models import ExportedCopy, User
from gcp_tracker.web import clock
from tests.signed_in import held_after_sign_in

WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
# The read log, when a sign-in was last used, and that an address of a calendar was guessed wrongly.
WRITTEN_BY_READING = {"audit_event", "sign_in", "failed_try"}
# Coming back from the authority’s own sign-in is a GET, and signs in.
SIGNS_IN = "/sign-in/provider/answer"
UNLABELLED_IS_FINE = {"hidden", "submit", "button"}
NOT_TYPED = UNLABELLED_IS_FINE | {"radio", "checkbox"}
NO_TEXT = {"date", "time", "file"}
INLINE_HANDLER = re.compile(r"^on[a-z]+$")


class PageClient(FlaskClient):
    """A client whose every GET must not write anything but who reads what and when, and whose every HTML page must be
    well made.
    """

    def sign_in(self, user: User) -> PageClient:
        with self.application.app_context():
            held = held_after_sign_in(db.engine, user, clock.now())
            # As in a process that has answered before: whoever asks first reads the settings for all.
            settings_of(db.session, 0, clock.today())
        with self.session_transaction() as session:
            session.clear()
            session.update(held)
        return self

    def found(self, page: str, asked: str, **chosen: str) -> str:
        """Where what was typed into the search box of a list leads; the list itself for somebody who has none."""
        answer = self.post(f"{page}/find", data=chosen | {"q": asked})
        return answer.location or page

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
        if response.status_code == 200 and leaves_the_house(response):
            check_is_known(response, engine)
        return response


def leaves_the_house(response: TestResponse) -> bool:
    attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    return attached or b'class="paper-bar"' in response.get_data()


def check_is_known(response: TestResponse, engine: Engine) -> None:
    """Somebody was asked who it is for, and these very bytes can be known again."""
    found = hashlib.sha256(response.get_data()).hexdigest()
    with engine.connect() as connection:
        made = connection.scalar(select(ExportedCopy.id).where(ExportedCopy.sha256 == found))
    assert made is not None, f"{response.request.path} left the house unasked"


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

    for form in soup.find_all("form", method=lambda method: (method or "get").lower() == "get"):
        typed = [field.get("name") for field in form.find_all(["input", "textarea"]) if is_typed_into(field)]
        assert not typed, f"{where}: what is typed into {typed} would stand in the address"

    endless = [
        field.get("name") or field.get("id")
        for field in soup.find_all(["input", "textarea"])
        if is_typed_into(field)
        and field.get("type") not in NO_TEXT
        and not (field.get("maxlength") or field.has_attr("readonly"))
    ]
    assert not endless, f"{where}: nothing says how long {endless} may be"

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


def is_typed_into(field: Tag) -> bool:
    return field.name == "textarea" or field.get("type", "text") not in NOT_TYPED


def _words(tag: Tag | None) -> str:
    return " ".join(tag.get_text().split()) if tag else ""
