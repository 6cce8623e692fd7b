"""One part of the statement that attention asks: which columns it can fill, and which children it is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, Date, Integer, Select, String, bindparam, cast, literal, null, select, type_coerce

from gcp_tracker.models import UtcInstant
from gcp_tracker.models.base import plain_key

COLUMNS: dict[str, Any] = {
    "on_1": Date,
    "on_2": Date,
    "on_3": Date,
    "on_4": Date,
    "on_5": Date,
    "number": Integer,
    "words_1": String,
    "words_2": String,
    "words_3": String,
    "words_4": String,
    "words_5": String,
    "at": UtcInstant,
}
TODAY = bindparam("today", type_=Date)


def ids_in(wanted: CTE) -> Any:
    return select(list(wanted.c)[0])


def part(what: str, child: Any, **filled: Any) -> Select[Any]:
    """The row of one part: what it does not fill is empty."""
    columns = [
        type_coerce(filled[name], kind).label(name) if name in filled else cast(null(), kind).label(name)
        for name, kind in COLUMNS.items()
    ]
    return select(plain_key(child).label("child"), literal(what).label("what"), *columns)
