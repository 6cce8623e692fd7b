"""One part of the statement that attention asks: which columns it can fill, and which children it is about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import CTE, Date, Integer, Select, String, bindparam, cast, literal, null, select, type_coerce

from gcp_tracker.models import UtcInstant
from gcp_tracker.models.base import plain_key


class PartRow(NamedTuple):
    """As every part fills it: equal where the database has the same."""

    child: Any
    what: str
    on_1: date
    on_2: date
    on_3: date
    on_4: date
    on_5: date
    number: int
    words_1: str
    words_2: str
    words_3: str
    words_4: str
    words_5: str
    at: datetime


KINDS: dict[str, Any] = {"on": Date, "number": Integer, "words": String, "at": UtcInstant}
COLUMNS = {name: KINDS[name.split("_")[0]] for name in PartRow._fields[2:]}
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
