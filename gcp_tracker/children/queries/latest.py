"""What was last known of many children at once: seen, completed, graded. One query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Date, Select, String, and_, case, cast, exists, func, null, select, union_all

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Adult, Grade, Household, InstrumentVersion, Profile, Residence, Visit
from gcp_tracker.models.base import is_current_spell
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import ProfileState, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession

ChildIds = Select[UUID] | Sequence[UUID]
# Whose child, and whose care: the household's or the carer's.
Series: TypeAlias = tuple[UUID, int | None, int | None]
# Whose care a visit is about, by name.
CARE_NAME = func.coalesce(Household.name, Adult.name, "")
# Neither sign stands in the key of an item.
IS, AND = ":", " "


class LastSeen(NamedTuple):
    """From signed visits. `visited_on`: the last of any outcome; the child may not have been seen at it. `profile_on`:
    the last time that care was seen whole, in a completed profile.
    """

    visited_on: date | None = None
    seen_on: date | None = None
    seen_alone_on: date | None = None
    profile_on: date | None = None


class VisitGraded(NamedTuple):
    """`grades` as the database joins them, "enough-food:3 clean-clothes:2": most are never looked at one by one."""

    on: date
    opened_at: datetime
    band: str
    grades: str

    def by_item(self) -> dict[str, int]:
        pairs = (one.split(IS) for one in self.grades.split(AND))
        return {item: int(value) for item, value in pairs}


@dataclass(frozen=True, slots=True)
class GradesSoFar:
    """One child’s grades in one series, all on the instrument of the `last` visit of it.

    `visits` are those that graded anything, never none, the oldest first; two on one day by their ids, as in
    `change.histories`. `last` is of the last day the one begun last, which need not be the last of `visits`.
    """

    instrument: Instrument
    household_id: int | None
    carer_id: int | None
    care_name: str
    visits: list[VisitGraded]
    last: VisitGraded
    lives_there: bool

    @property
    def care_of(self) -> str:
        """As readings name it."""
        return care_of_key(self.household_id, self.carer_id)


def last_seen(session: AnySession, children: ChildIds) -> dict[UUID, LastSeen]:
    """By child, those with neither a signed visit nor a completed profile left out."""
    took_place = and_(Visit.outcome == VisitOutcome.HELD, Visit.child_seen.is_(True))
    no_day = cast(null(), Date)
    visits = (
        select(
            Visit.child_id,
            func.max(Visit.visited_on),
            func.max(case((took_place, Visit.visited_on))),
            func.max(case((and_(took_place, Visit.child_seen_alone.is_(True)), Visit.visited_on))),
            no_day,
        )
        .where(Visit.child_id.in_(children), Visit.state == VisitState.SIGNED)
        .group_by(Visit.child_id)
    )
    profiles = (
        select(Profile.child_id, no_day, no_day, no_day, func.max(Profile.completed_on))
        .where(Profile.child_id.in_(children), Profile.state == ProfileState.COMPLETED)
        .group_by(Profile.child_id)
    )
    rows: Iterable[Any] = session.execute(union_all(visits, profiles))
    found: dict[UUID, LastSeen] = {}
    for child_id, *days in rows:
        known = found.get(child_id, LastSeen())
        found[child_id] = LastSeen(*(day or before for day, before in zip(days, known, strict=True)))
    return found


def grades_so_far(session: AnySession, children: ChildIds, today: date) -> dict[UUID, list[GradesSoFar]]:
    """By child, one for each series (whose care), the one graded last first."""
    # A row for each grade would be forty thousand for sixty children: the database writes those of a visit in one word.
    grades = (
        select(func.aggregate_strings(Grade.item_key + IS + cast(Grade.value, String), AND))
        .where(Grade.visit_id == Visit.id, Grade.value.is_not(None))
        .correlate(Visit)
        .scalar_subquery()
    )
    lives_there = exists().where(
        Residence.child_id == Visit.child_id,
        Residence.household_id == Visit.household_id,
        is_current_spell(Residence.from_on, Residence.to_on, today),
    )
    query = (
        select(
            Visit.child_id,
            Visit.household_id,
            Visit.carer_id,
            CARE_NAME.label("care_name"),
            InstrumentVersion.key,
            InstrumentVersion.version,
            InstrumentVersion.content_hash,
            Visit.visited_on,
            Visit.opened_at,
            Visit.band,
            grades.label("grades"),
            lives_there.label("lives_there"),
        )
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
        .outerjoin(Household, Household.id == Visit.household_id)
        .outerjoin(Adult, Adult.id == Visit.carer_id)
        .where(Visit.child_id.in_(children), Visit.state == VisitState.SIGNED)
        .order_by(Visit.visited_on, Visit.id)
    )
    by_series: dict[Series, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        if row.grades is not None:
            by_series[row.child_id, row.household_id, row.carer_id].append(row)
    found: dict[UUID, list[GradesSoFar]] = defaultdict(list)
    for (child_id, household_id, carer_id), rows in by_series.items():
        used = max(rows, key=lambda row: (row.visited_on, row.opened_at))
        # Grades on another instrument mean something else.
        visits = [_graded(row) for row in rows if row.key == used.key]
        found[child_id].append(
            GradesSoFar(
                instrument_of(used), household_id, carer_id, used.care_name, visits, _graded(used), used.lives_there
            )
        )
    for series in found.values():
        series.sort(key=lambda one: one.last.on, reverse=True)
    return dict(found)


def _graded(row: Any) -> VisitGraded:
    return VisitGraded(row.visited_on, row.opened_at, row.band, row.grades)
