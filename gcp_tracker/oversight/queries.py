"""Reading the visits that two graded apart, across children, as plain numbers: with no name of a child or a worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import func, or_, select

from gcp_tracker.change.agreement import ItemPair
from gcp_tracker.change.calibration import TwiceGraded
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.models import Authority, Child, Grade, GradedApart, InstrumentVersion, Visit
from gcp_tracker.readings.grades import level_of
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import end_of_line
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import ApartState, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class GradedTwice:
    """One visit as it was signed apart: by item (under its newest key) the two grades. `first` is the asker’s."""

    instrument: Instrument
    child: str
    series: str
    day: int
    is_first_day: bool
    workers: tuple[str, str]
    grades: tuple[tuple[str, int, int], ...]


def graded_twice(session: AnySession, authority: Authority | None) -> list[GradedTwice]:
    """Those of one authority, or of all: in three queries. What was amended after both could read both is not in it."""
    sides: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
    for row in session.execute(_sides(authority)):
        # In the order of their numbers: the last one stood when the later of the two signed.
        sides[row.apart_id][row.first_id] = row
    both = [tuple(found.values()) for found in sides.values() if len(found) == 2]
    answers = _answers(session, [side.id for pair in both for side in pair])
    first_days = _first_days(session, {side.child_id for pair in both for side in pair})
    found = []
    for one, other in both:
        if one.first_id != one.asked_id:
            one, other = other, one
        instrument = instrument_of(one)
        series = (one.child_id, one.household_id, one.carer_id)
        found.append(
            GradedTwice(
                instrument=instrument,
                child=str(one.child_id),
                series=f"{one.child_id} {care_of_key(one.household_id, one.carer_id)}",
                day=one.visited_on.toordinal(),
                is_first_day=first_days.get(series) == one.visited_on,
                workers=(str(one.author_id), str(other.author_id)),
                grades=tuple(_by_both(instrument, answers[one.id], answers[other.id])),
            )
        )
    return found


def item_pairs(graded: Iterable[GradedTwice]) -> list[list[ItemPair]]:
    """Each visit’s items, as places on the scale."""
    return [
        [
            ItemPair(item, one.instrument.values.index(first), one.instrument.values.index(second))
            for item, first, second in one.grades
        ]
        for one in graded
    ]


def twice_graded(graded: Sequence[GradedTwice]) -> list[TwiceGraded]:
    """Each visit’s domains, on the engine’s scale."""
    found = []
    for one in graded:
        domains = domains_of_items(one.instrument)
        for domain in one.instrument.domains:
            own = [
                (item, level_of(one.instrument, first), level_of(one.instrument, second))
                for item, first, second in one.grades
                if domains[item] == domain.key
            ]
            if own:
                items, firsts, seconds = zip(*own, strict=True)
                found.append(
                    TwiceGraded(
                        child=one.child,
                        series=one.series,
                        domain=domain.key,
                        day=one.day,
                        items=items,
                        workers=one.workers,
                        first=np.array(firsts),
                        second=np.array(seconds),
                        is_first_day=one.is_first_day,
                    )
                )
    return found


def domains_of_items(instrument: Instrument) -> dict[str, str]:
    """By the key of each item that the instrument’s newest version or this one knows."""
    known = (*instrument.items, *newest(instrument.key).items)
    return {item.key: item.domain_key for item in known}


def _sides(authority: Authority | None) -> Any:
    query = (
        select(
            GradedApart.id.label("apart_id"),
            GradedApart.first_id.label("asked_id"),
            Visit.id,
            Visit.first_id,
            Visit.child_id,
            Visit.household_id,
            Visit.carer_id,
            Visit.visited_on,
            Visit.author_id,
            InstrumentVersion.key,
            InstrumentVersion.version,
            InstrumentVersion.content_hash,
        )
        .join(Visit, or_(Visit.first_id == GradedApart.first_id, Visit.first_id == GradedApart.second_id))
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
        .where(GradedApart.state == ApartState.BOTH_SIGNED, Visit.signed_at <= GradedApart.both_signed_at)
        .order_by(GradedApart.asked_at, GradedApart.id, Visit.number)
    )
    if authority is None:
        return query
    # A restricted child counts for nobody: a figure that changes when a child is restricted would tell of the child.
    counted = query.join(Child, Child.id == Visit.child_id).where(Child.restriction_id.is_(None))
    return counted.where(Child.authority_id == authority.id)


def _answers(session: AnySession, visit_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    query = select(Grade.visit_id, Grade.item_key, Grade.value).where(
        Grade.visit_id.in_(visit_ids), Grade.value.is_not(None)
    )
    for visit_id, item_key, value in session.execute(query):
        found[visit_id][item_key] = value or 0
    return found


def _first_days(session: AnySession, child_ids: Iterable[UUID]) -> dict[tuple[Any, ...], Any]:
    """By child and whose care: the day of the first signed visit that took place."""
    query = (
        select(Visit.child_id, Visit.household_id, Visit.carer_id, func.min(Visit.visited_on))
        .where(
            Visit.child_id.in_(list(child_ids)),
            Visit.state == VisitState.SIGNED,
            Visit.outcome == VisitOutcome.HELD,
        )
        .group_by(Visit.child_id, Visit.household_id, Visit.carer_id)
    )
    return {tuple(series): day for *series, day in session.execute(query)}


def _by_both(instrument: Instrument, one: dict[str, int], other: dict[str, int]) -> Iterable[tuple[str, int, int]]:
    latest = newest(instrument.key)
    for item in instrument.items:
        if item.key in one and item.key in other:
            yield end_of_line(latest, item.key), one[item.key], other[item.key]
