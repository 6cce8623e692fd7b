"""After the whole run: no name, number or address of a child or an adult of any test in an address, in a log line, in a
Referer, or on a page that says that something went wrong. What is found fails the run, with the test it came from.

Every app that runs in this process is listened to, whatever asked it: test clients, browsers, the fuzz.
"""

from __future__ import annotations

import logging
import os
import re
import unicodedata
from typing import Any
from urllib.parse import unquote_plus

import pytest
from flask import Flask, Response, request, request_finished, request_started
from sqlalchemy import event
from sqlalchemy.orm import Mapper

from tests.count import is_worker

# Of the cast, wherever one stands as a word by itself.
NAMES = ("Leo", "Ruby", "Kai", "Zoë", "Noor", "Sami", "Tess", "Marsh", "Osei", "O’Quinn", "Haddad", "Abara")
# What else is personal, by the class whose rows hold it.
PERSONAL = {
    "Child": ("full_name", "nhs_number", "upn"),
    "Adult": ("name", "phone", "address"),
    "Household": ("address",),
}
# Shorter ones stand in ordinary words.
SHORTEST = 8
WORKER_SAYS = "canaries"


class Canaries:
    """`said`: each text that left, with the test in which it first did; `values`: what was stored of a person."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], str] = {}
        self.values: set[str] = set()

    def hear(self, where: str, text: str) -> None:
        if text:
            self.said.setdefault((where, text), os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0])

    def store(self, row: Any) -> None:
        # What the fuzz made up as an address is nobody’s, and it goes on to put the same into addresses of pages.
        if "tests/fuzz/" in os.environ.get("PYTEST_CURRENT_TEST", ""):
            return
        for name in PERSONAL.get(type(row).__name__, ()):
            value = plain(str(getattr(row, name) or ""))
            if len(value) >= SHORTEST and (" " in value or any(letter.isdigit() for letter in value)):
                self.values.add(value)

    def found(self) -> list[str]:
        """A line for each text that gives somebody away."""
        names = re.compile(rf"(?<![^\W_])({'|'.join(re.escape(plain(name)) for name in NAMES)})(?![^\W_])")
        texts = {key: plain(key[1]) for key in self.said}
        everything = "\n".join(texts.values())
        # Each is looked for once in all there is, since hardly any is ever there.
        stored = [value for value in self.values if value in everything]
        return [
            f"{self.said[key] or 'outside a test'}: a {key[0]} names somebody: {text[:300]}"
            for key, text in texts.items()
            if names.search(text) or any(value in text for value in stored)
        ]


def plain(text: str) -> str:
    """As it may be written in an address: without case, accents, apostrophes and what divides words or digits."""
    letters = unicodedata.normalize("NFKD", unquote_plus(text).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "’'")
    return re.sub(r"[\s+]+", " ", bare).strip()


canaries = Canaries()
told_by_workers: list[str] = []


class Listening(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        canaries.hear("log line", self.format(record))


def note_request(_app: Flask, **_more: Any) -> None:
    # As bytes may be in it that are no text.
    canaries.hear("request's address", f"{request.path}?{request.query_string.decode(errors='replace')}")
    canaries.hear("Referer", request.headers.get("Referer", ""))


def note_answer(_app: Flask, response: Response, **_more: Any) -> None:
    canaries.hear("redirect", response.headers.get("Location", ""))
    if response.status_code >= 400 and not response.direct_passthrough and not response.is_streamed:
        # Browsers ask for it compressed; the other tests ask for the same pages as they are.
        text = response.get_data(as_text=True) if not response.content_encoding else ""
        canaries.hear("page of an error", re.sub(r"<[^>]*>", " ", text))


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    logging.getLogger().addHandler(Listening())
    request_started.connect(note_request)
    request_finished.connect(note_answer)
    event.listen(Mapper, "after_insert", lambda _mapper, _connection, row: canaries.store(row))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    found = [*canaries.found(), *told_by_workers]
    if is_worker(session.config):
        session.config.workeroutput[WORKER_SAYS] = found  # type: ignore[attr-defined]  # pytest-xdist's
    elif found:
        fail(session.config, found)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Of pytest-xdist: a worker has ended."""
    told_by_workers.extend(getattr(node, "workeroutput", {}).get(WORKER_SAYS, []))


def fail(config: pytest.Config, found: list[str]) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.section("somebody is named where nobody may be")
        for line in found[:40]:
            reporter.write_line(line)
