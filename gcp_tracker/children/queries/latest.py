"""What was last known of many children at once: seen, begun, asked, graded, completed. One query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Select, String, and_, case, cast, func, or_, select

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import (
    Adult,
    Child,
    Grade,
    Household,
    InstrumentVersion,
    Profile,
    SafetyCheck,
    User,
    Visit,
    VisitColleague,
)
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import ProfileState, SafeTonight, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import IN_FULL
from gcp_tracker.visibility import visible_to

ChildIds = Select[UUID] | Sequence[UUID]
# Whose child, and whose care: the household's or the carer's.
Series: TypeAlias = tuple[UUID, int | None, int | None]
# Whose care a visit is about, by name.
CARE_NAME = func.coalesce(Household.name, Adult.name, "")
# The ids of who came along on it.
COLLEAGUES = (
    select(func.aggregate_strings(cast(VisitColleague.user_id, String), " "))
    .where(VisitColleague.visit_id == Visit.id)
    .correlate(Visit)
    .scalar_subquery()
)
# Neither sign stands in the key of an item.
IS, AND = ":", " "


@dataclass(frozen=True, slots=True)
class LastSeen:
    """From signed visits. `visited_on`: the last of any outcome; the child may not have been seen at it."""

    visited_on: date | None = None
    seen_on: date | None = None
    seen_alone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """`colleagues`: the ids of who came along and may go on with it. `child_name`: in a brother’s or sister’s row."""

    visit_id: UUID
    visited_on: date
    author_id: int
    author: str
    care_of: str
    colleagues: frozenset[int] = frozenset()
    child_name: str = ""

    def is_open_to(self, user_id: int) -> bool:
        return user_id == self.author_id or user_id in self.colleagues


@dataclass(frozen=True, slots=True)
class SafetyAnswer:
    """*Safe tonight?* as a visit asked it; `answer` None while nobody has answered."""

    visit_id: UUID
    visited_on: date
    author: str
    asked_at: datetime
    answer: SafeTonight | None
    answered_at: datetime | None
    who_was_told: str
    told_at_words: str
    what_was_agreed: str


@dataclass(slots=True)
class Attended:
    """Open drafts, oldest first, and the questions of safety that are open or were answered with a worry of late."""

    drafts: list[Draft] = field(default_factory=list)
    safety: list[SafetyAnswer] = field(default_factory=list)


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

    @property
    def care_of(self) -> str:
        """As readings name it."""
        return care_of_key(self.household_id, self.carer_id)


def last_seen(session: AnySession, children: ChildIds) -> dict[UUID, LastSeen]:
    took_place = and_(Visit.outcome == VisitOutcome.HELD, Visit.child_seen.is_(True))
    query = (
        select(
            Visit.child_id,
            func.max(Visit.visited_on),
            func.max(case((took_place, Visit.visited_on))),
            func.max(case((and_(took_place, Visit.child_seen_alone.is_(True)), Visit.visited_on))),
        )
        .where(Visit.child_id.in_(children), Visit.state == VisitState.SIGNED)
        .group_by(Visit.child_id)
    )
    return {child_id: LastSeen(*days) for child_id, *days in session.execute(query)}


def attended(session: AnySession, children: ChildIds, now: datetime, answers_stay: int) -> dict[UUID, Attended]:
    """Open drafts and open or worrying answers about safety, by child; children with neither are left out.
    `answers_stay`: in days.
    """
    stands = Visit.state.in_((VisitState.DRAFT, VisitState.SIGNED))
    recent = and_(
        SafetyCheck.answer != SafeTonight.YES, SafetyCheck.answered_at > now - timedelta(days=answers_stay + 1)
    )
    query = (
        select(Visit, User.name, CARE_NAME, SafetyCheck, COLLEAGUES)
        .join(User, User.id == Visit.author_id)
        .outerjoin(Household, Household.id == Visit.household_id)
        .outerjoin(Adult, Adult.id == Visit.carer_id)
        .outerjoin(SafetyCheck, SafetyCheck.visit_id == Visit.id)
        .where(
            Visit.child_id.in_(children),
            or_(
                Visit.state == VisitState.DRAFT,
                and_(stands, SafetyCheck.id.is_not(None), or_(SafetyCheck.answer.is_(None), recent)),
            ),
        )
        .order_by(Visit.visited_on, Visit.opened_at)
    )
    # Without a grade or a word of it, so that whoever grades apart from its author is told that it was asked.
    found: dict[UUID, Attended] = defaultdict(Attended)
    for visit, author, care_of, check, colleagues in session.execute(query, execution_options=IN_FULL):
        if visit.is_draft:
            found[visit.child_id].drafts.append(_draft(visit, author, care_of, colleagues or ""))
        if check is not None and (check.answer is None or check.answer is not SafeTonight.YES):
            found[visit.child_id].safety.append(_safety(check, visit.visited_on, author))
    return dict(found)


def drafts_of_siblings(session: AnySession, children: ChildIds, user: User, now: datetime) -> dict[UUID, list[Draft]]:
    """By family: the drafts that somebody may go on with for brothers and sisters of these children, whom no list of
    theirs shows.
    """
    families = select(Child.family_id).where(Child.id.in_(children))
    # From the children to their visits, never the other way round: an office has tens of thousands of those.
    siblings = select(Child.id).where(Child.family_id.in_(families), Child.id.not_in(children))
    mine = select(VisitColleague.visit_id).where(VisitColleague.user_id == user.id)
    query = (
        select(Visit, User.name, CARE_NAME, Child)
        .join(User, User.id == Visit.author_id)
        .join(Child, Child.id == Visit.child_id)
        .outerjoin(Household, Household.id == Visit.household_id)
        .outerjoin(Adult, Adult.id == Visit.carer_id)
        .where(
            Visit.child_id.in_(siblings),
            Visit.state == VisitState.DRAFT,
            or_(Visit.author_id == user.id, Visit.id.in_(mine)),
            visible_to(user, now),
        )
        .order_by(Visit.visited_on, Visit.opened_at)
    )
    found: dict[UUID, list[Draft]] = defaultdict(list)
    for visit, author, care_of, child in session.execute(query):
        found[child.family_id].append(replace(_draft(visit, author, care_of), child_name=child.first_name))
    return dict(found)


def _draft(visit: Visit, author: str, care_of: str, colleagues: str = "") -> Draft:
    shared_with = frozenset(int(one) for one in colleagues.split())
    return Draft(visit.id, visit.visited_on, visit.author_id, author, care_of, shared_with)


def _safety(check: SafetyCheck, visited_on: date, author: str) -> SafetyAnswer:
    return SafetyAnswer(
        visit_id=check.visit_id,
        visited_on=visited_on,
        author=author,
        asked_at=check.asked_at,
        answer=check.answer,
        answered_at=check.answered_at,
        who_was_told=check.who_was_told,
        told_at_words=check.told_at_words,
        what_was_agreed=check.what_was_agreed,
    )


def profiles_completed(session: AnySession, children: ChildIds) -> dict[UUID, date]:
    """The day of each child's last completed profile."""
    query = (
        select(Profile.child_id, func.max(Profile.completed_on))
        .where(Profile.child_id.in_(children), Profile.state == ProfileState.COMPLETED)
        .group_by(Profile.child_id)
    )
    return {child_id: on for child_id, on in session.execute(query) if on is not None}


def grades_so_far(session: AnySession, children: ChildIds) -> dict[UUID, list[GradesSoFar]]:
    """By child, one for each series (whose care), the one graded last first."""
    # A row for each grade would be forty thousand for sixty children: the database writes those of a visit in one word.
    grades = (
        select(func.aggregate_strings(Grade.item_key + IS + cast(Grade.value, String), AND))
        .where(Grade.visit_id == Visit.id, Grade.value.is_not(None))
        .correlate(Visit)
        .scalar_subquery()
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
            GradesSoFar(instrument_of(used), household_id, carer_id, used.care_name, visits, _graded(used))
        )
    for series in found.values():
        series.sort(key=lambda one: one.last.on, reverse=True)
    return dict(found)


def _graded(row: Any) -> VisitGraded:
    return VisitGraded(row.visited_on, row.opened_at, row.band, row.grades)
