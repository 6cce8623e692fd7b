"""What a real server answers by itself, over a raw connection: with our headers, and nothing of what was sent."""

from __future__ import annotations

import os
import signal
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.server import free_port
from gcp_tracker.serve import SILENCE, take_port
from gcp_tracker.web.security import headers_of_every_answer
from tests.test_serve import Environment, flask, served, settings

MARK = "Leo-Marsh"
LONG = MARK + "x" * 9000


@pytest.fixture(scope="module")
def served_here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Environment, Path]]:
    instance = tmp_path_factory.mktemp("worker")
    environment = settings(instance)
    flask(environment, "migrate")
    log = instance / "log.txt"
    with log.open("w") as heard, served(environment, said_to=heard) as server:
        yield environment, log
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=30)


def sent_raw(environment: Environment, request: bytes) -> tuple[str, dict[str, str], str]:
    """Status line, headers by their name and body, as they come over the wire."""
    with socket.create_connection(("127.0.0.1", int(environment["GCP_TRACKER_PORT"])), timeout=30) as connection:
        connection.sendall(request)
        came = b""
        while part := connection.recv(65536):
            came += part
            head, found, body = came.partition(b"\r\n\r\n")
            if found and f"content-length: {len(body)}\r" in f"{head.decode().lower()}\r":
                break
    status, *lines = head.decode().split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), body.decode()


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        (f"GET /{LONG} HTTP/1.1", "", "414 URI Too Long"),
        (f"GET /my-children?q={LONG} HTTP/1.1", "", "414 URI Too Long"),
        (f"GET / HTTP/1.1\r\nX-Long: {LONG}", "", "431 Request Header Fields Too Large"),
        (
            "GET / HTTP/1.1",
            "".join(f"X-{MARK}-{number}: a\r\n" for number in range(61)),
            "431 Request Header Fields Too Large",
        ),
        (f"{MARK}", "", "400 Bad Request"),
        (f"get<{MARK}> / HTTP/1.1", "", "400 Bad Request"),
        (f"GET / {MARK}/9.9", "", "400 Bad Request"),
        ("GET / HTTP/1.1", f"<{MARK}>: a\r\n", "400 Bad Request"),
        ("GET / HTTP/1.1", f" {MARK}\r\n", "400 Bad Request"),
        ("POST / HTTP/1.1", f"Transfer-Encoding: {MARK}\r\n", "501 Not Implemented"),
        ("POST / HTTP/1.1", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "400 Bad Request"),
        ("POST / HTTP/1.1", f"Content-Length: {MARK}\r\n", "400 Bad Request"),
        ("POST / HTTP/1.1", f"Expect: {MARK}\r\n", "417 Expectation Failed"),
    ],
)
def test_what_is_refused_before_it_is_read_has_headers_and_shows_nothing_of_it(
    served_here: tuple[Environment, Path], request_line: str, headers: str, status: str
) -> None:
    environment, log = served_here
    said, sent, body = sent_raw(environment, f"{request_line}\r\nHost: localhost\r\n{headers}\r\n".encode())
    assert said == f"HTTP/1.1 {status}"
    assert body == f"{status[4:]}. Nothing was changed.\n"
    assert sent["Cache-Control"] == "no-store"
    assert sent["Content-Type"] == "text/plain; charset=utf-8"
    expected = headers_of_every_answer(https=True)
    assert {name: sent[name] for name in expected} == expected
    assert MARK not in log.read_text()


def test_an_ordinary_request_is_served_as_ever(served_here: tuple[Environment, Path]) -> None:
    status, sent, _ = sent_raw(
        served_here[0], b"HEAD /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    assert status == "HTTP/1.1 200 OK"
    assert "nonce-" in sent["Content-Security-Policy"]


def test_a_body_in_pieces_without_lengths_is_refused_in_words(served_here: tuple[Environment, Path]) -> None:
    environment, log = served_here
    kind = "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked"
    request = f"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n{kind}\r\n\r\nzz{MARK}\r\n"
    status, sent, body = sent_raw(environment, request.encode())
    assert status.split()[1] == "400"
    assert "Nothing was changed" in body
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert MARK not in body
    assert MARK not in log.read_text()


def test_whoever_says_nothing_for_long_is_let_go() -> None:
    """On what is accepted, not only on what listens."""
    with take_port("127.0.0.1", free_port()) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                assert struct.unpack("ll", accepted.getsockopt(socket.SOL_SOCKET, direction, 16)) == (SILENCE, 0)
