"""A child’s profiles: the list, opening one, the profile itself, the visits that count, completing and sharing it."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker import instruments
from gcp_tracker.models import Child, Profile, Visit
from gcp_tracker.profiles import queries
from gcp_tracker.profiles.forms import OpenProfileForm, PlainForm, SharingForm
from gcp_tracker.profiles.series import profile_series
from gcp_tracker.profiles.service import (
    complete_profile,
    contribute_visit,
    leave_out_visit,
    open_profile,
    record_sharing,
)
from gcp_tracker.profiles.sheet import profile_sheet
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.grading import RULE_NAME, RULE_VERSION, RULE_WORDS
from gcp_tracker.rules.profiling import LOOKS_BACK_DAYS, open_for_long_words
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, profile_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page

bp = Blueprint("profiles", __name__)


@bp.get("/children/<uuid:child_id>/profiles")
@child_page("profile:read")
def profiles(child: Child) -> ResponseReturnValue:
    session = reading()
    return page(
        "profiles/profiles.html",
        child=child,
        standing=child_standing(session, child, clock.today()),
        series=profile_series(session, child, clock.today()),
        may_be_gone_through=bool(queries.adults_to_go_through_with(session, child)),
    )


@bp.route("/children/<uuid:child_id>/profiles/new", methods=["GET", "POST"])
@child_page("profile:open")
def new(child: Child) -> ResponseReturnValue:
    instrument = instruments.newest(current_app.config["GCP_INSTRUMENT"])
    form = OpenProfileForm().for_child(child)
    if form.validate_on_submit():
        with writing(form) as uow:
            household, carer = form.whose()
            profile = open_profile(
                uow, child, instrument, opened_on=form.opened_on.data, household=household, carer=carer
            )
            uow.session.flush()
            return redirect(url_for("profiles.profile", profile_id=profile.id), 303)
    if request.method == "GET":
        asked_for = request.args.get("care_of", "")
        form.care_of.data = asked_for if asked_for in form.known else form.only_one()
        form.opened_on.data = clock.today()
    return page("profiles/new.html", form=form, child=child, instrument=instrument, looks_back_days=LOOKS_BACK_DAYS)


@bp.get("/profiles/<uuid:profile_id>")
@profile_page("profile:read")
def profile(profile: Profile) -> ResponseReturnValue:
    return _profile_page(profile, PlainForm())


@bp.post("/profiles/<uuid:profile_id>/visits")
@profile_page("profile:contribute")
def count_visit(profile: Profile) -> ResponseReturnValue:
    form = PlainForm()
    visits = {str(visit.first_id): visit for visit in _offered(profile)}
    sent = [visits[key] for key in request.form.getlist("visit") if key in visits]
    if not sent:
        abort(404)
    if form.validate_on_submit():
        with writing(form) as uow:
            for visit in sent:
                if request.form.get("count") == "no":
                    leave_out_visit(uow, profile, visit)
                else:
                    contribute_visit(uow, profile, visit)
            return redirect(url_for("profiles.profile", profile_id=profile.id, _anchor="visits"), 303)
    return _profile_page(profile, form)


@bp.post("/profiles/<uuid:profile_id>/complete")
@profile_page("profile:complete")
def complete(profile: Profile) -> ResponseReturnValue:
    form = PlainForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            complete_profile(uow, profile)
            return redirect(url_for("profiles.profile", profile_id=profile.id), 303)
    return _profile_page(profile, form)


@bp.route("/profiles/<uuid:profile_id>/sharing", methods=["GET", "POST"])
@profile_page("profile:share")
def sharing(profile: Profile) -> ResponseReturnValue:
    if not profile.is_completed:
        abort(404)
    form = SharingForm().for_adults(queries.adults_to_go_through_with(reading(), profile.child))
    if form.validate_on_submit():
        with writing(form) as uow:
            record_sharing(uow, profile, form.details())
            return redirect(url_for("profiles.profile", profile_id=profile.id, _anchor="sharing"), 303)
    if request.method == "GET":
        form.fill_from(profile)
    whose = queries.whose_care(profile.household, profile.carer)
    return page("profiles/sharing.html", form=form, profile=profile, child=profile.child, whose_care=whose)


def _offered(profile: Profile) -> list[Visit]:
    if profile.is_completed:
        return []
    return queries.visits_offered(reading(), profile.child, profile.care_of, profile.instrument_id, profile.opened_on)


def _profile_page(profile: Profile, form: PlainForm) -> str:
    """The same page for an open profile and a completed one, and for what a rule said against a button on it."""
    session = reading()
    counted = {row.visit_first_id for row in profile.contributions}
    sheet = profile_sheet(session, profile)
    return page(
        "profiles/profile.html",
        form=form,
        profile=profile,
        child=profile.child,
        sheet=sheet,
        band=sheet.instrument.band(sheet.band),
        whose_care=queries.whose_care(profile.household, profile.carer),
        offered=[visit for visit in _offered(profile) if visit.first_id not in counted],
        rule={"name": RULE_NAME, "version": profile.rule_version, "words": RULE_WORDS, "now": RULE_VERSION},
        may_be_gone_through=bool(queries.adults_to_go_through_with(session, profile.child)),
        long_words=None if profile.is_completed else open_for_long_words(profile.opened_on, clock.today()),
    )
