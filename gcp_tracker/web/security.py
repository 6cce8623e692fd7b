"""Headers on every response, and the refusal of requests that another site sent."""

from __future__ import annotations

import secrets

from flask import Flask, Response, abort, g, request
from flask_wtf import CSRFProtect

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def csp_nonce() -> str:
    """This response's nonce; the same at every call in one request."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def init_security_headers(app: Flask, *, https: bool) -> None:
    CSRFProtect(app)

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            abort(403)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{csp_nonce()}' 'strict-dynamic'; style-src"
            " 'self'; img-src 'self' data: blob:;"
            " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
            " object-src 'none'; base-uri 'none';"
            " frame-ancestors 'none'"
        )
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers.setdefault("Cache-Control", "no-store")
        if https:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        return response
