"""What becomes of a decision: one tap, or what came of it for the child."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.supervision import service
from gcp_tracker.supervision.forms import CameOfItForm
from gcp_tracker.supervision.routes.blueprint import bp, decision_of
from gcp_tracker.web.access import child_page
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page

MY_ACTIONS = "my-actions"
NEEDS_WORDS = (ActionState.DONE, ActionState.DROPPED)


@bp.post("/children/<uuid:child_id>/decisions/<int:number>/state")
@child_page("decision:move")
def move_decision(child: Child, number: int) -> ResponseReturnValue:
    """One tap, which says the state. What is done or dropped is told on a page of its own."""
    decision, to = decision_of(child, number), _asked(request.form.get("state", ""))
    if to in NEEDS_WORDS:
        back = request.form.get("back")
        return redirect(
            url_for("supervision.end_decision", child_id=child.id, number=number, state=to.value, back=back), 303
        )
    form = CameOfItForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.move_decision(uow, decision, to)
            return _back(child, number)
    return redirect(url_for("supervision.of_child", child_id=child.id), 303)


@bp.route("/children/<uuid:child_id>/decisions/<int:number>/<any(done, dropped):state>", methods=["GET", "POST"])
@child_page("decision:move")
def end_decision(child: Child, number: int, state: str) -> ResponseReturnValue:
    decision, to, form = decision_of(child, number), ActionState(state), CameOfItForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.move_decision(uow, decision, to, form.reason.data)
            return _back(child, number)
    back = MY_ACTIONS if request.values.get("back") == MY_ACTIONS else ""
    return page(
        "supervision/decision.html",
        form=form,
        child=child,
        decision=decision,
        is_done=to is ActionState.DONE,
        back=back,
    )


def _asked(said: str) -> ActionState:
    if said not in [state.value for state in ActionState]:
        abort(404)
    return ActionState(said)


def _back(child: Child, number: int) -> ResponseReturnValue:
    """To where the tap was: the child’s supervision, or everybody’s own list."""
    if request.form.get("back") == MY_ACTIONS:
        return redirect(url_for("plans.my_actions"), 303)
    return redirect(url_for("supervision.of_child", child_id=child.id, _anchor=f"decision-{number}"), 303)
