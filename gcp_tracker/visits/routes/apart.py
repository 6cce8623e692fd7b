"""A visit that two grade apart: asked for, begun, declined, called off, then both side by side."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import GradedApart, Visit
from gcp_tracker.rules.apart import seen_from
from gcp_tracker.rules.vocabulary import ApartState
from gcp_tracker.visits import grading, pairs
from gcp_tracker.visits.apart import (
    ask_second_worker,
    begin_second_grading,
    call_off_grading_apart,
    decline_second_grading,
    record_agreement,
)
from gcp_tracker.visits.apart_forms import AskForm, agreement_form
from gcp_tracker.visits.forms import ReasonForm
from gcp_tracker.visits.routes.blueprint import bp
from gcp_tracker.web import clock
from gcp_tracker.web.access import apart_page, may, reading, visit_page
from gcp_tracker.web.apart import not_shown_yet
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import page


@bp.route("/visits/<uuid:visit_id>/graded-apart", methods=["GET", "POST"])
@visit_page("apart:ask")
def ask_second(visit: Visit) -> ResponseReturnValue:
    """The author of a draft has it graded by somebody else too."""
    apart = pairs.apart_of(reading(), visit)
    if apart is not None:
        return redirect(url_for("visits.graded_apart", apart_id=apart.id), 303)
    if not visit.is_draft or visit.number > 1:
        abort(404)
    form = AskForm().for_workers(pairs.who_could_be_second(reading(), visit, clock.now()))
    if form.validate_on_submit():
        with writing(form) as uow:
            ask_second_worker(uow, visit, form.workers[form.second.data])
            return redirect(url_for("visits.grade", visit_id=visit.id), 303)
    return page("visits/ask_second.html", form=form, visit=visit, child=visit.child, settings=settings_for(visit.child))


@bp.get("/graded-apart/<uuid:apart_id>")
@apart_page("apart:read")
def graded_apart(apart: GradedApart) -> ResponseReturnValue:
    """While it is not finished: where it stands. Then both, side by side."""
    return _apart_page(apart, Form())


@bp.post("/graded-apart/<uuid:apart_id>/begin")
@apart_page("apart:grade")
def begin_second(apart: GradedApart) -> ResponseReturnValue:
    form = Form()
    if form.validate_on_submit():
        with writing(form) as uow:
            visit = begin_second_grading(uow, apart)
            # Whom the second worker saw is for the second worker to say.
            to = "visits.details" if visit.is_draft else "visits.show"
            return redirect(url_for(to, visit_id=visit.id), 303)
    return _apart_page(apart, form)


@bp.post("/graded-apart/<uuid:apart_id>/decline")
@apart_page("apart:decline")
def decline_second(apart: GradedApart) -> ResponseReturnValue:
    form = Form()
    if form.validate_on_submit():
        with writing(form) as uow:
            decline_second_grading(uow, apart)
            return redirect(url_for("record.child_page", child_id=apart.first.child_id), 303)
    return _apart_page(apart, form)


@bp.route("/graded-apart/<uuid:apart_id>/call-off", methods=["GET", "POST"])
@apart_page("apart:call_off")
def call_off_apart(apart: GradedApart) -> ResponseReturnValue:
    if apart.state is ApartState.ENDED:
        return redirect(url_for("visits.graded_apart", apart_id=apart.id), 303)
    form = ReasonForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            call_off_grading_apart(uow, apart, form.reason.data)
            return redirect(url_for("visits.graded_apart", apart_id=apart.id), 303)
    return page("visits/call_off_apart.html", form=form, apart=apart, child=apart.first.child)


@bp.route("/graded-apart/<uuid:apart_id>/agreed", methods=["GET", "POST"])
@apart_page("apart:agree")
def agree_apart(apart: GradedApart) -> ResponseReturnValue:
    sides = pairs.both_sides(reading(), apart)
    if sides is None or not sides.differing:
        return redirect(url_for("visits.graded_apart", apart_id=apart.id), 303)
    instrument = instrument_of(sides.first.instrument)
    form = agreement_form(sides.differing, instrument)
    if form.validate_on_submit():
        with writing(form) as uow:
            record_agreement(uow, apart, form.grades(), form.words.data)
            return redirect(url_for("visits.graded_apart", apart_id=apart.id, _anchor="agreed"), 303)
    return page(
        "visits/agree_apart.html",
        form=form,
        apart=apart,
        child=sides.first.child,
        sides=sides,
        instrument=instrument,
        sources=dict(grading.source_choices(sides.first)),
    )


def _apart_page(apart: GradedApart, form: Form) -> str:
    sides = pairs.both_sides(reading(), apart)
    child = apart.first.child
    return page(
        "visits/graded_apart.html",
        form=form,
        apart=apart,
        child=child,
        sides=sides,
        instrument=instrument_of(apart.first.instrument),
        sources=dict(grading.source_choices(apart.first)),
        mine=next((one for one in not_shown_yet(child) if one.id == apart.id), None),
        until=seen_from(apart.first_signed_on, settings_for(child)) if apart.first_signed_on else None,
        settings=settings_for(child).on(apart.first_signed_on or clock.today()),
        may_begin=apart.state is ApartState.APART and may("apart:grade", child, apart),
        may_call_off=apart.state is not ApartState.ENDED and may("apart:call_off", child, apart),
        may_agree=sides is not None and bool(sides.differing) and may("apart:agree", child, apart),
    )
