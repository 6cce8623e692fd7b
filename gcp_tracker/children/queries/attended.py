"""What waits with many children at once: drafts that were begun, and questions of safety. In one query."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, String, and_, cast, func, or_, select, union_all
from sqlalchemy.orm import load_only

from gcp_tracker.children.queries.latest import CARE_NAME, ChildIds
from gcp_tracker.models import Adult, Child, Household, SafetyCheck, User, Visit, VisitColleague
from gcp_tracker.rules.vocabulary import SafeTonight, VisitState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import IN_FULL, left_out
from gcp_tracker.visibility import visible_to

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
    """Open drafts, oldest first, and the questions of safety that are open or were answered with a worry of late."""

    drafts: list[Draft] = field(default_factory=list)
    safety: list[SafetyAnswer] = field(default_factory=list)


class AttendedWithSiblings(NamedTuple):
    """`own` by child; `siblings` by family, the drafts of children who are not among them."""

    own: dict[UUID, Attended]
    siblings: dict[UUID, list[Draft]]


def attended(session: AnySession, children: ChildIds, now: datetime, answers_stay: int) -> dict[UUID, Attended]:
    """Open drafts and open or worrying answers about safety, by child; children with neither are left out.
    `answers_stay`: in days.
    """
    return _told_of(session, children, _own(children, now, answers_stay)).own


def attended_with_siblings(
    session: AnySession, children: ChildIds, user: User, now: datetime, answers_stay: int
) -> AttendedWithSiblings:
    """As `attended`, and the drafts that `user` may go on with for brothers and sisters of these children, whom no
    list of theirs shows.
    """
    wanted = union_all(_own(children, now, answers_stay), _of_siblings(session, children, user, now))
    return _told_of(session, children, wanted)


def _own(children: ChildIds, now: datetime, answers_stay: int) -> Select[UUID]:
    stands = Visit.state.in_((VisitState.DRAFT, VisitState.SIGNED))
    recent = and_(
        SafetyCheck.answer != SafeTonight.YES, SafetyCheck.answered_at > now - timedelta(days=answers_stay + 1)
    )
    return (
        select(Visit.id)
        .outerjoin(SafetyCheck, SafetyCheck.visit_id == Visit.id)
        .where(
            Visit.child_id.in_(children),
            or_(
                Visit.state == VisitState.DRAFT,
                and_(stands, SafetyCheck.id.is_not(None), or_(SafetyCheck.answer.is_(None), recent)),
            ),
        )
    )


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
    # Columns and not the visit: it has more than a hundred, and an office has hundreds of drafts.
    query = (
        select(
            Visit.id,
            Visit.visited_on,
            Visit.state,
            Visit.author_id,
            User.name.label("author"),
            CARE_NAME.label("care_of"),
            COLLEAGUES.label("colleagues"),
            SafetyCheck,
            Child,
            Visit.child_id.in_(children).label("is_own"),
        )
        .options(load_only(Child.family_id, Child.known_as, Child.given_name, Child.la_child_id))
        .join(User, User.id == Visit.author_id)
        .join(Child, Child.id == Visit.child_id)
        .outerjoin(Household, Household.id == Visit.household_id)
        .outerjoin(Adult, Adult.id == Visit.carer_id)
        .outerjoin(SafetyCheck, SafetyCheck.visit_id == Visit.id)
        .where(Visit.id.in_(wanted))
        .order_by(Visit.visited_on, Visit.opened_at)
    )
    own: dict[UUID, Attended] = defaultdict(Attended)
    siblings: dict[UUID, list[Draft]] = defaultdict(list)
    # Without a grade or a word of it, so that whoever grades apart from its author is told that it was asked.
    rows = session.execute(query, execution_options=IN_FULL)
    for row in rows:
        child, check = row.Child, row.SafetyCheck
        if not row.is_own:
            siblings[child.family_id].append(_draft(row, child_name=child.first_name))
            continue
        if row.state is VisitState.DRAFT:
            own[child.id].drafts.append(_draft(row, row.colleagues or ""))
        if check is not None and (check.answer is None or check.answer is not SafeTonight.YES):
            own[child.id].safety.append(_safety(check, row.visited_on, row.author))
    return AttendedWithSiblings(dict(own), dict(siblings))


def _draft(row: Any, colleagues: str = "", child_name: str = "") -> Draft:
    shared_with = frozenset(map(int, colleagues.split()))
    return Draft(row.id, row.visited_on, row.author_id, row.author, row.care_of, shared_with, child_name)


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
