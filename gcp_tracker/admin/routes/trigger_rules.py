"""An authority’s own trigger points: upload the file, look it over, try it, put it in force from a day."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.admin.forms.trigger_rules import InForceForm, RulesFileForm
from gcp_tracker.admin.queries.trigger_rules import FaultyLine, faulty_lines, rules_tried
from gcp_tracker.admin.routes.blueprint import bp
from gcp_tracker.admin.routes.settings import the_authority
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.routes.officer import own_uploads
from gcp_tracker.readings.trigger_rules import rules_in_force
from gcp_tracker.rules.instrument_lines import LARGEST
from gcp_tracker.rules.trigger_file import KINDS, TriggerFault, triggers_in
from gcp_tracker.rules.trigger_vocabulary import Step
from gcp_tracker.trigger_points import known_instruments
from gcp_tracker.triggers.service import load_trigger_rules
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, unit_of_work
from gcp_tracker.web.forms import writing
from gcp_tracker.web.freshness import fresh
from gcp_tracker.web.templating import page

KIND = "trigger-points-"


@bp.route("/authorities/<int:authority_id>/trigger-points", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def trigger_rules(authority_id: int) -> ResponseReturnValue:
    authority, form = the_authority(authority_id), RulesFileForm()
    wrong: list[FaultyLine] = []
    if form.validate_on_submit():
        data = form.file.data.stream.read(LARGEST + 1)
        try:
            triggers_in(data, known_instruments())
        except TriggerFault as broken:
            wrong = faulty_lines(data, broken.faults)
            form.file.errors = [
                *form.file.errors,
                "The file cannot be used yet. What is wrong stands beside each line.",
            ]
        else:
            form.file.data.stream.seek(0)
            name = own_uploads(KIND).keep(form.file.data.stream)
            with unit_of_work() as uow:
                uow.record("trigger_rules:check", subject=authority, reason=name)
            return redirect(url_for("admin.try_trigger_rules", authority_id=authority.id, file=name), 303)
    in_force = rules_in_force(reading(), authority.id, clock.today())
    return page(
        "admin/trigger_rules.html",
        form=form,
        authority=authority,
        wrong=wrong,
        in_force=in_force,
        kinds=KINDS,
        steps=list(Step),
    )


@bp.route("/authorities/<int:authority_id>/trigger-points/try", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def try_trigger_rules(authority_id: int) -> ResponseReturnValue:
    """What they would have asked about, and from when they hold."""
    authority, form, name = the_authority(authority_id), InForceForm(), request.args.get("file", "")
    try:
        with own_uploads(KIND).open(name) as kept:
            rules = triggers_in(kept.read(), known_instruments())
    except (FileRefused, TriggerFault):
        abort(404)
    if form.validate_on_submit():
        with writing(form) as uow:
            load_trigger_rules(uow, authority, rules, form.from_on.data, form.reason.data)
            own_uploads(KIND).forget_return(name)
            return redirect(url_for("triggers.rules"), 303)
    if request.method == "GET":
        form.from_on.data = clock.today()
    tried = rules_tried(reading(), authority, rules, clock.today())
    return page("admin/try_trigger_rules.html", form=form, authority=authority, rules=rules, tried=tried)
