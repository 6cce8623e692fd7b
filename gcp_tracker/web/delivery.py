"""How bytes leave: compressed pages, static files that are kept for a year under an address with their hash."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from whitenoise import WhiteNoise

from gcp_tracker.paths import STATIC

A_YEAR = 365 * 24 * 3600


def init_delivery(app: Flask) -> None:
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_BR_LEVEL"] = 4
    app.config["COMPRESS_MIN_SIZE"] = 1000
    Compress(app)
    if not app.testing:
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # the documented way to wrap a Flask app
            app.wsgi_app,
            root=str(STATIC),
            prefix=app.static_url_path,
            max_age=A_YEAR,
            allow_all_origins=False,
            add_headers_function=_add_headers,
        )


def _add_headers(headers: object, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]  # WhiteNoise hands a wsgiref Headers
    headers["Cross-Origin-Resource-Policy"] = "same-origin"  # type: ignore[index]
