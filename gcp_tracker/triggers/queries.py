"""Firings of one child with what they stand on; those that wait for an answer and tell somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Child, TriggerAnswer, TriggerFiring, TriggerGrade, User, Visit
from gcp_tracker.rules.permissions import Relation, lasts
from gcp_tracker.rules.trigger_kept import rule_from
from gcp_tracker.rules.trigger_vocabulary import Told
from gcp_tracker.rules.triggers import TriggerRule
from gcp_tracker.rules.vocabulary import SightKind
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.unseen import IN_FULL, left_out
from gcp_tracker.visibility import allocated_to, managed_by, open_sights, visible_to

# All that one firing is shown with, in the same statement. What a reader must not see yet is left out afterwards.
WHOLE = (
    joinedload(TriggerFiring.version),
    joinedload(TriggerFiring.answer).joinedload(TriggerAnswer.answered_by).lazyload(User.roles),
    joinedload(TriggerFiring.grades)
    .joinedload(TriggerGrade.visit)
    .load_only(Visit.first_id, Visit.visited_on, Visit.state),
)
WAITS = (~TriggerFiring.answer.has(), TriggerFiring.lapsed_at.is_(None))


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One that waits for an answer."""

    child: Child
    firing_id: UUID
    rule: TriggerRule
    fired_on: date


def open_triggers(session: AnySession, child: Child) -> list[TriggerFiring]:
    """Those that wait for an answer, the newest first; one statement."""
    return _seen(session, _of(child).where(*WAITS))


def triggers_of_child(session: AnySession, child: Child) -> list[TriggerFiring]:
    """All that ever fired, the newest first."""
    return _seen(session, _of(child))


def trigger_of_child(session: AnySession, child: Child, number: UUID) -> TriggerFiring | None:
    return next(iter(_seen(session, _of(child).where(TriggerFiring.id == number))), None)


def told_to(session: AnySession, user: User, now: datetime) -> list[Unanswered]:
    """What waits for an answer and tells this person, as a child’s worker, manager or chair; the oldest first."""
    today = now.astimezone(LONDON).date()
    ways: dict[Told, ColumnElement[bool]] = {}
    if _is_still(Relation.ALLOCATED, user):
        ways[Told.WORKER] = Child.id.in_(allocated_to(user.id, today))
    if _is_still(Relation.MANAGER, user):
        ways[Told.MANAGER] = managed_by(user, now)
    if _is_still(Relation.CHAIR, user):
        ways[Told.CHAIR] = Child.id.in_(open_sights(user.id, now, SightKind.CHAIR))
    found = {}
    for told, way in ways.items():
        own = select(Child.id).where(way, Child.merged_into_id.is_(None), visible_to(user, now))
        for one in _unanswered(session, TriggerFiring.child_id.in_(own)):
            if told in one.rule.told:
                found[one.firing_id] = one
    return sorted(found.values(), key=lambda one: (one.fired_on, one.child.full_name))


def _is_still(relation: Relation, user: User) -> bool:
    return lasts(relation, [role.name for role in user.roles])


def _unanswered(session: AnySession, wanted: ColumnElement[bool]) -> list[Unanswered]:
    hidden = left_out(session).first_ids
    query = (
        select(TriggerFiring, Child)
        .join(Child, Child.id == TriggerFiring.child_id)
        .where(wanted, *WAITS)
        .order_by(TriggerFiring.fired_on, TriggerFiring.fired_at)
    )
    if hidden:
        on_hidden = select(TriggerGrade.firing_id).join(Visit).where(Visit.first_id.in_(hidden))
        query = query.where(TriggerFiring.id.not_in(on_hidden))
    rows = session.execute(query, execution_options=IN_FULL)
    return [Unanswered(child, one.id, rule_from(one.rule), one.fired_on) for one, child in rows]


def _of(child: Child) -> Select[TriggerFiring]:
    return (
        select(TriggerFiring)
        .where(TriggerFiring.child_id == child.id)
        .options(*WHOLE)
        .order_by(TriggerFiring.fired_at.desc(), TriggerFiring.rule_key)
    )


def _seen(session: AnySession, query: Select[TriggerFiring]) -> list[TriggerFiring]:
    """Without those that stand on a visit which its reader must not see yet."""
    hidden = left_out(session).first_ids
    found: Iterable[TriggerFiring] = session.scalars(query, execution_options=IN_FULL).unique()
    return [one for one in found if not any(grade.visit.first_id in hidden for grade in one.grades)]
