"""A browser as the server knows it: keep-alive HTTP with cookies, timed from first byte sent to last byte read."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlencode

from bench.server import HOST

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    location: str
    milliseconds: float

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = HTTPConnection(HOST, port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def send(self, method: str, path: str, body: bytes = b"", *, kind: str = "", plain: bool = False) -> Reply:
        """`plain` asks for an uncompressed answer, which is what can be read here."""
        headers = {"Accept-Encoding": "identity" if plain else "br, gzip", "Accept": "text/html, application/json"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.token, "Sec-Fetch-Site": "same-origin"}
        try:
            return self._exchange(method, path, body, headers)
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server ends a connection that was idle for its keep-alive time.
            self.connection.close()
            return self._exchange(method, path, body, headers)

    def _exchange(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        started = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        response = self.connection.getresponse()
        content = response.read()
        taken = (time.perf_counter() - started) * 1000
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Reply(response.status, content, response.headers.get("Location", ""), taken)

    def get(self, path: str, *, plain: bool = False) -> Reply:
        return self.send("GET", path, plain=plain)

    def post_form(self, path: str, fields: dict[str, str]) -> Reply:
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        return self.send("POST", path, body, kind="application/x-www-form-urlencoded")

    def post_json(self, path: str, value: object) -> Reply:
        return self.send("POST", path, json.dumps(value).encode(), kind="application/json")

    def read_token(self, path: str) -> str:
        """Every page with a form has this session's token."""
        page = self.get(path, plain=True)
        found = TOKEN.search(page.text)
        if page.status != 200 or found is None:
            raise RuntimeError(f"GET {path} answered {page.status} without a token")
        self.token = found[1]
        return page.text

    def sign_in(self, email: str, password: str) -> Client:
        self.read_token("/sign-in")
        reply = self.post_form("/sign-in", {"email": email, "password": password})
        if reply.status not in (302, 303):
            raise RuntimeError(f"signing in as {email} answered {reply.status}")
        return self
