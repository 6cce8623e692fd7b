"""What was last known of many children at once: seen, begun, asked, graded, completed. One query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select

from gcp_tracker.change.histories import GradedVisit
from gcp_tracker.models import Child, Grade, InstrumentVersion, Profile, SafetyCheck, User, Visit
from gcp_tracker.rules.attention import ANSWER_STAYS
from gcp_tracker.rules.vocabulary import ProfileState, SafeTonight, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession

ChildIds = Select[UUID] | Sequence[UUID]
# A sparkline of so many visits is as much as its width can tell.
VISITS_DRAWN = 16


@dataclass(frozen=True, slots=True)
class LastSeen:
    """From signed visits. `visited_on`: the last of any outcome; the child may not have been seen at it."""

    visited_on: date | None = None
    seen_on: date | None = None
    seen_alone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    visit_id: UUID
    visited_on: date
    author_id: int
    author: str


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
    """Open drafts, oldest first, and the questions of safety that are open or were answered with a worry this week."""

    drafts: list[Draft] = field(default_factory=list)
    safety: list[SafetyAnswer] = field(default_factory=list)


@dataclass(slots=True)
class GradesSoFar:
    """One child's grades in one series, with the instrument of the latest visit. `recent` visits are whole; in `latest`
    each visit holds only the items that no later visit of the series has graded.
    """

    instrument: InstrumentVersion
    household_id: int | None
    carer_id: int | None
    graded_on: date
    recent: list[GradedVisit]
    latest: list[GradedVisit]


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


def attended(session: AnySession, children: ChildIds, now: datetime) -> dict[UUID, Attended]:
    """Open drafts and open or worrying answers about safety, by child; children with neither are left out."""
    stands = Visit.state.in_((VisitState.DRAFT, VisitState.SIGNED))
    recent = and_(
        SafetyCheck.answer != SafeTonight.YES, SafetyCheck.answered_at > now - ANSWER_STAYS - timedelta(days=1)
    )
    query = (
        select(Visit, SafetyCheck, User.name)
        .join(User, User.id == Visit.author_id)
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
    found: dict[UUID, Attended] = defaultdict(Attended)
    for visit, check, author in session.execute(query):
        if visit.state is VisitState.DRAFT:
            found[visit.child_id].drafts.append(Draft(visit.id, visit.visited_on, visit.author_id, author))
        if check is not None and (check.answer is None or check.answer is not SafeTonight.YES):
            found[visit.child_id].safety.append(_safety(visit, check, author))
    return dict(found)


def _safety(visit: Visit, check: SafetyCheck, author: str) -> SafetyAnswer:
    return SafetyAnswer(
        visit_id=visit.id,
        visited_on=visit.visited_on,
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
    series = (Visit.child_id, Visit.household_id, Visit.carer_id)
    newest = (Visit.visited_on.desc(), Visit.opened_at.desc(), Visit.id)
    ranked = (
        select(
            Visit.id,
            Visit.child_id,
            Visit.household_id,
            Visit.carer_id,
            Visit.visited_on,
            Visit.band,
            Visit.author_id,
            Visit.instrument_id,
            Grade.item_key,
            Grade.value,
            func.dense_rank().over(partition_by=series, order_by=newest).label("visit_place"),
            # Of two visits on one day both are kept: the worse counts, and only the instrument knows which that is.
            func.rank()
            .over(partition_by=(*series, Grade.item_key), order_by=Visit.visited_on.desc())
            .label("item_place"),
        )
        .join(Grade, Grade.visit_id == Visit.id)
        .where(Visit.child_id.in_(children), Visit.state == VisitState.SIGNED, Grade.value.is_not(None))
        .subquery()
    )
    query = (
        select(ranked, InstrumentVersion)
        .join(InstrumentVersion, InstrumentVersion.id == ranked.c.instrument_id)
        .where(or_(ranked.c.visit_place <= VISITS_DRAWN, ranked.c.item_place == 1))
        .order_by(ranked.c.visit_place)
    )
    by_series: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in session.execute(query):
        by_series[row.child_id, row.household_id, row.carer_id].append(row)
    found: dict[UUID, list[GradesSoFar]] = defaultdict(list)
    for (child_id, household_id, carer_id), rows in by_series.items():
        found[child_id].append(
            GradesSoFar(
                instrument=rows[0].InstrumentVersion,
                household_id=household_id,
                carer_id=carer_id,
                graded_on=rows[0].visited_on,
                recent=_as_visits([row for row in rows if row.visit_place <= VISITS_DRAWN], rows[0].InstrumentVersion),
                latest=_as_visits([row for row in rows if row.item_place == 1], rows[0].InstrumentVersion),
            )
        )
    for grades in found.values():
        grades.sort(key=lambda one: one.graded_on, reverse=True)
    return dict(found)


def _as_visits(rows: list[Any], instrument: InstrumentVersion) -> list[GradedVisit]:
    """Visits graded on another instrument are left out: its grades mean something else."""
    grades: dict[UUID, dict[str, int]] = defaultdict(dict)
    facts = {}
    for row in rows:
        if row.InstrumentVersion.key == instrument.key:
            grades[row.id][row.item_key] = row.value
            facts[row.id] = row
    return [
        GradedVisit(
            visit_id=str(visit_id),
            on=row.visited_on,
            worker=str(row.author_id),
            care_of=f"household-{row.household_id}" if row.household_id else f"carer-{row.carer_id}",
            band=row.band,
            grades=grades[visit_id],
        )
        for visit_id, row in facts.items()
    ]


def children_of_team(team_id: int | None) -> Select[UUID]:
    return select(Child.id).where(Child.team_id == team_id)
