"""Agreeing to a plan, putting a draft aside, ending a plan."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.judgements.queries import said_against
from gcp_tracker.models import Child
from gcp_tracker.plans import service
from gcp_tracker.plans.forms import WhyForm
from gcp_tracker.plans.routes.blueprint import bp, draft_of, version_of, who_agrees
from gcp_tracker.plans.routes.looking import version_page
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, demand, reading
from gcp_tracker.web.forms import DraftForm, writing
from gcp_tracker.web.templating import page


@bp.post("/children/<uuid:child_id>/plans/<uuid:number>/agree")
@child_page("plan:agree")
def agree(child: Child, number: UUID) -> ResponseReturnValue:
    plan = draft_of(child, number)
    demand(who_agrees(plan), child)
    form = DraftForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.agree_plan(uow, plan, form.seen_count())
            return redirect(url_for("plans.current", child_id=child.id), 303)
    return version_page(plan, form)


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/put-aside", methods=["GET", "POST"])
@child_page("plan:write")
def put_aside(child: Child, number: UUID) -> ResponseReturnValue:
    plan = draft_of(child, number)
    form = WhyForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.discard_plan(uow, plan, form.reason.data)
            return redirect(url_for("plans.current", child_id=child.id), 303)
    return page("plans/put_aside.html", form=form, child=child, plan=plan)


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/end", methods=["GET", "POST"])
@child_page("plan:end")
def end(child: Child, number: UUID) -> ResponseReturnValue:
    plan = version_of(child, number)
    if not plan.is_agreed:
        abort(404)
    form = WhyForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.end_plan(uow, plan, form.reason.data)
            return redirect(url_for("plans.current", child_id=child.id), 303)
    against = said_against(reading(), child, Occasion.PLAN_ENDED, clock.today())
    return page("plans/end.html", form=form, child=child, plan=plan, against=against)
