"""Kept readings, brought to a day without running the curve and without writing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Text, bindparam, case, cast, func, null, select, true

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import constants_of
from gcp_tracker.change.kept import Kept, KeptCurve, curves_from, keep, kept_from
from gcp_tracker.change.reading import ChildReading, reading_as_at
from gcp_tracker.models import Child, Reading
from gcp_tracker.readings.grades import graded_children
from gcp_tracker.readings.held import Held, ReadingToday, Which
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import left_out

__all__ = ["HELD", "ReadingToday", "all_readings_on", "readings_as_at", "readings_on"]

# Columns and not the reading, and what is kept as the text that it is; nothing of what this process has read before.
WHICH = tuple(getattr(Reading, name) for name in Which._fields)
KNOWN: BindParameter[int] = bindparam("known", expanding=True)
AS_KEPT = select(*WHICH, case((Reading.id.in_(KNOWN), null()), else_=cast(Reading.outputs, Text)).label("outputs"))
NEWEST_OF_ALL = AS_KEPT.where(
    Reading.id.in_(
        select(func.max(Reading.id))
        .where(Reading.child_id.in_(bindparam("children", expanding=True)))
        .group_by(Reading.child_id, Reading.instrument_key)
    )
)
NEWEST = NEWEST_OF_ALL.where(Reading.instrument_key == bindparam("instrument"))
NEWEST_WITH_CURVES = NEWEST.add_columns(Reading.curves)
HELD = Held()


def readings_on(
    session: AnySession, child_ids: Sequence[UUID], on: date, instrument_key: str, *, with_curves: bool = False
) -> dict[UUID, ReadingToday]:
    """By child, in one query; nothing for a child who has no signed grade yet. For a reader who does not see all of a
    child’s grades yet, what the others say.
    """
    asked = _asked(child_ids, instrument=instrument_key)
    rows = session.execute(NEWEST_WITH_CURVES if with_curves else NEWEST, asked).all()
    return {row.child_id: _brought_to(session, row, on, with_curves) for row in rows}


def all_readings_on(session: AnySession, child_ids: Sequence[UUID], on: date) -> dict[tuple[UUID, str], ReadingToday]:
    """By child and by the key of each instrument that the child was graded with, in one query."""
    rows = session.execute(NEWEST_OF_ALL, _asked(child_ids)).all()
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
    rows = session.execute(AS_KEPT.where(Reading.id.in_(newest_then)), _asked([child.id])).all()
    return {row.instrument_key: _today(session, row, on) for row in rows}


def _asked(child_ids: Sequence[UUID], **more: Any) -> dict[str, Any]:
    return {"children": child_ids, "known": HELD.ids_of(child_ids), **more}


def _brought_to(session: AnySession, row: Any, on: date, with_curves: bool = False) -> ReadingToday:
    if row.child_id in left_out(session).child_ids:
        kept, curves = _without_what_is_hidden(session, row.child_id, row.instrument_key, row.as_of)
        return ReadingToday(row.instrument_key, _as_at(row.child_id, kept, on), kept, curves, row.computed_at)
    today = _today(session, row, on)
    return replace(today, curves=curves_from(row.curves)) if with_curves else today


def _today(session: AnySession, row: Any, on: date) -> ReadingToday:
    which = Which._make(row[: len(WHICH)])
    held = HELD.get(which)
    if held is not None and held[0] == on:
        return held[1]
    kept = held[1].kept if held is not None else _kept(session, row)
    today = ReadingToday(which.instrument_key, _as_at(which.child_id, kept, on), kept, (), which.computed_at)
    HELD.keep(which, on, today)
    return today


def _kept(session: AnySession, row: Any) -> Kept:
    outputs = row.outputs
    if outputs is None:
        # Held when it was asked, and let go since; or another row once had its number.
        outputs = session.execute(select(cast(Reading.outputs, Text)).where(Reading.id == row.id)).scalar_one()
    return kept_from(json.loads(outputs))


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
