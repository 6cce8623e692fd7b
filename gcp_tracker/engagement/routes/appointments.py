"""Appointments with other services: one more, and what became of it."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.engagement import queries, service
from gcp_tracker.engagement.forms import ANSWERS, AppointmentForm
from gcp_tracker.engagement.routes.blueprint import bp
from gcp_tracker.models import Child
from gcp_tracker.rules.engagement import can_appointment_be_changed
from gcp_tracker.web import clock
from gcp_tracker.web.access import brothers_and_sisters_who_may, child_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/appointments/new", methods=["GET", "POST"])
@child_page("appointment:record")
def new_appointment(child: Child) -> ResponseReturnValue:
    siblings = [one for one in brothers_and_sisters_who_may("appointment:record", child) if one is not child]
    form = AppointmentForm().for_child(child, siblings, clock.today())
    if form.validate_on_submit():
        with writing(form) as uow:
            service.record_appointment(uow, [child, *form.children()], form.details())
            return _back_to(child)
    return page("engagement/appointment.html", form=form, child=child, answers=ANSWERS, appointment=None)


@bp.route("/children/<uuid:child_id>/appointments/<int:number>", methods=["GET", "POST"])
@child_page("appointment:record")
def appointment(child: Child, number: int) -> ResponseReturnValue:
    found = queries.appointment_of_child(reading(), child, number)
    if found is None or not can_appointment_be_changed(found.state):
        abort(404)
    form = AppointmentForm().for_child(child, [], clock.today())
    if form.validate_on_submit():
        with writing(form) as uow:
            service.change_appointment(uow, found, form.details())
            return _back_to(child)
    elif request.method == "GET":
        form.fill_from(found)
    return page("engagement/appointment.html", form=form, child=child, answers=ANSWERS, appointment=found)


def _back_to(child: Child) -> ResponseReturnValue:
    return redirect(url_for("engagement.account", child_id=child.id, _anchor="appointments-heading"), 303)
