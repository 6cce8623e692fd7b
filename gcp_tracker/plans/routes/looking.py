"""Reading a plan: the one that holds, its versions, what changed between two, and its paper."""

from __future__ import annotations

from uuid import UUID

from flask import abort
from flask.typing import ResponseReturnValue

from gcp_tracker.change.outcome_words import HOW_JUDGED
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Paper, leaves
from gcp_tracker.models import Child, Plan
from gcp_tracker.plans import queries
from gcp_tracker.plans.routes.blueprint import bp, version_of, who_agrees
from gcp_tracker.plans.shown import PlanShown, plan_shown, version_words
from gcp_tracker.plans.written import written_plan
from gcp_tracker.readings.outcomes import outcomes_on
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.plan_changes import changes_between
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, may, reading
from gcp_tracker.web.forms import Form
from gcp_tracker.web.templating import page


@bp.get("/children/<uuid:child_id>/plan")
@child_page("plan:read")
def current(child: Child) -> ResponseReturnValue:
    session = reading()
    plan = queries.agreed_plan(session, child)
    return page(
        "plans/current.html",
        child=child,
        standing=child_standing(session, child, clock.today()),
        shown=shown_today(plan) if plan else None,
        draft=queries.draft_plan(session, child),
        versions=queries.plan_versions(session, child),
        version_words=version_words,
        how_judged=HOW_JUDGED,
    )


@bp.get("/children/<uuid:child_id>/plans/<uuid:number>")
@child_page("plan:read")
def version(child: Child, number: UUID) -> ResponseReturnValue:
    """Any version; of one that is being written its advice, and where to change it."""
    plan = version_of(child, number)
    return version_page(plan, Form())


def version_page(plan: Plan, form: Form) -> str:
    """The same page for what a rule said against a button on it."""
    return page(
        "plans/version.html",
        child=plan.child,
        plan=plan,
        form=form,
        shown=shown_today(plan),
        version_words=version_words(plan),
        may_agree=may(who_agrees(plan), plan.child),
        changes=changes_between(written_plan(plan.before), written_plan(plan)) if plan.before else None,
    )


@bp.get("/children/<uuid:child_id>/plans/<uuid:number>/changes")
@child_page("plan:read")
def changes(child: Child, number: UUID) -> ResponseReturnValue:
    """What is different from the version before it: in sentences, then side by side."""
    plan = version_of(child, number)
    if plan.before is None:
        abort(404)
    return page(
        "plans/changes.html",
        child=child,
        plan=plan,
        changes=changes_between(written_plan(plan.before), written_plan(plan)),
        version_words=version_words,
    )


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/print", methods=["GET", "POST"])
@child_page("child:print")
@leaves("plan_paper", back="plans.version")
def paper(child: Child, number: UUID, copy: Copy) -> Paper:
    plan = version_of(child, number)
    words = version_words(plan)
    return Paper(
        "plans/paper.html",
        {"child": child, "plan": plan, "shown": shown_today(plan), "version_words": words, "how_judged": HOW_JUDGED},
    )


def shown_today(plan: Plan) -> PlanShown:
    session, today = reading(), clock.today()
    return plan_shown(
        plan,
        today,
        outcomes_on(session, plan, today) if plan.is_agreed else {},
        queries.action_states(session, queries.lines_of(plan)),
        with_advice=plan.is_draft,
        worst_first=plan.is_agreed,
    )
