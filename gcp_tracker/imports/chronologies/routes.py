"""Chronologies of other agencies: upload, look over, take in, take back. Every line is about a child of the reader."""

from __future__ import annotations

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.chronology.queries import events_of_import
from gcp_tracker.chronology.service import withdraw_import
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import leaves
from gcp_tracker.exports.sheets import Column, Sheet
from gcp_tracker.imports.chronologies import queries
from gcp_tracker.imports.chronologies.desk import (
    CheckedChronology,
    check_chronology,
    checked_chronology,
    open_chronology,
    put_down,
    waiting_chronologies,
)
from gcp_tracker.imports.chronologies.forms import ChronologyForm, TakeBackForm, TakeInForm
from gcp_tracker.imports.chronologies.report import COLUMNS, OF_LINES, LineOutcome
from gcp_tracker.imports.chronologies.service import import_chronology
from gcp_tracker.imports.desk import LINES_ON_A_PAGE
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.routes.blueprint import bp
from gcp_tracker.imports.routes.officer import own_uploads, without_the_lock
from gcp_tracker.instruments import newest
from gcp_tracker.models import Authority, Event, ImportRun
from gcp_tracker.rules.event_columns import TOLD
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.web import clock
from gcp_tracker.web.access import know_relations, may, reading, role_page, signed_in_user, unit_of_work
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.templating import page

READ, KIND = "chronology:import", "chronology-"


@bp.route("/chronologies", methods=["GET", "POST"])
@role_page(READ)
def chronologies() -> ResponseReturnValue:
    form, uploads = ChronologyForm(), own_uploads(KIND)
    if form.validate_on_submit():
        uow = without_the_lock()
        try:
            file = form.file.data
            name = check_chronology(uow, uploads, _authority(), _instrument(), file.stream, file.filename)
        except FileRefused as refused:
            form.file.errors = [*form.file.errors, refused.sentence]
        else:
            with uow:
                uow.record("chronology:check", reason=name)
            return redirect(url_for("imports.chronology_report", file=name), 303)
    earlier = queries.imports_seen_by(reading(), signed_in_user(), clock.now())
    if request.method == "GET":
        record_list("chronologies", 0)
    return page(
        "imports/chronologies.html",
        form=form,
        columns=TOLD,
        waiting=[one for one in waiting_chronologies(uploads) if not one.is_imported],
        earlier=earlier,
        is_manager=signed_in_user().is_a(RoleName.MANAGER),
    )


@bp.route("/chronologies/report", methods=["GET", "POST"])
@role_page(READ)
def chronology_report() -> ResponseReturnValue:
    form, checked = TakeInForm(), _checked()
    if request.method == "POST" and not checked.is_imported and form.validate_on_submit():
        _take_in(form, checked)
    if request.method == "POST" and not form.form_errors:
        return redirect(url_for("imports.chronology_report", file=checked.name), 303)
    if request.method == "GET":
        with unit_of_work() as uow:
            uow.record("chronology:read_report", reason=checked.name)
    return _report_page(form, checked)


def _not_theirs() -> ResponseReturnValue | None:
    """A file that is nobody’s, or somebody else’s, is not there before anybody is asked about it."""
    _checked()
    return None


@bp.route("/chronologies/report/file", methods=["GET", "POST"])
@role_page(READ)
@leaves("chronology_report", back="imports.chronology_report", unless=_not_theirs)
def chronology_report_file(copy: Copy) -> Sheet:
    """Every line and what came of it, for whoever wrote the file to put it right."""
    columns = [Column(head) for head in COLUMNS]
    return Sheet("what-came-of-the-chronology", columns, _checked().report.as_rows())


@bp.post("/chronologies/report/put-aside")
@role_page(READ)
def put_chronology_aside() -> ResponseReturnValue:
    form, checked = Form(), _checked()
    if form.validate_on_submit():
        own_uploads(KIND).forget_all(checked.name)
        with unit_of_work() as uow:
            uow.record("chronology:put_aside", reason=checked.name)
    return redirect(url_for("imports.chronologies"), 303)


@bp.route("/chronologies/<int:number>/take-back", methods=["GET", "POST"])
@role_page("chronology:take_back")
def take_chronology_back(number: int) -> ResponseReturnValue:
    """All that came with it for children of this manager; of others their own manager decides."""
    run, form = _run(number), TakeBackForm()
    everything = events_of_import(reading(), run)
    know_relations({event.child for event in everything})
    own = [event for event in everything if may("event:withdraw", event.child)]
    if not own:
        abort(404)
    if form.validate_on_submit():
        with writing(form) as uow:
            withdraw_import(uow, run, own, form.reason.data, is_whole=len(own) == len(everything))
            return redirect(url_for("imports.chronologies"), 303)
    return page("imports/take_chronology_back.html", form=form, run=run, own=own, names=_names(own))


def _take_in(form: TakeInForm, checked: CheckedChronology) -> None:
    """What stops it stands in the form."""
    without_the_lock()
    try:
        file = open_chronology(own_uploads(KIND), checked.name, checked.file_name)
    except FileRefused as refused:
        form.form_errors.append(refused.sentence)
        return
    done = None
    with writing(form) as uow:
        done = import_chronology(uow, file, _authority(), _instrument())
    if done is not None and not form.form_errors:
        put_down(own_uploads(KIND), CheckedChronology(checked.name, checked.file_name, clock.now(), done))
        own_uploads(KIND).forget_return(checked.name)


def _report_page(form: TakeInForm, checked: CheckedChronology) -> str:
    asked = request.args.get("show", "")
    chosen = LineOutcome(asked) if asked in set(LineOutcome) else None
    lines = [line for line in checked.report.lines if chosen is None or line.outcome is chosen]
    pages = max(1, -(-len(lines) // LINES_ON_A_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    start = (number - 1) * LINES_ON_A_PAGE
    counts = checked.report.count()
    return page(
        "imports/chronology_report.html",
        form=form,
        checked=checked,
        report=checked.report,
        counts=[(outcome, counts[outcome]) for outcome in LineOutcome if outcome in OF_LINES or counts[outcome]],
        chosen=chosen,
        lines=lines[start : start + LINES_ON_A_PAGE],
        lines_count=len(lines),
        number=number,
        pages=pages,
    )


def _names(events: list[Event]) -> list[str]:
    return sorted({event.child.first_name for event in events})


def _run(number: int) -> ImportRun:
    seen = queries.imports_seen_by(reading(), signed_in_user(), clock.now())
    found = next((one.run for one in seen if one.run.id == number and one.run.undone_at is None), None)
    return found or abort(404)


def _checked() -> CheckedChronology:
    """The reader’s own upload that the address names; anything else does not exist."""
    try:
        return checked_chronology(own_uploads(KIND), request.args.get("file", ""))
    except FileRefused:
        abort(404)


def _authority() -> Authority:
    team = signed_in_user().team
    return team.authority if team is not None else abort(404)


def _instrument() -> Instrument:
    return newest(current_app.config["GCP_INSTRUMENT"])
