"""What the server answers by itself: to a request that is no HTTP, or longer than it may be, before the application is
asked.
"""

from __future__ import annotations

from socket import socket
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]  # gunicorn has no types
from gunicorn.http import errors  # type: ignore[import-untyped]  # as above
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # as above

from gcp_tracker.web.errors import where_from
from gcp_tracker.web.security import headers_of_every_answer

ANSWERS = {
    errors.LimitRequestLine: "414 URI Too Long",
    errors.LimitRequestHeaders: "431 Request Header Fields Too Large",
    errors.ExpectationFailed: "417 Expectation Failed",
    errors.UnsupportedTransferCoding: "501 Not Implemented",
}
UNREADABLE, OUR_FAULT = "400 Bad Request", "500 Internal Server Error"


class Worker(ThreadWorker):  # type: ignore[misc]  # see the imports
    """gunicorn’s own would answer with a page without headers, and show there and in the log what was sent."""

    def handle_error(self, _request: Any, client: socket, _address: Any, error: Exception) -> None:
        if isinstance(error, errors.ParseException):
            status = ANSWERS.get(type(error), UNREADABLE)
            self.log.warning("A request could not be read: %s", type(error).__name__)
        else:
            status = OUR_FAULT
            self.log.error("A request failed in the server\n%s", "".join(where_from(error)))
        try:
            util.write_nonblock(client, answer(status, https=self.app.config.is_production))
        except OSError:
            self.log.debug("Whoever sent it has gone")


def answer(status: str, *, https: bool) -> bytes:
    """The whole of it, as it goes over the wire: plain words, and nothing of what was sent."""
    body = f"{status[4:]}. Nothing was changed.\n"
    headers = headers_of_every_answer(https=https) | {
        "Cache-Control": "no-store",
        "Connection": "close",
        "Content-Length": str(len(body)),
        "Content-Type": "text/plain; charset=utf-8",
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()
