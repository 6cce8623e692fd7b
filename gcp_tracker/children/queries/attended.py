"""What waits with many children at once: drafts that were begun, and questions of safety. In one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import load_only

from gcp_tracker.children.queries.latest import CARE_NAME, ChildIds
from gcp_tracker.models import Adult, Child, Household, SafetyCheck, User, UtcInstant, Visit, VisitColleague
from gcp_tracker.rules.vocabulary import SafeTonight, VisitState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import IN_FULL, left_out
from gcp_tracker.visibility import visible_to

SAFETY = (
    SafetyCheck.asked_at,
    SafetyCheck.answer,
    SafetyCheck.answered_at,
    SafetyCheck.who_was_told,
    SafetyCheck.told_at_words,
    SafetyCheck.what_was_agreed,
)
# The ids of who came along on it.
COLLEAGUES = (
    select(func.aggregate_strings(cast(VisitColleague.user_id, String), " "))
    .where(VisitColleague.visit_id == Visit.id)
    .correlate(Visit)
    .scalar_subquery()
)


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
    """Open drafts, oldest first, where they are shown, and the questions of safety that are open or were answered with
    a worry of late.
    """

    drafts: list[Draft] = field(default_factory=list)
    oldest_draft_on: date | None = None
    safety: list[SafetyAnswer] = field(default_factory=list)


class AttendedWithSiblings(NamedTuple):
    """`own` by child; `siblings` by family, the drafts of children who are not among them."""

    own: dict[UUID, Attended]
    siblings: dict[UUID, list[Draft]]


def attended_by_anybody(
    session: AnySession, children: Sequence[UUID], now: datetime, answers_stay: int
) -> dict[UUID, Attended]:
    """Of everybody’s drafts only the day of the oldest, which is all that a list looks at whose reader goes on with
    none. Children with neither a draft nor a question of safety are left out. `answers_stay`: in days.
    """
    asked = {"children": children, "since": _since(now, answers_stay)}
    found: dict[UUID, Attended] = defaultdict(Attended)
    rows: Iterable[Any] = session.execute(_of_anybody(), asked, execution_options=IN_FULL)
    for row in sorted(rows, key=lambda row: row.visited_on):
        if row.asked_by is None:
            found[row.child_id].oldest_draft_on = row.visited_on
        else:
            found[row.child_id].safety.append(_safety(row))
    return dict(found)


def attended_with_siblings(
    session: AnySession, children: ChildIds, user: User, now: datetime, answers_stay: int
) -> AttendedWithSiblings:
    """Open drafts and open or worrying answers about safety, by child; and the drafts that `user` may go on with for
    brothers and sisters of these children, whom no list of theirs shows.
    """
    wanted = union_all(_own(children, now, answers_stay), _of_siblings(session, children, user, now))
    return _told_of(session, children, wanted)


def _since(now: datetime, answers_stay: int) -> datetime:
    return now - timedelta(days=answers_stay + 1)


def _is_asked(since: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Of a visit with its question of safety: that it is open, or was answered with a worry of late."""
    recent = and_(SafetyCheck.answer != SafeTonight.YES, SafetyCheck.answered_at > since)
    return and_(
        Visit.state.in_((VisitState.DRAFT, VisitState.SIGNED)),
        SafetyCheck.id.is_not(None),
        or_(SafetyCheck.answer.is_(None), recent),
    )


def _own(children: ChildIds, now: datetime, answers_stay: int) -> Select[UUID]:
    return (
        select(Visit.id)
        .outerjoin(SafetyCheck, SafetyCheck.visit_id == Visit.id)
        .where(
            Visit.child_id.in_(children),
            or_(Visit.state == VisitState.DRAFT, _is_asked(_since(now, answers_stay))),
        )
    )


