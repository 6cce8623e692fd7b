"""How bytes leave: compressed pages, static files that are kept for good under an address with their hash."""

from __future__ import annotations

from collections.abc import MutableMapping

from flask import Flask
from flask_compress import Compress
from whitenoise import WhiteNoise

from gcp_tracker.paths import STATIC
from gcp_tracker.web.security import headers_of_every_answer

# The window, of 256 kB, holds any page of ours; the library’s own, of 4 MB, is memory for each thread.
COMPRESSED = {
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_BR_LEVEL": 4,
    "COMPRESS_BR_WINDOW": 18,
    "COMPRESS_MIN_SIZE": 1000,
}


def init_delivery(app: Flask, *, https: bool) -> None:
    app.config.update(COMPRESSED)
    Compress(app)
    if not app.testing:
        ours = headers_of_every_answer(https=https)

        def add_headers(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
            for name, value in ours.items():
                headers[name] = value

        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # the documented way to wrap a Flask app
            app.wsgi_app,
            root=str(STATIC),
            prefix=app.static_url_path,
            # Its address changes with the release.
            immutable_file_test=lambda _path, _url: True,
            allow_all_origins=False,
            add_headers_function=add_headers,
        )
