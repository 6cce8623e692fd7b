"""A child’s profiles: the list, opening one, the profile itself, the visits that count, completing and sharing it."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker import instruments
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Paper, leaves
from gcp_tracker.models import Child, Profile, Visit
from gcp_tracker.profiles import queries
from gcp_tracker.profiles.forms import OpenProfileForm, PlainForm, SharingForm, plain_words_form
from gcp_tracker.profiles.plain_words import PlainSheet, plain_sheet, save_plain_words
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
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.grading import RULE_NAME, RULE_VERSION, RULE_WORDS
from gcp_tracker.rules.plain_words import check_can_be_printed
from gcp_tracker.rules.profiling import open_for_long_words
from gcp_tracker.rules.vocabulary import PlainPart
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, profile_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.local import settings_for
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
    looks_back = queries.looks_back_days(reading(), child, clock.today())
    return page("profiles/new.html", form=form, child=child, instrument=instrument, looks_back_days=looks_back)


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


@bp.route("/profiles/<uuid:profile_id>/plain-words", methods=["GET", "POST"])
@profile_page("profile:put_plainly")
def plain_words(profile: Profile) -> ResponseReturnValue:
    """A proposed sentence for each item, to be put right and ticked; only what is ticked is printed."""
    if not profile.is_completed:
        abort(404)
    sheet = plain_sheet(reading(), profile)
    form = plain_words_form(sheet.lines)
    if form.validate_on_submit():
        with writing(form) as uow:
            save_plain_words(uow, profile, form.details(), form.seen.data)
            return redirect(url_for("profiles.plain_words", profile_id=profile.id, _anchor="print"), 303)
    if request.method == "GET":
        form.seen.data = sheet.seen
    return page(
        "profiles/plain_words.html",
        form=form,
        profile=profile,
        child=profile.child,
        sheet=sheet,
        parts=PlainPart,
        whose_care=queries.whose_care(profile.household, profile.carer),
        refusal=_why_not_printed(profile, sheet),
    )


def _nothing_to_print(profile: Profile) -> ResponseReturnValue | None:
    if not _why_not_printed(profile, plain_sheet(reading(), profile)):
        return None
    return redirect(url_for("profiles.plain_words", profile_id=profile.id), 303)


@bp.route("/profiles/<uuid:profile_id>/for-the-carer", methods=["GET", "POST"])
@profile_page("profile:print")
@leaves("carer_paper", back="profiles.plain_words", unless=_nothing_to_print)
def for_the_carer(profile: Profile, copy: Copy) -> Paper:
    """The paper itself. A sentence that would tell what this copy leaves out is not printed at all."""
    sheet = plain_sheet(reading(), profile)
    lines = [line for line in sheet.printed if copy.screen.text(line.text) == line.text]
    context = {"profile": profile, "child": profile.child, "sheet": sheet, "lines": lines, "parts": PlainPart}
    return Paper("profiles/for_the_carer.html", context)


def _why_not_printed(profile: Profile, sheet: PlainSheet) -> str:
    try:
        check_can_be_printed(
            is_completed=profile.is_completed,
            approved=len(sheet.printed),
            recipients=sheet.recipients,
            name=profile.child.first_name,
        )
    except RuleBroken as broken:
        return broken.sentence
    return ""


def _offered(profile: Profile) -> list[Visit]:
    if profile.is_completed:
        return []
    return queries.visits_offered(reading(), profile.child, profile.care_of, profile.instrument_id, profile.opened_on)


def _profile_page(profile: Profile, form: PlainForm) -> str:
    """The same page for an open profile and a completed one, and for what a rule said against a button on it."""
    session = reading()
    counted = {row.visit_first_id for row in profile.contributions}
    sheet = profile_sheet(session, profile)
    usual = settings_for(profile.child).days("profile_usual")
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
        long_words=None if profile.is_completed else open_for_long_words(profile.opened_on, clock.today(), usual),
    )
