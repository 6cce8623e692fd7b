"""Adding a child: in a new family, or as a brother or sister; and naming one from a return."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children import queries, service
from gcp_tracker.children.forms.child import ChildForm, NameForm, NewChildForm, SiblingChoiceForm, SiblingForm
from gcp_tracker.children.routes.blueprint import bp, children_who_may
from gcp_tracker.children.routes.private import homes_to_choose
from gcp_tracker.models import Child, Family, Team, User
from gcp_tracker.rules.doubles import Known
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.identifiers import SEPARATORS
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.web import clock
from gcp_tracker.web.access import (
    brothers_and_sisters_who_may,
    child_page,
    family_page,
    reading,
    role_page,
    signed_in_user,
)
from gcp_tracker.web.forms import writing
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.searching import search_asked, show_found
from gcp_tracker.web.templating import page


@bp.route("/children/new", methods=["GET", "POST"])
@role_page("child:add")
def new() -> ResponseReturnValue:
    form = NewChildForm()
    known: list[queries.Alike] = []
    if form.validate_on_submit():
        known = _already_known(form)
        if not known:
            with writing(form) as uow:
                user = signed_in_user()
                child = service.add_family_with_child(
                    uow,
                    _own_team(user),
                    form.child_details(),
                    form.home(),
                    form.carer(),
                    allocate_to=_who_gets_it(user),
                    lives_since=form.lives_since.data,
                )
                return redirect(url_for("children.family", family_id=child.family_id), 303)
    return page("children/new.html", form=form, known=known)


@bp.route("/families/<uuid:family_id>/children/new", methods=["GET", "POST"])
@family_page("family:describe")
def new_sibling(family: Family) -> ResponseReturnValue:
    readable = children_who_may("family:describe", family)
    homes = homes_to_choose(family, readable)
    form = SiblingForm().for_homes(homes)
    known: list[queries.Alike] = []
    if form.validate_on_submit():
        known = _already_known(form)
        if not known:
            with writing(form) as uow:
                user = signed_in_user()
                service.add_sibling(
                    uow,
                    family,
                    _own_team(user),
                    form.child_details(),
                    next((home for home in homes if str(home.id) == form.household_id.data), None),
                    allocate_to=_who_gets_it(user),
                )
                return redirect(url_for("children.family", family_id=family.id), 303)
    if request.method == "GET":
        form.family_name.data = readable[0].family_name or ""
    return page(
        "children/new_sibling.html",
        form=form,
        family=family,
        siblings=readable,
        known=known,
    )


@bp.route("/children/<uuid:child_id>/name", methods=["GET", "POST"])
@child_page("child:allocate")
def name(child: Child) -> ResponseReturnValue:
    """Who an unnamed child from a return is."""
    if child.is_named:
        return redirect(url_for("children.details", child_id=child.id), 303)
    form = NameForm().for_workers(queries.workers_for(reading(), child, clock.now()))
    known: list[queries.Alike] = []
    if form.validate_on_submit():
        known = _already_known(form, child)
        if not known:
            with writing(form) as uow:
                service.name_child(uow, child, form.details())
                return redirect(url_for("children.my_team"), 303)
    return page("children/name.html", form=form, child=child, known=known)


@bp.route("/children/<uuid:child_id>/brothers-and-sisters", methods=["GET", "POST"])
@child_page("child:move_family")
def put_with_sibling(child: Child) -> ResponseReturnValue:
    """Into the family of a brother or sister of the same team, who is looked for by name or number; or, from a family
    that is the wrong one, into one of the child’s own.
    """
    search, asking = search_asked(), (reading(), signed_in_user(), clock.now())
    found = queries.children_of_other_families(*asking, child, search.words) if search.words else []
    if search.words and request.method == "GET":
        record_list("child", len(found), search.words)
    form = SiblingChoiceForm().for_found(found, clock.today())
    can_have_own = len(brothers_and_sisters_who_may("child:read", child)) > 1
    if can_have_own:
        form.with_own_family()
    if form.validate_on_submit():
        with writing(form) as uow:
            sibling = form.chosen()
            service.move_to_family(uow, child, sibling.family if sibling else None, form.reason.data)
            return redirect(url_for("children.family", family_id=child.family_id), 303)
    return page(
        "children/put_with_sibling.html", child=child, form=form, search=search, found=found, can_have_own=can_have_own
    )


@bp.post("/children/<uuid:child_id>/brothers-and-sisters/find")
@child_page("child:move_family")
def find_sibling(child: Child) -> ResponseReturnValue:
    return show_found("children.put_with_sibling", child_id=child.id)


def _own_team(user: User) -> Team:
    if user.team is None:
        raise RuleBroken("You are in no team yet, so the child would be in nobody’s list: ask your administrator")
    return user.team


def _who_gets_it(user: User) -> User | None:
    """A practitioner who adds a child is allocated; a manager chooses a worker afterwards."""
    return user if user.is_a(RoleName.PRACTITIONER) else None


def _already_known(form: ChildForm | NameForm, named: Child | None = None) -> list[queries.Alike]:
    """Children who may be the same, unless the person has looked and says that this is another. `named`: a child from
    a return who is being named.
    """
    user = signed_in_user()
    if form["another"].data or user.team is None:
        return []
    wanted = Known(
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        known_as=form.known_as.data,
        born_on=named.born_on if named else form["born_on"].data,
    )
    if isinstance(form, ChildForm):
        nhs_number, *numbers = (
            SEPARATORS.sub("", field.data).upper() for field in (form.nhs_number, form.upn, form.la_child_id)
        )
        wanted = replace(
            wanted,
            sex=form.sex.data or "",
            nhs_number=nhs_number,
            numbers=frozenset(filter(None, (nhs_number, *numbers))),
        )
    leave_out = named.id if named else None
    found = queries.children_like(reading(), user, user.team.authority_id, clock.now(), wanted, leave_out)
    if found:
        record_list("child", len(found), f"{wanted.given_name} {wanted.family_name}")
    return found
