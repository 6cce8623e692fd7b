"""What a person reads when something goes wrong: what happened, what was kept, what to do."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, NamedTuple

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from gcp_tracker.rules.lengths import LONGEST_TEXT
from gcp_tracker.web.templating import page


class Words(NamedTuple):
    title: str
    what_to_do: str


ERRORS: dict[int, Words] = {
    400: Words("That could not be read", "Nothing was changed. Go back, reload the page and try again."),
    403: Words(
        "That was sent from another site", "Nothing was changed. Open GCP Tracker in a tab of its own and try again."
    ),
    404: Words(
        "There is no such page",
        "The address may be mistyped, or the page is one that you have no part in. Your list has"
        " everyone you work with.",
    ),
    405: Words("That cannot be done from here", "Nothing was changed. Go back and use the buttons on the page."),
    413: Words(
        "That is too large",
        f"Nothing of it was saved, and nothing was changed. Go back: what you typed is still in the form, and what the"
        f" grade page keeps on the tablet stays there. A text may have {LONGEST_TEXT:,} characters, a return 64 MB.",
    ),
    429: Words("Too many tries", "Wait a minute, then try again. Nothing was changed."),
    500: Words(
        "Something went wrong on our side",
        "What was saved before is safe; what you last sent was not saved. Go back: your words are"
        " still in the form. Try again.",
    ),
}


def init_errors(app: Flask) -> None:
    def log_exception(exc_info: Any) -> None:
        app.logger.error("%s %s failed\n%s", request.method, request.endpoint, "".join(where_from(exc_info[1])))

    app.log_exception = log_exception  # type: ignore[method-assign]  # what Flask calls for what nobody caught

    app.register_error_handler(HTTPException, in_words)


def in_words(error: HTTPException) -> ResponseReturnValue:
    if isinstance(request.routing_exception, SecurityError):
        # Asked for under a name that is not ours: no page, since its links would have no address to begin with.
        return Response("GCP Tracker does not answer under this name.\n", 400, mimetype="text/plain")
    status = error.code or 500
    if status == 401 and not wants_json():
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if status < 400:
        return error.get_response()
    words = ERRORS.get(status, ERRORS[400] if status < 500 else ERRORS[500])
    if isinstance(error, CSRFError):
        words = Words(
            "This page was open for too long", "Nothing was changed. Go back, reload the page, and send it again."
        )
    if wants_json():
        return {"error": words.title, "what_to_do": words.what_to_do}, status
    return page("errors/error.html", words=words, status=status), status


def where_from(error: BaseException | None) -> Iterator[str]:
    """For the log: the lines of code that an exception came through, and its kind, the first cause first.

    Never its message: a database's names the key that was there already, which may be a child's number, and Python's
    the value that could not be read, which may be a child's words.
    """
    if error is None:
        return
    yield from where_from(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    trace: TracebackType | None = error.__traceback__
    yield from traceback.format_tb(trace)
    state = getattr(error, "sqlstate", None)
    yield f"{type(error).__module__}.{type(error).__qualname__}" + (f" (SQLSTATE {state})" if state else "") + "\n"


def wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"
