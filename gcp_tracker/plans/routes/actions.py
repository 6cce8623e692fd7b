"""What becomes of actions: one tap on the plan, a reason where one is dropped; and everybody’s own list."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child, Plan, PlanAction
from gcp_tracker.plans import queries, service
from gcp_tracker.plans.forms import WhyForm
from gcp_tracker.plans.routes.blueprint import action_of, bp, version_of
from gcp_tracker.plans.routes.looking import version_page
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.supervision.queries import own_decisions
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, know_relations, reading, role_page, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.templating import page

MY_ACTIONS = "my-actions"


@bp.get("/my-actions")
@role_page("my_actions:list")
def my_actions() -> ResponseReturnValue:
    session, user, now = reading(), signed_in_user(), clock.now()
    found, decided = queries.own_actions(session, user, now), own_decisions(session, user, now)
    children = {one.child for one in found} | {one.child for one in decided}
    know_relations(children)
    record_list("my_actions", len(children))
    return page("plans/my_actions.html", found=found, decided=decided)


@bp.post("/children/<uuid:child_id>/plans/<uuid:number>/actions/<int:place>/state")
@child_page("action:move")
def move_action(child: Child, number: UUID, place: int) -> ResponseReturnValue:
    """One tap, which says the state. Dropping an action asks why on a page of its own."""
    plan, action = _agreed(child, number, place)
    said = request.form.get("state", "")
    if said not in [state.value for state in ActionState]:
        abort(404)
    to = ActionState(said)
    if to is ActionState.DROPPED:
        back = request.form.get("back")
        return redirect(url_for("plans.drop_action", child_id=child.id, number=plan.id, place=place, back=back), 303)
    form = Form()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.move_action(uow, plan, action, to)
            return _back(plan, action)
    return version_page(plan, form)


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/actions/<int:place>/drop", methods=["GET", "POST"])
@child_page("action:move")
def drop_action(child: Child, number: UUID, place: int) -> ResponseReturnValue:
    plan, action = _agreed(child, number, place)
    form = WhyForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.move_action(uow, plan, action, ActionState.DROPPED, form.reason.data)
            return _back(plan, action)
    back = MY_ACTIONS if request.values.get("back") == MY_ACTIONS else ""
    return page("plans/drop_action.html", form=form, child=child, plan=plan, action=action, back=back)


def _agreed(child: Child, number: UUID, place: int) -> tuple[Plan, PlanAction]:
    plan = version_of(child, number)
    return plan, action_of(plan, place)


def _back(plan: Plan, action: PlanAction) -> ResponseReturnValue:
    """To where the tap was: the plan, or everybody’s own list."""
    if request.form.get("back") == MY_ACTIONS:
        return redirect(url_for("plans.my_actions"), 303)
    return redirect(url_for("plans.current", child_id=plan.child_id, _anchor=f"action-{action.id}"), 303)
