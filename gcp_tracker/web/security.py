"""Headers on every response, and the refusal of requests that another site sent, or that hold no readable text."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Of a browser, which no page here asks for.
UNUSED_POWERS = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
# Where browsers send what they refused, and as what: older ones a report by itself, newer ones several together.
REPORTS = "/browser-reports"
# Nothing that a page of ours sends is half as deep.
DEEPEST_JSON = 20
REPORTS_KINDS = ("application/csp-report", "application/reports+json")

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
protection = CSRFProtect()


def without_form_token(view: View) -> View:
    """For what a browser sends by itself, from no form. tests/web/test_other_sites.py names each route, with why."""
    protection.exempt(view)
    return view


def body_at_most(count: int) -> Callable[[View], View]:
    """For a route that takes less than a form may hold; bytes."""

    def note(view: View) -> View:
        view.longest_body = count  # type: ignore[attr-defined]  # read before the route is run
        return view

    return note


def csp_nonce() -> str:
    """This response's nonce; the same at every call in one request."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def refuse_unreadable() -> None:
    """Text that is not UTF-8, or holds a NUL, which no database keeps: refused, never mended by guessing.

    Before anything else asks for the form, since reading one drops what it cannot decode without a word. Files are
    read by whoever takes them.
    """
    try:
        sent = [request.path, _decoded(request.query_string), *_texts_of_body()]
    except (UnicodeError, RecursionError):
        abort(400)
    if any("\0" in text for text in sent):
        abort(400)


def _texts_of_body() -> Iterator[str]:
    """Raises UnicodeError, or RecursionError where JSON is nested too deeply to be read."""
    if request.method in SAFE_METHODS and not request.content_length:
        return
    if request.mimetype != "multipart/form-data":
        # It is read whole here, so it may be as large as the words of a form, not as a file.
        view = current_app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "longest_body", request.max_form_memory_size)
    if request.is_json:
        request.get_data().decode()
        yield from _texts_in(request.get_json(silent=True))
    elif request.mimetype == "multipart/form-data":
        for name, value in request.form.items(multi=True):
            # The library has put this mark wherever it could not decode.
            if "\ufffd" in name + value:
                raise UnicodeError
            yield from (name, value)
    elif request.mimetype == "application/x-www-form-urlencoded":
        if request.get_data().count(b"&") >= (request.max_form_parts or 0):
            # The library counts those of a form with files only.
            abort(413)
        yield _decoded(request.get_data())


def _decoded(query: bytes) -> str:
    return unquote_to_bytes(query.replace(b"+", b" ")).decode()


def _texts_in(json: Any, depth: int = 0) -> Iterator[str]:
    if depth > DEEPEST_JSON:
        raise RecursionError
    if isinstance(json, str):
        # Half of a pair is JSON, but no text.
        json.encode()
        yield json
    elif isinstance(json, dict):
        for name, value in json.items():
            yield from _texts_in(name, depth + 1)
            yield from _texts_in(value, depth + 1)
    elif isinstance(json, list):
        for value in json:
            yield from _texts_in(value, depth + 1)


def init_security_headers(app: Flask, *, https: bool) -> None:
    app.before_request(refuse_unreadable)
    protection.init_app(app)

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            abort(403)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(headers_of_every_answer(https=https))
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{csp_nonce()}' 'strict-dynamic'; style-src"
            " 'self'; img-src 'self' data: blob:;"
            " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
            " object-src 'none'; base-uri 'none';"
            f" frame-ancestors 'none'; report-uri {REPORTS}"
        )
        if https:
            # Without TLS browsers take a policy that names it at its word, and then send nothing at all.
            response.headers["Content-Security-Policy"] += "; report-to policy"
            response.headers["Reporting-Endpoints"] = f'policy="{REPORTS}"'
        if request.endpoint == "static" and response.status_code < 400:
            response.headers.setdefault("Cache-Control", "no-cache")
        else:
            response.headers["Cache-Control"] = "no-store"
        return response


def headers_of_every_answer(*, https: bool) -> dict[str, str]:
    """Those that are the same for a page, an error, a download and a file. docs/security.md says why each is sent."""
    headers = {
        # A file opened by itself; a page has a policy of its own.
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{power}=()" for power in UNUSED_POWERS),
    }
    return headers | {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"} if https else headers
