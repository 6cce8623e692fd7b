"""Returns: upload, look over, import. The data officer sees numbers and what came of them, and opens no record."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children.queries import doubles_for
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import leaves
from gcp_tracker.exports.sheets import Column, Sheet
from gcp_tracker.imports.desk import (
    LINES_ON_A_PAGE,
    CheckedReturn,
    check_return,
    checked_return,
    earlier_imports_of,
    finish_return,
    lines_with,
    open_again,
    waiting_returns,
)
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.forms import ImportForm, UploadForm
from gcp_tracker.imports.report import COLUMNS, OF_CHILDREN, OF_VALUES, Outcome, Report, as_rows
from gcp_tracker.imports.routes.blueprint import bp
from gcp_tracker.imports.routes.officer import officers_authority, own_uploads, without_the_lock
from gcp_tracker.imports.service import import_census
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user, unit_of_work
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.templating import page


@bp.route("/returns", methods=["GET", "POST"])
@role_page("return:import")
def returns() -> ResponseReturnValue:
    form = UploadForm()
    uploads, authority = own_uploads(), officers_authority()
    if form.validate_on_submit():
        uow = without_the_lock()
        try:
            name = check_return(uow, uploads, authority, form.file.data.stream, form.file.data.filename)
        except FileRefused as refused:
            form.file.errors = [*form.file.errors, refused.sentence]
        else:
            with uow:
                uow.record("return:check", reason=name)
            return redirect(url_for("imports.report", file=name), 303)
    return page(
        "imports/returns.html",
        form=form,
        authority=authority,
        waiting=waiting_returns(uploads),
        earlier=earlier_imports_of(reading(), authority),
        doubles=doubles_for(reading(), signed_in_user(), clock.now()).count,
    )


@bp.route("/returns/report", methods=["GET", "POST"])
@role_page("return:import")
def report() -> ResponseReturnValue:
    form, checked = ImportForm(), _checked()
    if checked.is_imported and request.method == "POST":
        return redirect(url_for("imports.report", file=checked.name), 303)
    if form.validate_on_submit():
        done = _import(form, checked)
        if done is not None:
            finish_return(own_uploads(), checked, done, clock.now())
            return redirect(url_for("imports.report", file=checked.name), 303)
    if request.method == "GET":
        _log("return:read_report", checked)
    return _report_page(form, checked)


def _not_theirs() -> ResponseReturnValue | None:
    """A file that is nobody’s, or somebody else’s, is not there before anybody is asked about it."""
    _checked()
    return None


@bp.route("/returns/report/file", methods=["GET", "POST"])
@role_page("return:import")
@leaves("return_report", back="imports.report", unless=_not_theirs)
def report_file(copy: Copy) -> Sheet:
    return Sheet("what-came-of-the-return", [Column(head) for head in COLUMNS], as_rows(_checked().report))


@bp.post("/returns/report/put-aside")
@role_page("return:import")
def put_aside() -> ResponseReturnValue:
    form, checked = Form(), _checked()
    if form.validate_on_submit():
        own_uploads().forget_all(checked.name)
        _log("return:put_aside", checked)
    return redirect(url_for("imports.returns"), 303)


def _import(form: ImportForm, checked: CheckedReturn) -> Report | None:
    """None: refused, and the form says why."""
    done = None
    without_the_lock()
    try:
        census = open_again(own_uploads(), checked)
    except FileRefused as refused:
        form.form_errors.append(refused.sentence)
        return None
    with writing(form) as uow:
        meant = form.other_authority.data
        done = import_census(uow, officers_authority(), census, checked.file_name, other_authority=meant)
    return done


def _report_page(form: ImportForm, checked: CheckedReturn) -> str:
    shown_outcome = _chosen_outcome()
    lines = lines_with(checked.report, shown_outcome)
    pages = max(1, -(-len(lines) // LINES_ON_A_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    start = (number - 1) * LINES_ON_A_PAGE
    return page(
        "imports/report.html",
        form=form,
        checked=checked,
        report=checked.report,
        of_children=_counted(checked.report, OF_CHILDREN),
        of_values=_counted(checked.report, OF_VALUES),
        chosen=shown_outcome,
        lines=lines[start : start + LINES_ON_A_PAGE],
        lines_count=len(lines),
        number=number,
        pages=pages,
    )


def _counted(found: Report, outcomes: tuple[Outcome, ...]) -> list[tuple[Outcome, int]]:
    counts = found.count()
    return [(outcome, counts[outcome]) for outcome in outcomes]


def _chosen_outcome() -> Outcome | None:
    chosen = request.args.get("show", "")
    return Outcome(chosen) if chosen in set(Outcome) else None


def _checked() -> CheckedReturn:
    """The officer’s own upload that the address names; anything else does not exist."""
    try:
        return checked_return(own_uploads(), request.args.get("file", ""))
    except FileRefused:
        abort(404)


def _log(action: str, checked: CheckedReturn) -> None:
    with unit_of_work() as uow:
        uow.record(action, reason=checked.name)
