"""Reading what a browser sends, in both of the forms that browsers have for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple


class Report(NamedTuple):
    """As it was sent: nothing of it is to be kept or shown."""

    page: str
    directive: str
    blocked: str


def reports_in(body: bytes) -> list[Report]:
    """Raises ValueError where it is no JSON. Reports of another kind, or without a page, are left out."""
    try:
        sent = json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return list(_reports(sent))


def _reports(sent: Any) -> Iterator[Report]:
    # An older browser sends one, by itself; a newer one a list of them, among reports of other kinds.
    for one in sent if isinstance(sent, list) else [sent]:
        if not isinstance(one, dict):
            continue
        if isinstance(one.get("csp-report"), dict):
            told = one["csp-report"]
            directive = told.get("effective-directive") or told.get("violated-directive")
            found = told.get("document-uri"), directive, told.get("blocked-uri", "")
        elif one.get("type") == "csp-violation" and isinstance(one.get("body"), dict):
            told = one["body"]
            found = told.get("documentURL"), told.get("effectiveDirective"), told.get("blockedURL", "")
        else:
            continue
        page, directive, blocked = found
        if isinstance(page, str) and isinstance(directive, str) and isinstance(blocked, str):
            yield Report(page, directive, blocked)
