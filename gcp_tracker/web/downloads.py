"""A file that leaves the house: under a name without a name, and never kept on the way."""

from __future__ import annotations

from flask import Response

from gcp_tracker.spreadsheets import CsvFile


def download(file: CsvFile) -> Response:
    """As an attachment, line by line, its length said before. That nothing keeps it is said for every page."""
    response = Response(iter(file.lines), mimetype="text/csv")
    response.content_length = file.size
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
