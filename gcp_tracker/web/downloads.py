"""A file that leaves the house: under a name without a child’s name, and never kept on the way."""

from __future__ import annotations

from flask import Response

from gcp_tracker.spreadsheets import SheetFile


def download(file: SheetFile) -> Response:
    """As an attachment, piece by piece, its length said before. That nothing keeps it is said for every page."""
    response = Response(iter(file.pieces), mimetype=file.mimetype)
    response.content_length = file.size
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
