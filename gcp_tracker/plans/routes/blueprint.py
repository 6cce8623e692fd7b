"""The blueprint, and how its routes come to a version of a plan: only through the child whom a loader let in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort

from gcp_tracker.models import Child, Outcome, Plan, PlanAction
from gcp_tracker.plans import queries
from gcp_tracker.rules.plan_vocabulary import PROTECTIVE
from gcp_tracker.web.access import reading

bp = Blueprint("plans", __name__)


def version_of(child: Child, number: UUID) -> Plan:
    plan = queries.plan_of(reading(), child, number)
    if plan is None:
        abort(404)
    return plan


def draft_of(child: Child, number: UUID) -> Plan:
    plan = version_of(child, number)
    if not plan.is_draft:
        abort(404)
    return plan


def outcome_of(plan: Plan, number: int) -> Outcome:
    for outcome in plan.outcomes:
        if outcome.id == number:
            return outcome
    abort(404)


def action_of(plan: Plan, number: int) -> PlanAction:
    for outcome in plan.outcomes:
        for action in outcome.actions:
            if action.id == number:
                return action
    abort(404)


def who_agrees(plan: Plan) -> str:
    """The permission: under child protection and before proceedings a manager agrees to it."""
    return "plan:agree_protective" if plan.kind in PROTECTIVE else "plan:agree"
