"""Decisions of signed records: how each stands, whose they are, and which are still to be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Child, Decision, DecisionMove, SupervisionRecord, User
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import readable_by


@dataclass(frozen=True, slots=True)
class DecisionStanding:
    """`at` and `by` are empty while nothing has been said of it."""

    state: ActionState = ActionState.TO_DO
    at: datetime | None = None
    by: str = ""
    came_of_it: str = ""


@dataclass(frozen=True, slots=True)
class OwnDecision:
    child: Child
    decision: Decision
    standing: DecisionStanding


def decision_of(session: AnySession, child: Child, number: int) -> Decision | None:
    """Of a signed record of this child."""
    return session.scalar(
        select(Decision)
        .join(SupervisionRecord, SupervisionRecord.id == Decision.record_id)
        .where(
            Decision.id == number,
            SupervisionRecord.child_id == child.id,
            SupervisionRecord.state == RecordState.SIGNED,
        )
        .options(joinedload(Decision.record))
    )


def decision_states(session: AnySession, ids: Collection[int]) -> dict[int, DecisionStanding]:
    """By decision: the newest that was said of each; of one of which nothing was said, that it is to do."""
    latest = (
        select(func.max(DecisionMove.id)).where(DecisionMove.decision_id.in_(ids)).group_by(DecisionMove.decision_id)
    )
    moves = session.scalars(
        select(DecisionMove)
        .where(DecisionMove.id.in_(latest))
        .options(joinedload(DecisionMove.by).lazyload(User.roles))
    )
    said = {one.decision_id: DecisionStanding(one.state, one.at, one.by.name, one.came_of_it) for one in moves}
    return {number: said.get(number, DecisionStanding()) for number in ids}


def own_decisions(session: AnySession, user: User, now: datetime) -> list[OwnDecision]:
    """What this person is to do by name for children whom they may read; open ones only, the earliest date first."""
    rows = list(
        session.scalars(
            select(Decision)
            .join(SupervisionRecord, SupervisionRecord.id == Decision.record_id)
            .join(Child, Child.id == SupervisionRecord.child_id)
            .where(Decision.user_id == user.id, SupervisionRecord.state == RecordState.SIGNED, readable_by(user, now))
            .options(joinedload(Decision.record).joinedload(SupervisionRecord.child).joinedload(Child.family))
        )
    )
    standing = decision_states(session, [one.id for one in rows])
    found = [OwnDecision(one.record.child, one, standing[one.id]) for one in rows]
    return sorted(
        (one for one in found if one.standing.state.is_open),
        key=lambda one: (one.decision.by_on or date.max, one.child.first_name, one.decision.id),
    )


def open_decisions(session: AnySession, child_ids: Collection[UUID]) -> dict[UUID, list[Decision]]:
    """By child, of children whom the caller has asked for already: those still to be done, the earliest date first."""
    newest = (
        select(type_coerce(DecisionMove.state, String))
        .where(DecisionMove.decision_id == Decision.id)
        .order_by(DecisionMove.id.desc())
        .limit(1)
        .correlate(Decision)
        .scalar_subquery()
    )
    rows = session.execute(
        select(SupervisionRecord.child_id, Decision)
        .join(Decision, Decision.record_id == SupervisionRecord.id)
        .where(
            SupervisionRecord.child_id.in_(child_ids),
            SupervisionRecord.state == RecordState.SIGNED,
            func.coalesce(newest, ActionState.TO_DO.value).in_((ActionState.TO_DO.value, ActionState.STARTED.value)),
        )
        .order_by(Decision.by_on, Decision.id)
    )
    found: dict[UUID, list[Decision]] = {}
    for child_id, decision in rows:
        found.setdefault(child_id, []).append(decision)
    return found
