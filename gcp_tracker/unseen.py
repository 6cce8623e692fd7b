"""What two people who grade one visit apart must not see of each other until both have signed.

The session itself leaves it out: every select of a reader's request is asked without those visits, and without the
profiles completed from them. Some sixty queries read visits, and one that forgot would show a grade. What
shows no grade (that a question of safety is open) is asked with IN_FULL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, event, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, ORMExecuteState, Session, aliased, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.models import Base, Child, GradedApart, Profile, ProfileVisit, SafetyCheck, User, Visit, VisitColleague
from gcp_tracker.rules.apart import (
    asked_words,
    grading_words,
    has_run_out,
    hidden_words,
    safety_words,
    seen_from,
    waiting_words,
)
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.vocabulary import ApartState, ProfileState, RoleName, VisitState
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import visible_to

IN_FULL: Mapping[str, bool] = {"in_full": True}
KEY = "unseen"
# Made once: what an alias says of its columns costs more to work out than the query that asks for them.
FIRST, SECOND, OF_FIRST, OF_SECOND = (aliased(Visit) for _ in range(4))


@dataclass(frozen=True, slots=True)
class Apart:
    """One visit as one of the two who grade it apart is told of it. `hidden_id`: the other's visit, by its first
    version; `has_signed` is the reader, `other` the one whose grades are not shown. `until`: the day from which it is
    shown in any case; None while neither has signed.
    """

    id: UUID
    hidden_id: UUID
    child_id: UUID
    child_name: str
    visited_on: date
    other: str
    own_id: UUID | None
    is_asked: bool
    has_signed: bool
    until: date | None
    safety: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        until = self.until
        if self.has_signed and until is not None:
            return waiting_words(self.other, self.visited_on, until)
        says = grading_words if self.own_id is not None else asked_words
        return f"{says(self.other, self.visited_on)} {hidden_words(self.other, until)}"


@dataclass(frozen=True, slots=True)
class Unseen:
    """All that one reader does not see yet. False when there is nothing."""

    aparts: tuple[Apart, ...] = ()
    profile_ids: frozenset[UUID] = frozenset()

    @property
    def first_ids(self) -> frozenset[UUID]:
        return frozenset(apart.hidden_id for apart in self.aparts)

    @property
    def child_ids(self) -> frozenset[UUID]:
        return frozenset(apart.child_id for apart in self.aparts)

    def first_day_of(self, child_id: UUID) -> date | None:
        """From when on the reader does not see all of a child’s grades; None: all are seen."""
        return min((apart.visited_on for apart in self.aparts if apart.child_id == child_id), default=None)

    def __bool__(self) -> bool:
        return bool(self.aparts)


NOTHING = Unseen()


def look_as(session: AnySession, reader: User, now: datetime) -> Unseen:
    """From now on the session shows what `reader` may see today. Returns what is left out."""
    session.info[KEY] = NOTHING
    unseen = unseen_by(session, reader, now)
    session.info[KEY] = unseen
    return unseen


def may_grade_apart(user_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether that person may be one of two, asked beside something else: hardly anybody is, and all others need no
    statement more.
    """
    came_along = exists().where(VisitColleague.user_id == user_id).correlate_except(VisitColleague)
    is_one = or_(GradedApart.asker_id == user_id, GradedApart.grader_id == user_id, came_along)
    return exists().where(GradedApart.state == ApartState.APART, is_one)


def left_out(session: AnySession) -> Unseen:
    found: Unseen = session.info.get(KEY, NOTHING)
    return found


@contextmanager
def everything_seen(session: AnySession) -> Iterator[None]:
    """For what is computed for everybody, whoever is signed in."""
    kept = left_out(session)
    session.info[KEY] = NOTHING
    try:
        yield
    finally:
        session.info[KEY] = kept


