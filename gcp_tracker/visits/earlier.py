"""What earlier visits of the same care gave: the latest grade of each item, and the first ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import String, and_, bindparam, case, cast, exists, func, or_, select

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Base, Grade, GradedApart, InstrumentVersion, User, Visit
from gcp_tracker.readings.signed import SignedVisit
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import ApartState, VisitState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import left_out

GRADED_APART_FROM_IT = exists().where(
    GradedApart.state != ApartState.ENDED,
    or_(
        and_(GradedApart.first_id == bindparam("first"), GradedApart.second_id == Visit.first_id),
        and_(GradedApart.second_id == bindparam("first"), GradedApart.first_id == Visit.first_id),
    ),
)
# Built once: the grade page and every save ask them.
SAME_SERIES = and_(
    Visit.child_id == bindparam("child"),
    Visit.state == VisitState.SIGNED,
    # Neither another version of this visit, nor the same visit as somebody else graded it apart.
    Visit.first_id != bindparam("first"),
    ~GRADED_APART_FROM_IT,
    Visit.household_id.is_not_distinct_from(bindparam("household")),
    Visit.carer_id.is_not_distinct_from(bindparam("carer")),
    Visit.visited_on <= bindparam("day"),
    # Another instrument's 4 is not this one's.
    Visit.instrument_id.in_(select(InstrumentVersion.id).where(InstrumentVersion.key == bindparam("instrument"))),
)
# Not through the mapper: hundreds of rows that nobody holds as objects. Of visits that were found through it, and so
# without those that the reader must not see yet.
_GRADE = Base.metadata.tables[Grade.__tablename__].c
# "enough-food=3 clean-clothes=2": the database writes those of a visit in one word.
VALUE = _GRADE.item_key + "=" + cast(_GRADE.value, String)
VALUES = (
    select(func.aggregate_strings(VALUE, " "))
    .where(_GRADE.visit_id == Visit.id, _GRADE.value.is_not(None))
    .correlate(Visit)
    .scalar_subquery()
)
# So many visits at the two ends hold nearly all: their grades come along at once, those of others are asked for when
# something is missing. The first visit is usually whole.
OLDEST, LATEST = 1, 3
AT_AN_END = or_(
    func.row_number().over(order_by=(Visit.visited_on, Visit.opened_at)) <= OLDEST,
    func.row_number().over(order_by=(Visit.visited_on.desc(), Visit.opened_at.desc())) <= LATEST,
)
OLDEST_FIRST = (
    select(Visit.id, Visit.visited_on, Visit.author_id, User.name, case((AT_AN_END, VALUES)).label("values"))
    .join(Visit.author)
    .where(SAME_SERIES)
    .order_by(Visit.visited_on, Visit.opened_at)
)
VALUES_AT = (
    select(_GRADE.visit_id, func.aggregate_strings(VALUE, " "))
    .where(
        _GRADE.visit_id.in_(bindparam("visits", expanding=True)),
        _GRADE.item_key.in_(bindparam("items", expanding=True)),
        _GRADE.value.is_not(None),
    )
    .group_by(_GRADE.visit_id)
)
PREVIOUS_VALUE = (
    select(Grade.value)
    .join(Visit, Grade.visit_id == Visit.id)
    .where(SAME_SERIES, Grade.item_key.in_(bindparam("items", expanding=True)), Grade.value.is_not(None))
    .order_by(Visit.visited_on.desc(), Visit.opened_at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class EarlierGrade:
    value: int
    on: date
    worker_id: int
    worker: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest grade before this visit, and the first ever, in the same series."""

    last: EarlierGrade
    first: EarlierGrade


def earlier_grades(session: AnySession, visit: Visit) -> dict[str, Earlier]:
    """By item of the visit's age: what the signed visits up to its date gave it, for the same household's or
    carer's care.
    """
    oldest_first = session.execute(OLDEST_FIRST, _series_of(visit)).all()
    items = _asked(instrument_of(visit.instrument), visit.band)
    first: dict[str, EarlierGrade] = {}
    last: dict[str, EarlierGrade] = {}
    values = {row.id: row[-1] for row in oldest_first}
    old, new, count = oldest_first, oldest_first[::-1], OLDEST
    while (old or new) and (missing := [key for key, item in items.items() if item not in first or item not in last]):
        ends = ((first, old[:count]), (last, new[: count * LATEST]))
        unread = {row.id for _, rows in ends for row in rows if values[row.id] is None}
        if unread and count > OLDEST:
            # Ever more at a time, and of them only what is missing.
            values |= dict(session.execute(VALUES_AT, {"visits": unread, "items": missing}).all())
        for met, rows in ends:
            for row in rows:
                _meet(met, row, values[row.id] or "", items)
        old, new, count = old[count:], new[count * LATEST :], count * LATEST
    return {key: Earlier(last[key], first[key]) for key in first}


def _meet(met: dict[str, EarlierGrade], row: Any, values: str, items: Mapping[str, str]) -> None:
    for pair in values.split():
        key, _, value = pair.partition("=")
        if key in items and items[key] not in met:
            met[items[key]] = EarlierGrade(int(value), row.visited_on, row.author_id, row.name)


@lru_cache(maxsize=64)
def _asked(instrument: Instrument, band: str) -> Mapping[str, str]:
    """The items of that age by their keys; an item that goes on with an older one has that one’s grades too."""
    return {older: item.key for item in instrument.items_for(band) for older in instrument.line_of_descent(item.key)}


def latest_values(
    session: AnySession, visit: Visit, signed: Iterable[SignedVisit], apart: GradedApart | None
) -> dict[str, int]:
    """The same latest grades, by item, of all that is signed of the child; nothing is asked. `apart` is the pair of
    which this visit is one, unless that has ended.
    """
    hidden = left_out(session).first_ids.union((apart.first_id, apart.second_id) if apart else ())
    instrument = instrument_of(visit.instrument)
    items, found = _asked(instrument, visit.band), dict[str, int]()
    for one in sorted(signed, key=lambda one: (one.graded.on, one.opened_at), reverse=True):
        graded = one.graded
        is_earlier = graded.on <= visit.visited_on and one.first_id != visit.first_id and one.first_id not in hidden
        if is_earlier and graded.care_of == visit.care_of and graded.instrument.key == instrument.key:
            for key, value in graded.values:
                if key in items:
                    found.setdefault(items[key], value)
    return found


def previous_value(session: AnySession, visit: Visit, item_key: str) -> int | None:
    """The latest signed grade of one item before this visit, in its series."""
    line = instrument_of(visit.instrument).line_of_descent(item_key)
    return session.scalar(PREVIOUS_VALUE, {**_series_of(visit), "items": line})


def _series_of(visit: Visit) -> dict[str, Any]:
    return {
        "child": visit.child_id,
        "first": visit.first_id,
        "household": visit.household_id,
        "carer": visit.carer_id,
        "day": visit.visited_on,
        "instrument": visit.instrument.key,
    }
