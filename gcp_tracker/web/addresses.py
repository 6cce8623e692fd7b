"""Numbers in addresses."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, RequestRedirect


class RecordNumber(IntegerConverter):
    """`<int:…>`: a number that a record can have. A longer one is no page, rather than a fault of the database."""

    regex = r"[0-9]{1,9}"


def init_addresses(app: Flask) -> None:
    """Before the first blueprint."""
    app.url_map.converters["int"] = RecordNumber
    app.url_map.merge_slashes = False

    @app.before_request
    def write_addresses_in_one_way() -> None:
        """The library would send on to how it writes the address, below whatever host was asked."""
        if isinstance(request.routing_exception, RequestRedirect):
            abort(404)
