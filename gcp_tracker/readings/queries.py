"""Kept readings, brought to a day without running the curve and without writing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, func, select, true

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import constants_of
from gcp_tracker.change.kept import Kept, KeptCurve, curves_from, keep, kept_from
from gcp_tracker.change.reading import ChildReading, reading_as_at
from gcp_tracker.models import Child, Reading
from gcp_tracker.readings.grades import graded_children
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import left_out

# Columns and not the reading, and what is kept as the text that it is: a list has read most of them before.
AS_KEPT = select(
    Reading.child_id,
    Reading.instrument_key,
    Reading.as_of,
    Reading.computed_at,
    cast(Reading.outputs, Text).label("outputs"),
)
NEWEST_OF_ALL = AS_KEPT.where(
    Reading.id.in_(
        select(func.max(Reading.id))
        .where(Reading.child_id.in_(bindparam("children", expanding=True)))
        .group_by(Reading.child_id, Reading.instrument_key)
    )
)
NEWEST = NEWEST_OF_ALL.where(Reading.instrument_key == bindparam("instrument"))
NEWEST_WITH_CURVES = NEWEST.add_columns(Reading.curves)


@dataclass(frozen=True, slots=True)
class ReadingToday:
    """A child’s `reading` as at a day; `kept` is what it rests on, `curves` are empty where they were not asked for."""

    instrument_key: str
    reading: ChildReading
    kept: Kept
    curves: tuple[KeptCurve, ...]
    computed_at: datetime


def readings_on(
    session: AnySession, child_ids: Sequence[UUID], on: date, instrument_key: str, *, with_curves: bool = False
) -> dict[UUID, ReadingToday]:
    """By child, in one query; nothing for a child who has no signed grade yet. For a reader who does not see all of a
    child’s grades yet, what the others say.
    """
    asked = {"children": child_ids, "instrument": instrument_key}
    rows = session.execute(NEWEST_WITH_CURVES if with_curves else NEWEST, asked).all()
    return {row.child_id: _brought_to(session, row, on, with_curves) for row in rows}


def all_readings_on(session: AnySession, child_ids: Sequence[UUID], on: date) -> dict[tuple[UUID, str], ReadingToday]:
    """By child and by the key of each instrument that the child was graded with, in one query."""
    rows = session.execute(NEWEST_OF_ALL, {"children": child_ids}).all()
    return {(row.child_id, row.instrument_key): _brought_to(session, row, on) for row in rows}


def readings_as_at(session: AnySession, child: Child, on: date) -> dict[str, ReadingToday]:
    """By instrument, as the record stood on that day: of what was read of the grades by then. To a reader who does not
    see all of the child’s grades yet nothing is told that rests on them.
    """
    hidden = left_out(session).first_day_of(child.id)
    newest_then = (
        select(func.max(Reading.id))
        .where(Reading.child_id == child.id, Reading.as_of <= on)
        .where(Reading.as_of < hidden if hidden else true())
        .group_by(Reading.instrument_key)
    )
    rows = session.execute(AS_KEPT.where(Reading.id.in_(newest_then))).all()
    return {row.instrument_key: _today(row, *_read(row.child_id, row.outputs, on)) for row in rows}


def _brought_to(session: AnySession, row: Any, on: date, with_curves: bool = False) -> ReadingToday:
    if row.child_id in left_out(session).child_ids:
        kept, curves = _without_what_is_hidden(session, row.child_id, row.instrument_key, row.as_of)
        reading = _as_at(row.child_id, kept, on)
    else:
        kept, reading = _read(row.child_id, row.outputs, on)
        curves = curves_from(row.curves) if with_curves else ()
    return _today(row, kept, reading, curves)


def _today(row: Any, kept: Kept, reading: ChildReading, curves: tuple[KeptCurve, ...] = ()) -> ReadingToday:
    return ReadingToday(row.instrument_key, reading, kept, curves, row.computed_at)


# What is kept stays as it is: of a list that is opened again, nothing is read anew before the day is over. About 20 kB
# each; the whole of it is the key, so that nothing else can be taken for it.
@lru_cache(maxsize=512)
def _read(child_id: UUID, outputs: str, on: date) -> tuple[Kept, ChildReading]:
    kept = kept_from(json.loads(outputs))
    return kept, _as_at(child_id, kept, on)


def _as_at(child_id: UUID, kept: Kept, on: date) -> ChildReading:
    series = [one.reading for one in kept.series]
    return reading_as_at(str(child_id), series, kept.domains, kept.moved, on.toordinal(), engine=kept.engine)


def _without_what_is_hidden(
    session: AnySession, child_id: UUID, instrument_key: str, as_of: date
) -> tuple[Kept, tuple[KeptCurve, ...]]:
    child = session.get_one(Child, child_id)
    constants = constants_of(settings_of(session, child.authority_id, as_of))
    born = child.born_on.toordinal() if child.born_on else None
    return keep(graded_children(session, child)[instrument_key], born, constants)
