"""The same server without readings, to see what they cost: a request that asks for it keeps none, and is shown none.

Only the server under measurement knows this; the application has no such switch.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import request

from gcp_tracker.record import routes as record
from gcp_tracker.visits import service as visits

ASKED = "without-reading"

Given = ParamSpec("Given")
Found = TypeVar("Found")


def leave_out_when_asked() -> None:
    """A visit that is signed keeps no reading; a child’s page has no verdict and no curve."""
    visits.keep_reading_of = _unless_asked(visits.keep_reading_of, dict)  # type: ignore[attr-defined]
    record._read = _unless_asked(record._read, lambda: None)  # type: ignore[assignment]


def _unless_asked(work: Callable[Given, Found], nothing: Callable[[], Found]) -> Callable[Given, Found]:
    @wraps(work)
    def maybe(*given: Given.args, **named: Given.kwargs) -> Found:
        return nothing() if ASKED in request.args else work(*given, **named)

    return maybe
