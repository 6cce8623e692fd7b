"""Writing a plan, one outcome and one action at a time. Each step is saved before the next."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker import instruments
from gcp_tracker.children.queries.earlier_help import before_starting
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Child, Outcome, Plan, PlanAction
from gcp_tracker.plans import queries, service
from gcp_tracker.plans.forms import ActionForm, PlanForm, outcome_form
from gcp_tracker.plans.routes.blueprint import action_of, bp, draft_of, outcome_of
from gcp_tracker.plans.routes.looking import version_page
from gcp_tracker.rules.plan_vocabulary import PLAN_KINDS
from gcp_tracker.rules.spells import is_current
from gcp_tracker.visits.queries import colleagues_for
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading, signed_in_user
from gcp_tracker.web.forms import DraftForm, writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/plans/new", methods=["GET", "POST"])
@child_page("plan:write")
def new(child: Child) -> ResponseReturnValue:
    form = PlanForm()
    before = queries.agreed_plan(reading(), child)
    instrument = instruments.newest(current_app.config["GCP_INSTRUMENT"])
    if form.validate_on_submit():
        with writing(form) as uow:
            plan = service.open_plan(uow, child, instrument, form.details())
            return redirect(url_for("plans.version", child_id=child.id, number=plan.id), 303)
    if request.method == "GET":
        form.starts_on.data = clock.today()
        form.kind.data = before.kind if before else _kind_of_help(child)
    draft = queries.draft_plan(reading(), child)
    # A new version of a plan that runs is no new start.
    earlier = [] if before else before_starting(reading(), child, signed_in_user(), clock.now())
    return page("plans/new.html", form=form, child=child, before=before, draft=draft, earlier=earlier)


def _kind_of_help(child: Child) -> str | None:
    """The furthest help that runs today and is given by a plan."""
    today = clock.today()
    running = {one.kind for one in child.episodes if is_current(one.started_on, one.ended_on, today)}
    return next((kind for kind in reversed(PLAN_KINDS) if kind in running), None)


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/details", methods=["GET", "POST"])
@child_page("plan:write")
def details(child: Child, number: UUID) -> ResponseReturnValue:
    plan = draft_of(child, number)
    form = PlanForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.describe_plan(uow, plan, form.details(), form.seen_count())
            return _to(plan)
    if request.method == "GET":
        form.kind.data, form.starts_on.data, form.why.data = plan.kind, plan.starts_on, plan.why
    _note_seen(form, plan)
    return page("plans/details.html", form=form, child=child, plan=plan)


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/outcomes/new", methods=["GET", "POST"])
@child_page("plan:write")
def new_outcome(child: Child, number: UUID) -> ResponseReturnValue:
    return _outcome_page(draft_of(child, number), None)


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/outcomes/<int:place>", methods=["GET", "POST"])
@child_page("plan:write")
def outcome(child: Child, number: UUID, place: int) -> ResponseReturnValue:
    plan = draft_of(child, number)
    return _outcome_page(plan, outcome_of(plan, place))


def _outcome_page(plan: Plan, row: Outcome | None) -> ResponseReturnValue:
    child, instrument = plan.child, instrument_of(plan.instrument)
    band = instrument.band_at(child.born_on, clock.today())
    form = outcome_form(plan, child, row, queries.last_graded(reading(), plan), band.key if band else "")
    if form.validate_on_submit():
        with writing(form) as uow:
            written = service.write_outcome(uow, plan, row, form.details(), form.seen_count())
            uow.session.flush()
            if request.form.get("next") == "more":
                return redirect(
                    url_for("plans.outcome", child_id=child.id, number=plan.id, place=written.id, _anchor="items"), 303
                )
            return _to(plan, f"outcome-{written.id}")
    if request.method == "GET" and row is not None:
        form.fill_from(row)
    _note_seen(form, plan)
    return page("plans/outcome.html", form=form, child=child, plan=plan, outcome=row)


@bp.post("/children/<uuid:child_id>/plans/<uuid:number>/outcomes/<int:place>/remove")
@child_page("plan:write")
def remove_outcome(child: Child, number: UUID, place: int) -> ResponseReturnValue:
    plan = draft_of(child, number)
    form = DraftForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.remove_outcome(uow, plan, outcome_of(plan, place), form.seen_count())
            return _to(plan)
    return version_page(plan, form)


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/outcomes/<int:place>/actions/new", methods=["GET", "POST"])
@child_page("plan:write")
def new_action(child: Child, number: UUID, place: int) -> ResponseReturnValue:
    plan = draft_of(child, number)
    return _action_page(plan, outcome_of(plan, place), None)


@bp.route("/children/<uuid:child_id>/plans/<uuid:number>/actions/<int:place>", methods=["GET", "POST"])
@child_page("plan:write")
def action(child: Child, number: UUID, place: int) -> ResponseReturnValue:
    plan = draft_of(child, number)
    found = action_of(plan, place)
    return _action_page(plan, found.outcome, found)


def _action_page(plan: Plan, row: Outcome, found: PlanAction | None) -> ResponseReturnValue:
    child = plan.child
    form = ActionForm().for_people(child, queries.adults_to_name(child), colleagues_for(reading(), child, clock.now()))
    if form.validate_on_submit():
        with writing(form) as uow:
            service.write_action(uow, plan, row, found, form.details(), form.seen_count())
            if request.form.get("next") == "more":
                return redirect(url_for("plans.new_action", child_id=child.id, number=plan.id, place=row.id), 303)
            return _to(plan, f"outcome-{row.id}")
    if request.method == "GET" and found is not None:
        form.fill_from(found)
    _note_seen(form, plan)
    return page("plans/action.html", form=form, child=child, plan=plan, outcome=row, action=found)


@bp.post("/children/<uuid:child_id>/plans/<uuid:number>/actions/<int:place>/remove")
@child_page("plan:write")
def remove_action(child: Child, number: UUID, place: int) -> ResponseReturnValue:
    plan = draft_of(child, number)
    form = DraftForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.remove_action(uow, plan, action_of(plan, place), form.seen_count())
            return _to(plan)
    return version_page(plan, form)


def _note_seen(form: DraftForm, plan: Plan) -> None:
    """As it is shown now: at first, and once somebody was told that it had changed."""
    if request.method == "GET" or form.form_errors:
        form.seen.data = str(plan.version)


def _to(plan: Plan, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("plans.version", child_id=plan.child_id, number=plan.id, _anchor=anchor), 303)
