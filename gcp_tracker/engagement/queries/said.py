"""What carers say of an item beside what was seen of it, visit by visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Child, Grade, InstrumentVersion, User, Visit
from gcp_tracker.rules.engagement_vocabulary import CarerView
from gcp_tracker.rules.instrument import ScalePoint
from gcp_tracker.rules.vocabulary import Source, VisitState
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class Pair:
    """One visit. `point` is the grade given, None where the item was not graded; `seen` is what the worker wrote, empty
    where that is the carer’s account too.
    """

    visit_id: UUID
    on: date
    worker: str
    said: str
    seen: str
    point: ScalePoint | None


@dataclass(frozen=True, slots=True)
class SaidOfItem:
    """`pairs`: where the two differ, newest first; `same`: at how many visits the carer said what was seen."""

    title: str
    pairs: tuple[Pair, ...]
    same: int


def said_against_seen(session: AnySession, child: Child) -> list[SaidOfItem]:
    """By item, those that differed last first. Items of which the two never differed are left out."""
    query = (
        select(Grade, Visit, User.name, InstrumentVersion)
        .join(Visit, Visit.id == Grade.visit_id)
        .join(User, User.id == Visit.author_id)
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
        .where(
            Visit.child_id == child.id,
            Visit.state == VisitState.SIGNED,
            or_(Grade.carer_words != "", Grade.carer_view.is_not(None)),
        )
        .order_by(Visit.visited_on.desc(), Grade.id)
    )
    titles: dict[str, str] = {}
    differing: dict[str, list[Pair]] = {}
    same: dict[str, int] = {}
    for grade, visit, worker, version in session.execute(query):
        key = grade.item_key
        instrument = instrument_of(version)
        if key not in titles:
            titles[key] = instrument.item(key).title if instrument.has_item(key) else key
        if grade.carer_view is not CarerView.DIFFERENT:
            same[key] = same.get(key, 0) + (grade.carer_view is CarerView.SAME)
            continue
        differing.setdefault(key, []).append(
            Pair(
                visit_id=visit.id,
                on=visit.visited_on,
                worker=worker,
                said=grade.carer_words,
                seen="" if grade.source is Source.CARER_SAID else grade.evidence,
                point=instrument.point(grade.value) if grade.value is not None else None,
            )
        )
    return [SaidOfItem(titles[key], tuple(pairs), same.get(key, 0)) for key, pairs in differing.items()]
