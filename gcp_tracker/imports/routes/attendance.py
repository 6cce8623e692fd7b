"""A file of attendance: upload, look over, take in. The data officer sees numbers, and opens no record."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.imports.attendance import KIND, AttendanceReport, Outcome
from gcp_tracker.imports.attendance_desk import (
    CheckedAttendance,
    check_attendance,
    checked_attendance,
    earlier_attendance,
    finish_attendance,
    take_in,
    waiting_attendance,
)
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.forms import AttendanceFileForm, TakeInForm
from gcp_tracker.imports.routes.blueprint import bp
from gcp_tracker.imports.routes.officer import officers_authority, own_uploads, without_the_lock
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, unit_of_work
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.templating import page

LINES_SHOWN = 500


@bp.route("/attendance-files", methods=["GET", "POST"])
@role_page("attendance:import")
def attendance_files() -> ResponseReturnValue:
    form = AttendanceFileForm()
    uploads, authority = own_uploads(KIND), officers_authority()
    if form.validate_on_submit():
        uow = without_the_lock()
        try:
            name = check_attendance(uow, uploads, authority, form.file.data.stream, form.file.data.filename)
        except FileRefused as refused:
            form.file.errors = [*form.file.errors, refused.sentence]
        else:
            with uow:
                uow.record("attendance:check_file", reason=name)
            return redirect(url_for("imports.attendance_file", file=name), 303)
    return page(
        "imports/attendance_files.html",
        form=form,
        authority=authority,
        waiting=waiting_attendance(uploads),
        earlier=earlier_attendance(reading(), authority),
    )


@bp.route("/attendance-files/report", methods=["GET", "POST"])
@role_page("attendance:import")
def attendance_file() -> ResponseReturnValue:
    form, checked = TakeInForm(), _checked()
    if form.validate_on_submit() and not checked.report.refusal:
        if not checked.is_taken_in:
            done = _take_in(form, checked)
            if done is None:
                return _report(form, checked)
            finish_attendance(own_uploads(KIND), checked, done, clock.now())
        return redirect(url_for("imports.attendance_file", file=checked.name), 303)
    return _report(form, checked)


@bp.post("/attendance-files/put-aside")
@role_page("attendance:import")
def put_attendance_aside() -> ResponseReturnValue:
    form, checked = Form(), _checked()
    if form.validate_on_submit():
        own_uploads(KIND).forget_all(checked.name)
        with unit_of_work() as uow:
            uow.record("attendance:put_file_aside", reason=checked.name)
    return redirect(url_for("imports.attendance_files"), 303)


def _take_in(form: TakeInForm, checked: CheckedAttendance) -> AttendanceReport | None:
    """None: refused, and the form says why."""
    done = None
    without_the_lock()
    with writing(form) as uow:
        done = take_in(uow, own_uploads(KIND), officers_authority(), checked)
    return done


def _report(form: Form, checked: CheckedAttendance) -> str:
    """What was left out first, since somebody has to do something about it."""
    lines = sorted(checked.report.lines, key=lambda line: (line.outcome is not Outcome.LEFT_OUT, line.line))
    return page(
        "imports/attendance_file.html",
        form=form,
        checked=checked,
        report=checked.report,
        counts=checked.report.count(),
        lines=lines[:LINES_SHOWN],
        more=max(0, len(lines) - LINES_SHOWN),
    )


def _checked() -> CheckedAttendance:
    """The officer’s own upload that the address names; anything else does not exist."""
    try:
        return checked_attendance(own_uploads(KIND), request.args.get("file", ""))
    except FileRefused:
        abort(404)
