"""People, teams and an authority's settings. Nothing here opens a child's record, and no link leads to one."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.letters import can_send, send_link
from gcp_tracker.accounts.links import link_address
from gcp_tracker.accounts.queries import sign_ins, teams
from gcp_tracker.accounts.service import (
    change_work,
    create_team,
    create_user,
    describe_authority,
    disable_user,
    enable_user,
    end_all_sign_ins,
    make_link,
)
from gcp_tracker.admin import queries
from gcp_tracker.admin.forms import AuthorityForm, LinkForm, PersonForm, TeamForm, WorkForm
from gcp_tracker.models import Authority, User
from gcp_tracker.rules.sign_ins import INVITATION_LASTS
from gcp_tracker.rules.vocabulary import LinkKind, RoleName
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.freshness import fresh
from gcp_tracker.web.templating import page

bp = Blueprint("admin", __name__)


@bp.get("/people")
@role_page("accounts:administer")
def people() -> ResponseReturnValue:
    return page("admin/people.html", everybody=queries.everybody(reading()), me=signed_in_user())


@bp.route("/people/new", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def new_person() -> ResponseReturnValue:
    form = PersonForm().with_teams(teams(reading()))
    if form.validate_on_submit():
        token = ""
        with writing(form) as uow:
            user = create_user(uow, form.details())
            token = make_link(uow, user, LinkKind.INVITATION)
        if token and not form.form_errors:
            return _show_link(user, LinkKind.INVITATION, token)
    return page("admin/new_person.html", form=form)


@bp.get("/people/<int:user_id>")
@role_page("accounts:administer")
def person(user_id: int) -> ResponseReturnValue:
    return _person(_user(user_id), Form())


def _person(user: User, form: Form) -> ResponseReturnValue:
    now = clock.now()
    return page(
        "admin/person.html",
        form=form,
        person=user,
        role_words=", ".join(RoleName(role.name).words for role in user.roles),
        how_far=queries.how_far(reading(), user, now),
        sign_ins=sign_ins(reading(), user, now),
        is_me=user.id == signed_in_user().id,
    )


@bp.route("/people/<int:user_id>/work", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def work(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    form = WorkForm().with_teams(teams(reading()))
    if form.validate_on_submit():
        with writing(form) as uow:
            change_work(uow, user, form.work())
            return redirect(url_for("admin.person", user_id=user.id), 303)
    if request.method == "GET":
        form.fill_from(user)
    return page("admin/work.html", form=form, person=user)


@bp.route("/people/<int:user_id>/link", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def link(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    form = LinkForm()
    if form.validate_on_submit():
        token, kind = "", LinkKind(form.kind.data)
        with writing(form) as uow:
            token = make_link(uow, user, kind)
        if token and not form.form_errors:
            return _show_link(user, kind, token)
    return page("admin/link.html", form=form, person=user)


@bp.post("/people/<int:user_id>/end-sign-ins")
@role_page("accounts:administer")
@fresh
def end_sign_ins(user_id: int) -> ResponseReturnValue:
    return _changed(user_id, end_all_sign_ins)


@bp.post("/people/<int:user_id>/disable")
@role_page("accounts:administer")
@fresh
def disable(user_id: int) -> ResponseReturnValue:
    return _changed(user_id, disable_user)


@bp.post("/people/<int:user_id>/enable")
@role_page("accounts:administer")
@fresh
def enable(user_id: int) -> ResponseReturnValue:
    return _changed(user_id, enable_user)


def _changed(user_id: int, change: Callable[[UnitOfWork, User], None]) -> ResponseReturnValue:
    user, form = _user(user_id), Form()
    with writing(form) as uow:
        change(uow, user)
        return redirect(url_for("admin.person", user_id=user.id), 303)
    return _person(user, form)


def _show_link(user: User, kind: LinkKind, token: str) -> ResponseReturnValue:
    """The answer to the form itself: there is no address at which the link could be read again."""
    address = link_address(token)
    is_sent = send_link(user, kind, address, INVITATION_LASTS)
    return page("admin/link_shown.html", person=user, address=address, is_sent=is_sent, can_send=can_send())


@bp.route("/authorities/<int:authority_id>/settings", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
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
@fresh
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
