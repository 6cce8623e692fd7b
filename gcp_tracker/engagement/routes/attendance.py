"""Sessions of a half term, typed in; put right; and taken away where they were another child’s."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.engagement import queries, service
from gcp_tracker.engagement.forms import SessionsForm
from gcp_tracker.engagement.routes.blueprint import bp
from gcp_tracker.models import Child
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading, unit_of_work
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/attendance", methods=["GET", "POST"])
@child_page("attendance:record")
def attendance(child: Child) -> ResponseReturnValue:
    """The row that is put right (`row` in the address) fills the form; else the last school does."""
    session = reading()
    rows = queries.attendance_of_child(session, child)
    form = SessionsForm().for_child(child, queries.half_terms(session, child.authority), clock.today())
    if form.terms and form.validate_on_submit():
        with writing(form) as uow:
            term = form.terms.get(form.half_term.data)
            if term is None:
                raise RuleBroken("Choose the half term", "half_term")
            service.record_attendance(uow, child, term, form.details())
            return _back_to(child)
    elif request.method == "GET" and rows:
        asked = request.args.get("row", type=int)
        chosen = next((row for row in rows if row.id == asked), None)
        if chosen is not None:
            form.fill_from(chosen)
        else:
            form.school.data = rows[0].school
    return page("engagement/attendance.html", form=form, child=child, rows=rows)


@bp.post("/children/<uuid:child_id>/attendance/<int:number>/remove")
@child_page("attendance:record")
def remove_attendance(child: Child, number: int) -> ResponseReturnValue:
    row = queries.attendance_row(reading(), child, number)
    if row is None:
        abort(404)
    with unit_of_work() as uow:
        service.remove_attendance(uow, row)
    return _back_to(child)


def _back_to(child: Child) -> ResponseReturnValue:
    return redirect(url_for("engagement.account", child_id=child.id, _anchor="school-heading"), 303)
