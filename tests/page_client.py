"""The test client is the style guide: every page that any test fetches is looked over before the test sees it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from html5lib import HTMLParser
from lxml.html import HtmlElement, document_fromstring
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
# What a page’s shape leaves out; an input’s type says where it may stand.
ESCAPED = re.compile(r"&(amp|lt|gt|quot|#34|#39);")
VALUE = re.compile(r'(?<! type)="[^"<>&]*"')
WORDS_BETWEEN = re.compile(r">[^<>&]*[^<>&\s][^<>&]*<")
SPACE_BETWEEN = re.compile(r">\s+<")
NOT_PLAIN = re.compile(r"[^\t\n\r -~\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd]")
WELL_FORMED: set[int] = set()


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
    faults = faults_of_parsing(markup)
    assert not faults, f"{where} does not parse: {faults[:5]}"

    page = document_fromstring(markup)
    tags = [tag for tag in page.iter() if isinstance(tag.tag, str)]
    headings = of_kind(tags, "h1")
    assert len(headings) == 1, f"{where} has {len(headings)} h1"
    heading, title = _words(headings[0]), _words(next(iter(of_kind(tags, "title")), None))
    assert heading, f"{where} has an empty h1"
    assert title.startswith(heading), f"{where}: title {title!r} does not begin with h1 {heading!r}"

    twice = {name for name, times in Counter(tag.get("id") for tag in tags).items() if name and times > 1}
    assert not twice, f"{where} uses ids twice: {sorted(twice)[:5]}"

    for tag in tags:
        inline = [name for name in tag.keys() if name == "style" or INLINE_HANDLER.match(name)]  # noqa: SIM118 - lxml
        assert not inline, f"{where}: inline {inline} on {tag.tag}"
    assert not of_kind(tags, "style"), f"{where} has an inline style block"
    for script in of_kind(tags, "script"):
        assert script.get("src") or script.get("type") == "application/json", f"{where} has an inline script"

    for form in of_kind(tags, "form"):
        typed = [field.get("name") for field in form.iter("input", "textarea") if is_typed_into(field)]
        is_get = (form.get("method") or "get").lower() == "get"
        assert not (is_get and typed), f"{where}: what is typed into {typed} would stand in the address"

    endless = [
        field.get("name") or field.get("id")
        for field in of_kind(tags, "input", "textarea")
        if is_typed_into(field)
        and field.get("type") not in NO_TEXT
        and not (field.get("maxlength") or field.get("readonly") is not None)
    ]
    assert not endless, f"{where}: nothing says how long {endless} may be"

    labelled = {label.get("for") for label in of_kind(tags, "label")} - {None, ""}
    for field in of_kind(tags, "input", "select", "textarea"):
        if field.tag == "input" and field.get("type", "text") in UNLABELLED_IS_FINE:
            continue
        named = (
            field.get("id") in labelled
            or field.get("aria-label")
            or field.get("aria-labelledby")
            or next(field.iterancestors("label"), None) is not None
        )
        assert named, f"{where}: no label for {field.get('name')}"
    for link in of_kind(tags, "a", "button"):
        has_words = _words(link) or link.get("aria-label") or link.find(".//title") is not None
        assert has_words, f"{where}: a {link.tag} without words"


def faults_of_parsing(markup: str) -> list[str]:
    """As the standard has it. Of pages that differ in their words alone the first is parsed: it takes as long as it
    takes to make the page.
    """
    shape = shape_of(markup)
    if shape in WELL_FORMED:
        return []
    parser = HTMLParser(strict=False)
    parser.parse(markup)
    if not parser.errors:
        WELL_FORMED.add(shape)
    return [code for _, code, _ in parser.errors]


def shape_of(markup: str) -> int:
    """The same for two pages that differ only in what stands between tags or in quotes, free of anything that could
    begin a tag or an entity.
    """
    if NOT_PLAIN.search(markup):
        return hash(markup)
    without_values = VALUE.sub('=""', ESCAPED.sub("e", markup))
    return hash(SPACE_BETWEEN.sub("> <", WORDS_BETWEEN.sub(">x<", without_values)))


def of_kind(tags: list[HtmlElement], *names: str) -> list[HtmlElement]:
    return [tag for tag in tags if tag.tag in names]


def is_typed_into(field: HtmlElement) -> bool:
    return field.tag == "textarea" or field.get("type", "text") not in NOT_TYPED


def _words(tag: HtmlElement | None) -> str:
    return "" if tag is None else " ".join(tag.text_content().split())