@cache
def _of_anybody() -> CompoundSelect[Any]:
    children: BindParameter[Any] = bindparam("children", expanding=True)
    nothing = [cast(null(), column.type) for column in (Visit.id, User.name, SafetyCheck.visit_id, *SAFETY)]
    drafts = (
        select(Visit.child_id, func.min(Visit.visited_on).label("visited_on"), *nothing)
        .where(Visit.child_id.in_(children), Visit.state == VisitState.DRAFT)
        .group_by(Visit.child_id)
    )
    asked = (
        select(
            Visit.child_id,
            Visit.visited_on,
            Visit.id,
            User.name.label("author"),
            SafetyCheck.visit_id.label("asked_by"),
            *SAFETY,
        )
        .join(User, User.id == Visit.author_id)
        .join(SafetyCheck, SafetyCheck.visit_id == Visit.id)
        .where(Visit.child_id.in_(children), _is_asked(bindparam("since", type_=UtcInstant)))
    )
    return union_all(asked, drafts)


def _of_siblings(session: AnySession, children: ChildIds, user: User, now: datetime) -> Select[UUID]:
    families = select(Child.family_id).where(Child.id.in_(children))
    # From the children to their visits, never the other way round: an office has tens of thousands of those.
    siblings = select(Child.id).where(Child.family_id.in_(families), Child.id.not_in(children), visible_to(user, now))
    mine = select(VisitColleague.visit_id).where(VisitColleague.user_id == user.id)
    return select(Visit.id).where(
        Visit.child_id.in_(siblings),
        Visit.state == VisitState.DRAFT,
        or_(Visit.author_id == user.id, Visit.id.in_(mine)),
        Visit.first_id.not_in(left_out(session).first_ids),
    )


def _told_of(
    session: AnySession, children: ChildIds, wanted: Select[UUID] | CompoundSelect[UUID]
) -> AttendedWithSiblings:
    is_own = Visit.child_id.in_(children).label("is_own")
    name = load_only(Child.family_id, Child.known_as, Child.given_name, Child.la_child_id)
    query = _told(wanted).add_columns(is_own, Child).join(Child, Child.id == Visit.child_id).options(name)
    # Without a grade or a word of it, so that whoever grades apart from its author is told that it was asked.
    rows = session.execute(query, execution_options=IN_FULL).all()
    siblings: dict[UUID, list[Draft]] = defaultdict(list)
    for row in rows:
        if not row.is_own:
            siblings[row.Child.family_id].append(_draft(row, child_name=row.Child.first_name))
    return AttendedWithSiblings(_put_together(row for row in rows if row.is_own), dict(siblings))


def _told(wanted: Select[UUID] | CompoundSelect[UUID]) -> Select[Any]:
    # Columns and not the visit: it has more than a hundred, and an office has hundreds of drafts.
    return (
        select(
            Visit.id,
            Visit.child_id,
            Visit.visited_on,
            Visit.state,
            Visit.author_id,
            User.name.label("author"),
            CARE_NAME.label("care_of"),
            COLLEAGUES.label("colleagues"),
            SafetyCheck.visit_id.label("asked_by"),
            *SAFETY,
        )
        .join(User, User.id == Visit.author_id)
        .outerjoin(Household, Household.id == Visit.household_id)
        .outerjoin(Adult, Adult.id == Visit.carer_id)
        .outerjoin(SafetyCheck, SafetyCheck.visit_id == Visit.id)
        .where(Visit.id.in_(wanted))
        .order_by(Visit.visited_on, Visit.opened_at)
    )


def _put_together(rows: Iterable[Any]) -> dict[UUID, Attended]:
    found: dict[UUID, Attended] = defaultdict(Attended)
    for row in rows:
        if row.state is VisitState.DRAFT:
            found[row.child_id].drafts.append(_draft(row, row.colleagues or ""))
        if row.asked_by is not None and row.answer is not SafeTonight.YES:
            found[row.child_id].safety.append(_safety(row))
    return dict(found)


def _draft(row: Any, colleagues: str = "", child_name: str = "") -> Draft:
    shared_with = frozenset(map(int, colleagues.split()))
    return Draft(row.id, row.visited_on, row.author_id, row.author, row.care_of, shared_with, child_name)


def _safety(row: Any) -> SafetyAnswer:
    told = (row.who_was_told, row.told_at_words, row.what_was_agreed)
    return SafetyAnswer(row.id, row.visited_on, row.author, row.asked_at, row.answer, row.answered_at, *told)
