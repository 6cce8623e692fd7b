"""The trigger points of a child, answering one, those that tell somebody, and the rules that are in force."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child, TriggerFiring
from gcp_tracker.record.queries import child_standing
from gcp_tracker.triggers import queries, service
from gcp_tracker.triggers.forms import AnswerForm
from gcp_tracker.triggers.in_force import files_in_force
from gcp_tracker.triggers.shown import TriggerShown, trigger_shown, waiting, who_answers
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, demand, may, reading, role_page, signed_in_user
from gcp_tracker.web.forms import writing
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.templating import page

bp = Blueprint("triggers", __name__)


@bp.get("/children/<uuid:child_id>/trigger-points")
@child_page("trigger:read")
def triggers(child: Child) -> ResponseReturnValue:
    found = [_shown(child, firing) for firing in queries.triggers_of_child(reading(), child)]
    return page(
        "triggers/triggers.html",
        child=child,
        standing=child_standing(reading(), child, clock.today()),
        waiting=[one for one in found if one.is_open],
        answered=[one for one in found if not one.is_open],
        may_answer=lambda one: may(who_answers(one.rule), child),
    )


@bp.route("/children/<uuid:child_id>/trigger-points/<uuid:number>", methods=["GET", "POST"])
@child_page("trigger:answer")
def answer(child: Child, number: UUID) -> ResponseReturnValue:
    firing = queries.trigger_of_child(reading(), child, number)
    if firing is None:
        abort(404)
    shown = _shown(child, firing)
    demand(who_answers(shown.rule), child)
    if request.method == "GET" and not shown.is_open:
        return redirect(url_for("triggers.triggers", child_id=child.id, _anchor=f"trigger-{number}"), 303)
    form = AnswerForm().for_rule(shown.rule)
    if form.validate_on_submit():
        with writing(form) as uow:
            service.answer_trigger(uow, firing, form.details())
            return redirect(url_for("triggers.triggers", child_id=child.id, _anchor=f"trigger-{number}"), 303)
    elif request.method == "GET":
        form.done_on.data = clock.today()
    return page("triggers/answer.html", form=form, child=child, one=shown)


@bp.get("/trigger-points")
@role_page("trigger_points:list")
def told() -> ResponseReturnValue:
    """What waits for an answer and tells whoever is signed in."""
    found = queries.told_to(reading(), signed_in_user(), clock.now())
    record_list("trigger_points", len({one.child.id for one in found}))
    today = clock.today()
    return page("triggers/told.html", found=[waiting(one, settings_for(one.child), today) for one in found])


@bp.get("/trigger-points/rules")
@role_page("trigger_rules:read")
def rules() -> ResponseReturnValue:
    """The rules by which trigger points fire today, in whose words; and the authority’s own of earlier and later."""
    return page("triggers/rules.html", files=files_in_force(reading(), signed_in_user(), clock.today()))


def _shown(child: Child, firing: TriggerFiring) -> TriggerShown:
    return trigger_shown(firing, settings_for(child), clock.today())
