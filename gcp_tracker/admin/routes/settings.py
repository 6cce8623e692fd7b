"""What an authority is called by, and what it sets for itself."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.service import describe_authority
from gcp_tracker.admin.forms.settings import AuthorityForm, SettingForm
from gcp_tracker.admin.queries import settings as queries
from gcp_tracker.admin.routes.blueprint import bp
from gcp_tracker.admin.service import change_setting
from gcp_tracker.models import Authority
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page
from gcp_tracker.web.forms import writing
from gcp_tracker.web.freshness import fresh
from gcp_tracker.web.templating import page


@bp.get("/authorities/<int:authority_id>/settings")
@role_page("accounts:administer")
def settings(authority_id: int) -> ResponseReturnValue:
    authority = the_authority(authority_id)
    return page(
        "admin/settings.html",
        authority=authority,
        groups=queries.settings_now(reading(), authority, clock.today()),
        national=queries.national_settings(),
    )


@bp.route("/authorities/<int:authority_id>/settings/<key>", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def setting(authority_id: int, key: str) -> ResponseReturnValue:
    authority, asked = the_authority(authority_id), LOCAL.get(key) or abort(404)
    form = SettingForm()
    form.value.label.text = f"Set it to ({asked.unit.plural})"
    form.value.description = f"A whole number {asked.bounds}. {asked.unit.words(asked.usual).capitalize()} is usual."
    if form.validate_on_submit():
        with writing(form) as uow:
            change_setting(uow, authority, asked, form.details())
            return redirect(url_for("admin.settings", authority_id=authority.id, _anchor=asked.key), 303)
    if request.method == "GET":
        form.from_on.data = clock.today()
    return page(
        "admin/setting.html",
        form=form,
        authority=authority,
        now=queries.setting_now(reading(), authority, asked, clock.today()),
        changes=queries.changes_of(reading(), authority, asked, clock.today()),
    )


@bp.route("/authorities/<int:authority_id>/describe", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def describe(authority_id: int) -> ResponseReturnValue:
    authority = the_authority(authority_id)
    form = AuthorityForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            describe_authority(uow, authority, form.details())
            return redirect(url_for("admin.settings", authority_id=authority.id), 303)
    if request.method == "GET":
        form.fill_from(authority)
    return page("admin/describe.html", form=form, authority=authority)


def the_authority(authority_id: int) -> Authority:
    return queries.authority_with_id(reading(), authority_id) or abort(404)
