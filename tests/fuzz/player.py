"""Sends what was made, and looks whether the answer is one that may be given."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from flask import Flask, got_request_exception
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from tests.fuzz.place import HOST, FuzzedPlace
from tests.fuzz.sent import Sent, sent_of
from tests.fuzz.words import MARK

# After so many requests the database is as it was, so that one can be repeated without all that went before, and
# nobody is signed out for long.
ROUND = 50
# Of one core. No page of a lived-in place needs a tenth of it.
SLOW = 5.0
RAW = re.compile(rf'<{MARK}|(?<!\\)"\'><{MARK}|(href|src|action)="javascript:{MARK}'.encode())
REDIRECT = re.compile(r"/(?![/\\])[\x21-\x7e]*")
ON_EVERY_ANSWER = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "",
    "Cache-Control": "",
}


@dataclass
class Played:
    """What came of it. `faults`: a sentence for each, with the number that repeats it."""

    requests: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Listening(logging.Handler):
    """What was logged while one request was answered, and what was raised."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.raised: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def note(self, _app: Flask, exception: BaseException) -> None:
        where = exception.__traceback__
        while where and where.tb_next:
            where = where.tb_next
        line = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else ""
        self.raised.append(f"{type(exception).__name__} at {line}: {str(exception)[:300]}")


def play(place: FuzzedPlace, seed: int, numbers: range) -> Played:
    played, heard = Played(), Listening()
    root = logging.getLogger()
    root.addHandler(heard)
    try:
        with got_request_exception.connected_to(heard.note, place.app):
            for number in numbers:
                if number % ROUND == 0 or number == numbers.start:
                    place.restore()
                    start = number - number % ROUND
                    for before in range(start, number):
                        list(faults_of(place, sent_of(place, seed, before), heard, Played()))
                sent = sent_of(place, seed, number)
                shown = f"{number}: {sent.who or 'nobody'} {sent.method} {sent.path[:120]!r}"
                played.faults += [f"{shown}: {fault}" for fault in faults_of(place, sent, heard, played)]
                played.requests += 1
    finally:
        root.removeHandler(heard)
    return played


def faults_of(place: FuzzedPlace, sent: Sent, heard: Listening, played: Played) -> Iterator[str]:
    heard.lines, heard.raised = [], []
    began = time.process_time()
    try:
        answer, status, headers = run_wsgi_app(place.app.wsgi_app, environ_of(place, sent), buffered=True)
        body = b"".join(answer)
    # Whatever gets past the application is what is looked for.
    except Exception as error:
        yield f"raised {error!r} through the application"
        return
    code = int(status[:3])
    played.answers[code] = played.answers.get(code, 0) + 1
    if code >= 500 or heard.raised:
        yield f"{code} {'; '.join(heard.raised)}"
    if time.process_time() - began > SLOW:
        yield f"took {time.process_time() - began:.1f} s"
    yield from (f"{code} {fault}" for fault in _faults_of_headers(headers))
    yield from (f"{code} {fault}" for fault in _faults_of_body(headers.get("Content-Type", ""), body))
    if any(MARK in line for line in heard.lines):
        yield f"{code} logged what was sent: {heard.lines}"


def _faults_of_headers(headers: Headers) -> Iterator[str]:
    for name, part in ON_EVERY_ANSWER.items():
        if part not in headers.get(name, "") or name not in headers:
            yield f"with {name}: {headers.get(name)}"
    if any(MARK in value for name, value in headers.items() if name != "Location") or "X-Fuzzed" in headers:
        yield f"gives back in a header what was sent: {dict(headers)}"
    if "Location" in headers and not REDIRECT.fullmatch(headers["Location"]):
        yield f"sends to {headers['Location'][:200]}"


def _faults_of_body(kind: str, body: bytes) -> Iterator[str]:
    if b"Traceback (most recent" in body:
        yield "shows a traceback"
    if kind.startswith("text/html") and (raw := RAW.search(body)):
        yield f"gives back raw: {body[max(0, raw.start() - 80) : raw.end() + 40]!r}"


def environ_of(place: FuzzedPlace, sent: Sent) -> dict[str, object]:
    """As a server would hand it over."""
    environ: dict[str, object] = {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(sent.path).decode("latin-1"),
        "RAW_URI": sent.path.decode("latin-1"),
        "QUERY_STRING": sent.query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "CONTENT_TYPE": sent.kind,
        "CONTENT_LENGTH": str(len(sent.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(sent.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if sent.who:
        environ["HTTP_COOKIE"] = f"{place.app.config['SESSION_COOKIE_NAME']}={place.cookies[sent.who]}"
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.headers.items()}
    return environ
