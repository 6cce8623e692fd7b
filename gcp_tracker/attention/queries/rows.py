"""One statement for all that attention looks at beside help, meetings and readings: a few rows for each child.

Each part of it fills some of the same columns. One statement, since every page that lists children asks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, bindparam, exists, func, or_, select, union_all

from gcp_tracker.attention.queries.parts import TODAY, PartRow, ids_in, part
from gcp_tracker.attention.queries.visit_rows import graded_at_steps, missed, seen, views_apart, without_evidence
from gcp_tracker.instruments import known_keys
from gcp_tracker.models import (
    ActionMove,
    Adult,
    Allocation,
    AttentionPutOff,
    CareRelation,
    Child,
    Household,
    Outcome,
    Plan,
    PlanAction,
    Profile,
    Residence,
    TriggerFiring,
    TriggerGrade,
    User,
    Visit,
)
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.plan_vocabulary import ActionState, PlanState
from gcp_tracker.rules.vocabulary import ProfileState
from gcp_tracker.triggers.queries import WAITS
from gcp_tracker.unit_of_work import AnySession

PROFILE, ADULT, HOME, WORKED, ACTIONS = "profile", "adult", "home", "worked", "actions"
PUT_OFF, TRIGGER = "put_off", "trigger"
# What two saw differently half a year ago is history.
VIEWS_LOOKED_BACK = timedelta(days=183)


def attention_rows(session: AnySession, child_ids: Sequence[UUID], today: date) -> Iterable[PartRow]:
    """Of children that somebody may know of. Grades that the reader does not see yet are left out, as everywhere."""
    steps_since = today - timedelta(days=LOCAL["step_told_for"].high)
    asked = {
        "children": child_ids,
        "today": today,
        "steps_since": steps_since,
        "views_since": today - VIEWS_LOOKED_BACK,
        "grades_since": steps_since - timedelta(days=LOCAL["step_looks_back"].high),
    }
    return map(PartRow._make, session.execute(_statement(known_keys()), asked).all())


@lru_cache(maxsize=4)
def _statement(instrument_keys: tuple[str, ...]) -> Any:
    """Built once: to build it takes longer than to ask it."""
    wanted = select(Child.id).where(Child.id.in_(bindparam("children", expanding=True))).cte("wanted")
    of_visits = (seen, missed, views_apart, graded_at_steps)
    others = (_profile, _adults, _homes, _worked, _actions, _put_off, _triggers)
    found = [one(wanted) for one in (*of_visits, *others)]
    return union_all(*found, without_evidence(wanted, instrument_keys))


def _profile(wanted: CTE) -> Select[Any]:
    return (
        part(PROFILE, Profile.child_id, on_1=func.max(Profile.completed_on))
        .where(Profile.child_id.in_(ids_in(wanted)), Profile.state == ProfileState.COMPLETED)
        .group_by(Profile.child_id)
    )


def _adults(wanted: CTE) -> Select[Any]:
    return (
        part(
            ADULT,
            CareRelation.child_id,
            number=Adult.id,
            words_1=CareRelation.relationship_to_child,
            words_2=Adult.name,
        )
        .join(Adult, Adult.id == CareRelation.adult_id)
        .where(CareRelation.child_id.in_(ids_in(wanted)))
    )


def _homes(wanted: CTE) -> Select[Any]:
    return (
        part(HOME, Residence.child_id, number=Household.id, words_1=Household.name)
        .join(Household, Household.id == Residence.household_id)
        .where(Residence.child_id.in_(ids_in(wanted)))
    )


def _worked(wanted: CTE) -> Select[Any]:
    """The last day of work; one that goes on has no end, and counts as one that ends after every day there is."""
    return (
        part(WORKED, Allocation.child_id, on_1=func.max(func.coalesce(Allocation.to_on, date.max)))
        .where(Allocation.child_id.in_(ids_in(wanted)))
        .group_by(Allocation.child_id)
    )


def _actions(wanted: CTE) -> Select[Any]:
    said = (
        select(ActionMove.state)
        .where(ActionMove.line_id == PlanAction.line_id)
        .order_by(ActionMove.id.desc())
        .limit(1)
        .correlate(PlanAction)
        .scalar_subquery()
    )
    still_open = [state for state in ActionState if state.is_open]
    return (
        part(ACTIONS, Plan.child_id, number=func.count(), on_1=func.min(PlanAction.by_on))
        .join(Outcome, Outcome.plan_id == Plan.id)
        .join(PlanAction, PlanAction.outcome_id == Outcome.id)
        .where(
            Plan.child_id.in_(ids_in(wanted)),
            Plan.state == PlanState.AGREED,
            PlanAction.by_on < TODAY,
            or_(said.is_(None), said.in_(still_open)),
        )
        .group_by(Plan.child_id)
    )


def _put_off(wanted: CTE) -> Select[Any]:
    return (
        part(
            PUT_OFF,
            AttentionPutOff.child_id,
            on_1=AttentionPutOff.until_on,
            words_1=AttentionPutOff.kind,
            words_2=AttentionPutOff.mark,
            words_3=AttentionPutOff.sentence,
            words_4=AttentionPutOff.reason,
            words_5=User.name,
            at=AttentionPutOff.at,
        )
        .join(User, User.id == AttentionPutOff.by_id)
        .where(AttentionPutOff.child_id.in_(ids_in(wanted)), AttentionPutOff.until_on > TODAY)
    )


def _triggers(wanted: CTE) -> Select[Any]:
    """Those that wait for an answer, without those that stand on a visit which the reader does not see yet."""
    is_seen = exists().where(Visit.id == TriggerGrade.visit_id).correlate(TriggerGrade)
    on_unseen = exists().where(TriggerGrade.firing_id == TriggerFiring.id, ~is_seen).correlate(TriggerFiring)
    return part(
        TRIGGER,
        TriggerFiring.child_id,
        on_1=TriggerFiring.fired_on,
        words_1=TriggerFiring.rule["title"].as_string(),
        at=TriggerFiring.fired_at,
    ).where(TriggerFiring.child_id.in_(ids_in(wanted)), *WAITS, ~on_unseen)