def unseen_by(session: AnySession, reader: User, now: datetime) -> Unseen:
    """One query for nearly everybody; nothing for a manager, who has to see every grade at once. Of a child who is
    hidden from the reader nothing is told, not that there is something to wait for either.
    """
    if reader.is_a(RoleName.MANAGER):
        return NOTHING
    today = now.astimezone(LONDON).date()
    # Columns of the two visits, never the visits: what the session holds already, it would hand out unasked.
    on_first = _came_along(OF_FIRST, GradedApart.first_id, reader)
    on_second = _came_along(OF_SECOND, GradedApart.second_id, reader)
    query = (
        select(GradedApart, Child, FIRST.visited_on, FIRST.signed_at, SECOND.signed_at, on_second.label("on_second"))
        .join(FIRST, FIRST.id == GradedApart.first_id)
        .join(Child, Child.id == FIRST.child_id)
        .outerjoin(SECOND, SECOND.id == GradedApart.second_id)
        .where(
            GradedApart.state == ApartState.APART,
            or_(
                GradedApart.first_signed_on.is_(None),
                GradedApart.first_signed_on > today - timedelta(days=LOCAL["apart_for"].high),
            ),
            or_(GradedApart.asker_id == reader.id, GradedApart.grader_id == reader.id, on_first, on_second),
            visible_to(reader, now),
        )
        .order_by(GradedApart.asked_at)
    )
    rows = session.execute(query, execution_options=IN_FULL).all()
    if not rows:
        return NOTHING
    found = []
    for apart, child, visited_on, first_signed, second_signed, came_with_second in rows:
        is_second = reader.id == apart.grader_id or (reader.id != apart.asker_id and came_with_second)
        hidden_id = apart.first_id if is_second else apart.second_id
        settings = settings_of(session, child.authority_id, today)
        if hidden_id is None or has_run_out(apart.first_signed_on, today, settings):
            continue
        found.append(
            Apart(
                id=apart.id,
                hidden_id=hidden_id,
                child_id=child.id,
                child_name=child.first_name,
                visited_on=visited_on,
                other=(apart.asker if is_second else apart.grader).name,
                own_id=apart.second_id if is_second else apart.first_id,
                is_asked=reader.id == apart.grader_id,
                has_signed=(second_signed if is_second else first_signed) is not None,
                until=seen_from(apart.first_signed_on, settings) if apart.first_signed_on else None,
            )
        )
    return _with_what_they_hide(session, found)


def _came_along(there: Any, side: Any, reader: User) -> ColumnElement[bool]:
    """Whether the reader grades in a draft of that side."""
    return exists().where(
        VisitColleague.visit_id == there.id, VisitColleague.user_id == reader.id, there.first_id == side
    )


def _with_what_they_hide(session: AnySession, aparts: list[Apart]) -> Unseen:
    first_ids = [apart.hidden_id for apart in aparts]
    safety = _safety(session, first_ids)
    profiles = (
        select(ProfileVisit.profile_id)
        .join(Profile, Profile.id == ProfileVisit.profile_id)
        .where(ProfileVisit.visit_first_id.in_(first_ids), Profile.state == ProfileState.COMPLETED)
    )
    return Unseen(
        tuple(replace(apart, safety=tuple(safety.get(apart.hidden_id, ()))) for apart in aparts),
        frozenset(session.scalars(profiles, execution_options=IN_FULL)),
    )


def _safety(session: AnySession, first_ids: list[UUID]) -> dict[UUID, list[str]]:
    """Whether the child is safe tonight is nobody's to wait for: asked and answered it is told, without the grade that
    asked.
    """
    query = (
        select(
            Visit.first_id,
            SafetyCheck.answer,
            SafetyCheck.who_was_told,
            SafetyCheck.told_at_words,
            SafetyCheck.what_was_agreed,
        )
        .join(Visit, Visit.id == SafetyCheck.visit_id)
        .where(Visit.first_id.in_(first_ids), Visit.state.in_((VisitState.DRAFT, VisitState.SIGNED)))
    )
    found: dict[UUID, list[str]] = {}
    for first_id, answer, told, at, agreed in session.execute(query, execution_options=IN_FULL):
        found.setdefault(first_id, []).append(safety_words(answer, told, at, agreed))
    return found


@event.listens_for(Session, "do_orm_execute")
def _leave_out(asked: ORMExecuteState) -> None:
    unseen: Unseen = asked.session.info.get(KEY, NOTHING)
    # What belongs to a record that is held already was found by a select that was asked here.
    is_select = asked.is_select and not asked.is_column_load and not asked.is_relationship_load
    if not unseen or not is_select or asked.execution_options.get("in_full"):
        return
    hidden = [_all_but(Visit, Visit.first_id.not_in(unseen.first_ids))]
    if unseen.profile_ids:
        hidden.append(_all_but(Profile, Profile.id.not_in(unseen.profile_ids)))
    asked.statement = asked.statement.options(*hidden)


def _all_but(kind: type[Base], criteria: ColumnElement[bool]) -> ExecutableOption:
    return with_loader_criteria(kind, criteria, include_aliases=True, propagate_to_loaders=False)
