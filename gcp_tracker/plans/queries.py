"""Reading plans: the one that is agreed, the one being written, their versions, and what became of actions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.instruments import newest
from gcp_tracker.models import (
    ActionMove,
    ActionPerson,
    Adult,
    Child,
    Grade,
    InstrumentVersion,
    Outcome,
    OutcomeItem,
    Plan,
    PlanAction,
    User,
    Visit,
)
from gcp_tracker.rules.instrument_versions import end_of_line
from gcp_tracker.rules.plan_vocabulary import ActionState, PlanState
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import readable_by

WHOLE = (
    joinedload(Plan.instrument),
    joinedload(Plan.opened_by).lazyload(User.roles),
    joinedload(Plan.agreed_by).lazyload(User.roles),
    joinedload(Plan.closed_by).lazyload(User.roles),
    joinedload(Plan.outcomes).options(
        joinedload(Outcome.items), selectinload(Outcome.actions).joinedload(PlanAction.people)
    ),
)
# Built once: to build it takes longer than to find that there is no plan.
OF_CHILD = select(Plan).where(Plan.child_id == bindparam("child")).options(*WHOLE)
AGREED = OF_CHILD.where(Plan.state == PlanState.AGREED)
DRAFT = OF_CHILD.where(Plan.state == PlanState.DRAFT)
OUTCOME_SENTENCES = (
    select(OutcomeItem.item_key, Outcome.sentence)
    .join(Outcome, Outcome.id == OutcomeItem.outcome_id)
    .join(Plan, Plan.id == Outcome.plan_id)
    .where(Plan.child_id == bindparam("child"), Plan.state == PlanState.AGREED)
    .order_by(Outcome.place, OutcomeItem.id)
)


class LastGraded(NamedTuple):
    value: int
    on: date


@dataclass(frozen=True, slots=True)
class ActionStanding:
    """`at` and `by` are None while nothing has been said of it."""

    state: ActionState = ActionState.TO_DO
    at: datetime | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnAction:
    child: Child
    plan: Plan
    action: PlanAction
    outcome: Outcome
    standing: ActionStanding


def agreed_plan(session: AnySession, child: Child) -> Plan | None:
    return session.scalars(AGREED, {"child": child.id}).unique().one_or_none()


def draft_plan(session: AnySession, child: Child) -> Plan | None:
    return session.scalars(DRAFT, {"child": child.id}).unique().one_or_none()


def plan_of(session: AnySession, child: Child, plan_id: UUID) -> Plan | None:
    """That version, if it is this child’s."""
    return session.scalars(OF_CHILD.where(Plan.id == plan_id), {"child": child.id}).unique().one_or_none()


def plan_versions(session: AnySession, child: Child) -> list[Plan]:
    """Whatever was agreed once or was put aside, the newest first."""
    query = OF_CHILD.where(Plan.state != PlanState.DRAFT)
    by_age = query.order_by(func.coalesce(Plan.agreed_at, Plan.opened_at).desc())
    return list(session.scalars(by_age, {"child": child.id}).unique())


def plans_by_day(session: AnySession, child: Child) -> list[Plan]:
    """Every version that was agreed, the earliest first; without what stands in it."""
    query = select(Plan).where(Plan.child_id == child.id, Plan.agreed_on.is_not(None))
    return list(session.scalars(query.order_by(Plan.agreed_on, Plan.agreed_at, Plan.id)))


def action_states(
    session: AnySession, line_ids: Collection[UUID], until: datetime | None = None
) -> dict[UUID, ActionStanding]:
    """By line: the newest that was said of each, or was by then; of one of which nothing was said, that it is to do."""
    said_by_then = ActionMove.at < until if until is not None else true()
    latest = (
        select(func.max(ActionMove.id))
        .where(ActionMove.line_id.in_(line_ids), said_by_then)
        .group_by(ActionMove.line_id)
    )
    moves = session.scalars(
        select(ActionMove).where(ActionMove.id.in_(latest)).options(joinedload(ActionMove.by).lazyload(User.roles))
    )
    said = {move.line_id: ActionStanding(move.state, move.at, move.by.name, move.reason) for move in moves}
    return {line_id: said.get(line_id, ActionStanding()) for line_id in line_ids}


def last_graded(session: AnySession, plan: Plan) -> dict[str, LastGraded]:
    """By item of the plan’s instrument: the last signed grade, in whichever home; of two on one day the worse."""
    instrument = newest(plan.instrument.key)
    rows = session.execute(
        select(Grade.item_key, Grade.value, Visit.visited_on)
        .join(Visit, Visit.id == Grade.visit_id)
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
        .where(
            Visit.child_id == plan.child_id,
            Visit.state == VisitState.SIGNED,
            Grade.value.is_not(None),
            InstrumentVersion.key == instrument.key,
        )
        .order_by(Visit.visited_on)
    )
    found: dict[str, LastGraded] = {}
    for item_key, value, on in rows:
        key = end_of_line(instrument, item_key)
        before = found.get(key)
        if value is None:
            continue
        if before is None or before.on < on or instrument.is_worse(value, before.value):
            found[key] = LastGraded(value, on)
    return found


def outcome_sentences(session: AnySession, child_id: UUID) -> dict[str, list[str]]:
    """By item: what must change for the child by the plan that is agreed. No grades: nobody is to be anchored."""
    found: dict[str, list[str]] = {}
    for item_key, sentence in session.execute(OUTCOME_SENTENCES, {"child": child_id}):
        found.setdefault(item_key, []).append(sentence)
    return found


def own_actions(session: AnySession, user: User, now: datetime) -> list[OwnAction]:
    """What this person is to do by name for children whom they may read, in plans that are agreed; open ones only."""
    query = (
        select(PlanAction)
        .join(ActionPerson, ActionPerson.action_id == PlanAction.id)
        .join(Outcome, Outcome.id == PlanAction.outcome_id)
        .join(Plan, Plan.id == Outcome.plan_id)
        .join(Child, Child.id == Plan.child_id)
        .where(ActionPerson.user_id == user.id, Plan.state == PlanState.AGREED, readable_by(user, now))
        .options(
            selectinload(PlanAction.people),
            joinedload(PlanAction.outcome).joinedload(Outcome.plan).joinedload(Plan.child).joinedload(Child.family),
        )
    )
    actions = list(session.scalars(query).unique())
    standing = action_states(session, [action.line_id for action in actions])
    found = [
        OwnAction(action.outcome.plan.child, action.outcome.plan, action, action.outcome, standing[action.line_id])
        for action in actions
    ]
    return sorted(
        (one for one in found if one.standing.state.is_open),
        key=lambda one: (one.action.by_on or date.max, one.child.first_name, one.action.id),
    )


def adults_to_name(child: Child) -> list[Adult]:
    """Those who can be asked to do something; nobody who is not to be contacted."""
    adults = {relation.adult.id: relation.adult for relation in child.relations}
    return [adult for adult in adults.values() if not adult.not_to_be_contacted]


def lines_of(plan: Plan) -> list[UUID]:
    return [action.line_id for outcome in plan.outcomes for action in outcome.actions]
