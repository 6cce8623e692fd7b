"""Kept readings, brought to a day without running the curve and without writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, true
from sqlalchemy.orm import undefer

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import constants_of
from gcp_tracker.change.kept import Kept, KeptCurve, curves_from, keep, kept_from
from gcp_tracker.change.reading import ChildReading, reading_as_at
from gcp_tracker.models import Child, Reading
from gcp_tracker.readings.grades import graded_children
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import left_out

NEWEST_OF_ALL = select(Reading).where(
    Reading.id.in_(
        select(func.max(Reading.id))
        .where(Reading.child_id.in_(bindparam("children", expanding=True)))
        .group_by(Reading.child_id, Reading.instrument_key)
    )
)
NEWEST = NEWEST_OF_ALL.where(Reading.instrument_key == bindparam("instrument"))
NEWEST_WITH_CURVES = NEWEST.options(undefer(Reading.curves))


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
    rows = session.scalars(NEWEST_WITH_CURVES if with_curves else NEWEST, asked).all()
    return {row.child_id: _brought_to(row, on, *_kept(session, row, with_curves)) for row in rows}


def all_readings_on(session: AnySession, child_ids: Sequence[UUID], on: date) -> dict[tuple[UUID, str], ReadingToday]:
    """By child and by the key of each instrument that the child was graded with, in one query."""
    rows = session.scalars(NEWEST_OF_ALL, {"children": child_ids}).all()
    return {(row.child_id, row.instrument_key): _brought_to(row, on, *_kept(session, row, False)) for row in rows}


def readings_as_at(session: AnySession, child: Child, on: date) -> dict[str, ReadingToday]:
    """By instrument, as the record stood on that day: of what was read of the grades by then. To a reader who does not
    see all of the child’s grades yet nothing is told that rests on them.
    """
    hidden = [one.visited_on for one in left_out(session).aparts if one.child_id == child.id]
    newest_then = (
        select(func.max(Reading.id))
        .where(Reading.child_id == child.id, Reading.as_of <= on)
        .where(Reading.as_of < min(hidden) if hidden else true())
        .group_by(Reading.instrument_key)
    )
    rows = session.scalars(select(Reading).where(Reading.id.in_(newest_then)))
    return {row.instrument_key: _brought_to(row, on, kept_from(row.outputs), ()) for row in rows}


def _kept(session: AnySession, row: Reading, with_curves: bool) -> tuple[Kept, tuple[KeptCurve, ...]]:
    if row.child_id in left_out(session).child_ids:
        return _without_what_is_hidden(session, row.child_id, row.instrument_key, row.as_of)
    return kept_from(row.outputs), curves_from(row.curves) if with_curves else ()


def _without_what_is_hidden(
    session: AnySession, child_id: UUID, instrument_key: str, as_of: date
) -> tuple[Kept, tuple[KeptCurve, ...]]:
    child = session.get_one(Child, child_id)
    constants = constants_of(settings_of(session, child.authority_id, as_of))
    born = child.born_on.toordinal() if child.born_on else None
    return keep(graded_children(session, child)[instrument_key], born, constants)


def _brought_to(row: Reading, on: date, kept: Kept, curves: tuple[KeptCurve, ...]) -> ReadingToday:
    series = [one.reading for one in kept.series]
    return ReadingToday(
        instrument_key=row.instrument_key,
        reading=reading_as_at(str(row.child_id), series, kept.domains, kept.moved, on.toordinal(), engine=kept.engine),
        kept=kept,
        curves=curves,
        computed_at=row.computed_at,
    )
