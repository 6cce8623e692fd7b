"""People, teams and an authority's settings. Nothing here opens a child's record, and no link leads to one."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.queries import teams
from gcp_tracker.accounts.service import create_team, create_user, describe_authority, disable_user, enable_user
from gcp_tracker.admin import queries
from gcp_tracker.admin.forms import AuthorityForm, PersonForm, TeamForm
from gcp_tracker.models import Authority, User
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.templating import page

bp = Blueprint("admin", __name__)


@bp.get("/people")
@role_page("accounts:administer")
def people() -> ResponseReturnValue:
    return _people(Form())


def _people(form: Form) -> ResponseReturnValue:
    everybody = queries.everybody(reading())
    return page("admin/people.html", everybody=everybody, form=form, me=signed_in_user())


@bp.route("/people/new", methods=["GET", "POST"])
@role_page("accounts:administer")
def new_person() -> ResponseReturnValue:
    form = PersonForm().with_teams(teams(reading()))
    if form.validate_on_submit():
        with writing(form) as uow:
            create_user(uow, form.details())
            return redirect(url_for("admin.people"), 303)
    return page("admin/new_person.html", form=form)


@bp.post("/people/<int:user_id>/disable")
@role_page("accounts:administer")
def disable(user_id: int) -> ResponseReturnValue:
    form = Form()
    with writing(form) as uow:
        disable_user(uow, _user(user_id))
        return redirect(url_for("admin.people"), 303)
    return _people(form)


@bp.post("/people/<int:user_id>/enable")
@role_page("accounts:administer")
def enable(user_id: int) -> ResponseReturnValue:
    form = Form()
    with writing(form) as uow:
        enable_user(uow, _user(user_id))
        return redirect(url_for("admin.people"), 303)
    return _people(form)


@bp.route("/authorities/<int:authority_id>/settings", methods=["GET", "POST"])
@role_page("accounts:administer")
def settings(authority_id: int) -> ResponseReturnValue:
    authority = _authority(authority_id)
    form = AuthorityForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            describe_authority(uow, authority, form.details())
            return redirect(url_for("admin.people"), 303)
    if request.method == "GET":
        form.fill_from(authority)
    return page("admin/settings.html", form=form, authority=authority)


@bp.route("/authorities/<int:authority_id>/teams/new", methods=["GET", "POST"])
@role_page("accounts:administer")
def new_team(authority_id: int) -> ResponseReturnValue:
    authority = _authority(authority_id)
    form = TeamForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            create_team(uow, authority, form.details())
            return redirect(url_for("admin.people"), 303)
    return page("admin/new_team.html", form=form, authority=authority)


def _user(user_id: int) -> User:
    return queries.user_with_id(reading(), user_id) or abort(404)


def _authority(authority_id: int) -> Authority:
    return queries.authority_with_id(reading(), authority_id) or abort(404)
