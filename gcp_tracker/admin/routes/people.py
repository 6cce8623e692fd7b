"""People who can sign in: found, invited, given other work, disabled. No link leads from here to a child."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.changes import waiting_about, waiting_for, waiting_new
from gcp_tracker.accounts.letters import send_handover
from gcp_tracker.accounts.queries import count_of_administrators, sign_ins, teams
from gcp_tracker.accounts.service import (
    ask_for_new_link,
    ask_for_work,
    ask_to_describe,
    ask_to_invite,
    disable_user,
    enable_user,
    end_account_on,
    end_all_sign_ins,
)
from gcp_tracker.admin.forms.people import EndForm, LinkForm, NameForm, PersonForm, WorkForm
from gcp_tracker.admin.queries import people as queries
from gcp_tracker.admin.routes.blueprint import bp
from gcp_tracker.admin.routes.four_eyes import show_link
from gcp_tracker.models import User
from gcp_tracker.rules.vocabulary import LinkKind, RoleName
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.freshness import fresh
from gcp_tracker.web.searching import search_asked, show_found
from gcp_tracker.web.templating import page


@bp.get("/people")
@role_page("accounts:administer")
def people() -> ResponseReturnValue:
    asked = _asked()
    return page(
        "admin/people.html",
        found=queries.people_found(reading(), asked),
        asked=asked,
        sealed=search_asked().sealed,
        teams=teams(reading()),
        roles=list(RoleName),
        states=list(queries.State),
        administrators=count_of_administrators(reading()),
        me=signed_in_user(),
        waiting=waiting_new(reading(), clock.now()),
        for_me=waiting_for(reading(), signed_in_user(), clock.now()),
    )


@bp.post("/people/find")
@role_page("accounts:administer")
def find_people() -> ResponseReturnValue:
    return show_found("admin.people", **{name: request.form.get(name) or None for name in ("team", "role", "state")})


@bp.route("/people/new", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def new_person() -> ResponseReturnValue:
    form = PersonForm().with_teams(teams(reading()))
    if form.validate_on_submit():
        with writing(form) as uow:
            change, token = ask_to_invite(uow, form.details())
        if not form.errors and not form.form_errors:
            return show_link(change, token) if token else redirect(url_for("admin.people"), 303)
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
        role_words=queries.role_words(user),
        how_far=queries.how_far(reading(), user, now),
        spells=queries.spells_of(reading(), user),
        carried=queries.carried_by(reading(), user, clock.today()),
        sign_ins=sign_ins(reading(), user, now),
        waiting=waiting_about(reading(), user, now),
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
            ask_for_work(uow, user, form.work())
            return redirect(url_for("admin.person", user_id=user.id), 303)
    if request.method == "GET":
        form.fill_from(user)
    carried = queries.carried_by(reading(), user, clock.today())
    return page("admin/work.html", form=form, person=user, carried=carried, children=queries.children_words(carried))


@bp.route("/people/<int:user_id>/name", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def name(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    form = NameForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            ask_to_describe(uow, user, form.name.data, form.email.data)
            return redirect(url_for("admin.person", user_id=user.id), 303)
    if request.method == "GET":
        form.name.data, form.email.data = user.name, user.email
    return page("admin/name.html", form=form, person=user)


@bp.route("/people/<int:user_id>/end", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def end(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    form = EndForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            end_account_on(uow, user, form.ends_on.data)
            return redirect(url_for("admin.person", user_id=user.id), 303)
    if request.method == "GET":
        form.ends_on.data = user.ends_on
    return page("admin/end.html", form=form, person=user)


@bp.route("/people/<int:user_id>/link", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def link(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    form = LinkForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            change, token = ask_for_new_link(uow, user, LinkKind(form.kind.data))
        if not form.form_errors:
            return show_link(change, token) if token else redirect(url_for("admin.person", user_id=user.id), 303)
    return page("admin/link.html", form=form, person=user)


@bp.post("/people/<int:user_id>/end-sign-ins")
@role_page("accounts:administer")
@fresh
def end_sign_ins(user_id: int) -> ResponseReturnValue:
    return _changed(user_id, end_all_sign_ins)


@bp.route("/people/<int:user_id>/disable", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def disable(user_id: int) -> ResponseReturnValue:
    """The page before says who has to hand children over; their managers see it on My team at once, and are written
    to where letters can be sent.
    """
    user, form = _user(user_id), Form()
    carried = queries.carried_by(reading(), user, clock.today())
    if form.validate_on_submit():
        with writing(form) as uow:
            disable_user(uow, user)
        if not form.form_errors:
            for one in carried:
                send_handover(one.managers, user.name, one.words)
            return redirect(url_for("admin.person", user_id=user.id), 303)
    return page("admin/disable.html", form=form, person=user, carried=carried, children=queries.children_words(carried))


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


def _asked() -> queries.Asked:
    """Whatever is not offered counts as not asked."""
    role, state = request.args.get("role", ""), request.args.get("state", "")
    return queries.Asked(
        text=search_asked().words,
        team_id=_number("team"),
        role=RoleName(role) if role in list(RoleName) else None,
        state=queries.State(state) if state in list(queries.State) else None,
        page=_number("page") or 1,
    )


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None


def _user(user_id: int) -> User:
    return queries.user_with_id(reading(), user_id) or abort(404)
