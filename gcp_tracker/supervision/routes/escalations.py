"""Challenge between professionals: raised, answered, taken further, closed with what came of it for the child."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child, Escalation
from gcp_tracker.rules.escalations import EscalationState, stage_words, stages_of
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.supervision import service
from gcp_tracker.supervision.escalation_forms import (
    AnsweredForm,
    CloseForm,
    FurtherForm,
    RaiseForm,
    SetAsideForm,
    WhomForm,
)
from gcp_tracker.supervision.routes.blueprint import bp, escalation_of
from gcp_tracker.supervision.shown import challenge_shown
from gcp_tracker.visits.queries import colleagues_for
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, may, reading, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/challenges/new", methods=["GET", "POST"])
@child_page("escalation:raise")
def raise_challenge(child: Child) -> ResponseReturnValue:
    form = RaiseForm()
    _offer_people(form, child)
    if form.validate_on_submit():
        with writing(form) as uow:
            raised = service.raise_escalation(uow, child, form.details())
            return _to(raised)
    if request.method == "GET":
        form.from_words.data, form.from_agency.data = signed_in_user().name, Agency.SOCIAL_CARE.value
    return page("supervision/raise.html", form=form, child=child)


@bp.get("/children/<uuid:child_id>/challenges/<uuid:number>")
@child_page("escalation:read")
def challenge(child: Child, number: UUID) -> ResponseReturnValue:
    found = escalation_of(child, number)
    raised_it = found.raised_by_id == signed_in_user().id
    return page(
        "supervision/challenge.html",
        child=child,
        one=challenge_shown(found, settings_for(child), clock.today()),
        stage_words=stage_words,
        may_set_aside=found.last.state.waits and not raised_it and may("escalation:set_aside", child),
        may_close=found.last.state is EscalationState.ANSWERED and may("escalation:answer", child),
    )


@bp.route("/children/<uuid:child_id>/challenges/<uuid:number>/answer", methods=["GET", "POST"])
@child_page("escalation:answer")
def answer_challenge(child: Child, number: UUID) -> ResponseReturnValue:
    found, form = escalation_of(child, number), AnsweredForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.answer_escalation(uow, found, form.details())
            return _to(found)
    if request.method == "GET":
        form.on.data = clock.today()
    return _step_page(found, form, "Write down the answer", "Save the answer", ("words", "on"))


@bp.route("/children/<uuid:child_id>/challenges/<uuid:number>/further", methods=["GET", "POST"])
@child_page("escalation:raise")
def take_further(child: Child, number: UUID) -> ResponseReturnValue:
    found, form = escalation_of(child, number), FurtherForm()
    _offer_people(form, child, found.last.stage + 1)
    if form.validate_on_submit():
        with writing(form) as uow:
            service.take_escalation_further(uow, found, form.stage_number(), form.whom(), form.why.data)
            return _to(found)
    fields = ("why", "stage", "colleague", "whom_words", "whom_agency")
    return _step_page(found, form, "Take it further", "Take it further", fields)


@bp.route("/children/<uuid:child_id>/challenges/<uuid:number>/close", methods=["GET", "POST"])
@child_page("escalation:answer")
def close_challenge(child: Child, number: UUID) -> ResponseReturnValue:
    found, form = escalation_of(child, number), CloseForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.close_escalation(uow, found, form.outcome.data)
            return _to(found)
    return _step_page(found, form, "Close it", "Close it", ("outcome",))


@bp.route("/children/<uuid:child_id>/challenges/<uuid:number>/set-aside", methods=["GET", "POST"])
@child_page("escalation:set_aside")
def set_aside(child: Child, number: UUID) -> ResponseReturnValue:
    found, form = escalation_of(child, number), SetAsideForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.set_escalation_aside(uow, found, form.reason.data)
            return _to(found)
    return _step_page(found, form, "Set it aside", "Set it aside", ("reason",))


def _offer_people(form: WhomForm, child: Child, from_stage: int = 1) -> None:
    colleagues = [one for one in colleagues_for(reading(), child, clock.now()) if one is not signed_in_user()]
    form.for_people(colleagues, stages_of(settings_for(child)), from_stage)


def _step_page(found: Escalation, form: Form, heading: str, button: str, fields: tuple[str, ...]) -> str:
    return page(
        "supervision/challenge_step.html",
        child=found.child,
        found=found,
        form=form,
        heading=heading,
        button=button,
        fields_shown=fields,
    )


def _to(found: Escalation) -> ResponseReturnValue:
    return redirect(url_for("supervision.challenge", child_id=found.child_id, number=found.id), 303)
