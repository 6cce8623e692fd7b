"""A provider of OpenID Connect in a process of its own, for tests: strict about what it is sent (client, redirect,
PKCE, a code once), and told by its query what to answer. `python -m tests.provider PORT`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import run_simple
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

CLIENT, SECRET = "gcp-tracker", "a secret between the two"
SCOPES = {"openid", "email"}


class Provider:
    """Signs in whoever the test says: `/next` takes the claims of the next person, and how to lie about them."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.another = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.lie = ""

    def __call__(self, environ: Any, start: Any) -> Any:
        request = Request(environ)
        pages = {
            "/.well-known/openid-configuration": self.about,
            "/authorize": self.authorize,
            "/token": self.token,
            "/keys": self.keys,
            "/next": self.next,
        }
        page = pages.get(request.path)
        return (page(request) if page else Response(status=404))(environ, start)

    def next(self, request: Request) -> Response:
        told = json.loads(request.get_data())
        self.claims, self.lie = told["claims"], told["lie"]
        return Response()

    def about(self, _request: Request) -> Response:
        return _json(
            {
                "issuer": "https://elsewhere.example" if self.lie == "metadata" else self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def keys(self, _request: Request) -> Response:
        return _json({"keys": [self.key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        asked = request.args
        wrong = (
            asked.get("client_id") != CLIENT
            or asked.get("response_type") != "code"
            or asked.get("code_challenge_method") != "S256"
            or not asked.get("code_challenge")
            or not asked.get("state")
            or not asked.get("nonce")
            or set(asked.get("scope", "").split()) != SCOPES
        )
        if wrong:
            return Response("not what was agreed", status=400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked.to_dict()
        state = "another" if self.lie == "state" else asked["state"]
        return redirect(f"{asked['redirect_uri']}?code={code}&state={state}")

    def token(self, request: Request) -> Response:
        sent = request.form
        asked = self.codes.pop(sent.get("code", ""), None)
        verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or request.authorization is None
            or (request.authorization.username, request.authorization.password) != (CLIENT, SECRET)
            or sent.get("redirect_uri") != asked["redirect_uri"]
            or base64.urlsafe_b64encode(verifier).decode().rstrip("=") != asked["code_challenge"]
        ):
            return _json({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": "elsewhere" if self.lie == "issuer" else self.issuer,
            "aud": "another" if self.lie == "audience" else CLIENT,
            "nonce": "another" if self.lie == "nonce" else asked["nonce"],
            "iat": now - 7200 if self.lie == "age" else now,
            "exp": now - 3600 if self.lie == "age" else now + 300,
            "auth_time": now - 3600 if self.lie == "auth_time" else now,
            **self.claims,
        }
        key = self.another if self.lie == "key" else self.key
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        return _json({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token})


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")


class RunningProvider:
    def __init__(self, port: int) -> None:
        self.port = port
        self.issuer = f"http://127.0.0.1:{port}"

    def next(self, lie: str = "", **claims: Any) -> None:
        """Who signs in next, and what is wrong about it."""
        self._ask("POST", "/next", json.dumps({"claims": claims, "lie": lie}))

    def sign_in(self, address: str) -> str:
        """What a browser does there: the address that it is sent back to."""
        status, location = self._ask("GET", address.removeprefix(self.issuer))
        assert status == 302, status
        return location

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body)
        reply = connection.getresponse()
        reply.read()
        connection.close()
        return reply.status, reply.headers.get("Location", "")


@contextmanager
def running_provider() -> Iterator[RunningProvider]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.provider", str(port)], stderr=subprocess.DEVNULL)
    provider = RunningProvider(port)
    try:
        for _ in range(200):
            try:
                provider.next()
                break
            except OSError:
                time.sleep(0.1)
        yield provider
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    number = int(sys.argv[1])
    run_simple("127.0.0.1", number, Provider(f"http://127.0.0.1:{number}"))
