"""Adding a child: in a new family, or as a brother or sister; and naming one from a return."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children import queries, service
from gcp_tracker.children.forms.child import ChildForm, NameForm, NewChildForm, SiblingChoiceForm, SiblingForm
from gcp_tracker.children.routes.blueprint import bp, children_who_may
from gcp_tracker.children.routes.private import homes_to_choose
from gcp_tracker.models import Child, Family, Team, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.identifiers import SEPARATORS
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, family_page, reading, role_page, signed_in_user
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page

LONGEST_SEARCH = 100


@bp.route("/children/new", methods=["GET", "POST"])
@role_page("child:add")
def new() -> ResponseReturnValue:
    form = NewChildForm()
    known = None
    if form.validate_on_submit():
        known = _already_known(form)
        if known is None:
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
    return page("children/new.html", form=form, known=known, ask_your_manager=service.ASK_YOUR_MANAGER)


@bp.route("/families/<uuid:family_id>/children/new", methods=["GET", "POST"])
@family_page("family:describe")
def new_sibling(family: Family) -> ResponseReturnValue:
    readable = children_who_may("family:describe", family)
    homes = homes_to_choose(family, readable)
    form = SiblingForm().for_homes(homes)
    known = None
    if form.validate_on_submit():
        known = _already_known(form)
        if known is None:
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
        ask_your_manager=service.ASK_YOUR_MANAGER,
    )


@bp.route("/children/<uuid:child_id>/name", methods=["GET", "POST"])
@child_page("child:allocate")
def name(child: Child) -> ResponseReturnValue:
    """Who an unnamed child from a return is."""
    if child.is_named:
        return redirect(url_for("children.details", child_id=child.id), 303)
    form = NameForm().for_workers(queries.workers_for(reading(), child))
    if form.validate_on_submit():
        with writing(form) as uow:
            service.name_child(uow, child, form.details())
            return redirect(url_for("children.my_team"), 303)
    return page("children/name.html", form=form, child=child)


@bp.route("/children/<uuid:child_id>/brothers-and-sisters", methods=["GET", "POST"])
@child_page("child:move_family")
def put_with_sibling(child: Child) -> ResponseReturnValue:
    """Into the family of a brother or sister of the same team, who is looked for by name or number."""
    asked = request.values.get("q", "").strip()[:LONGEST_SEARCH]
    found = queries.children_of_other_families(reading(), child, asked) if asked else []
    form = SiblingChoiceForm().for_found(found, clock.today())
    if form.validate_on_submit():
        with writing(form) as uow:
            service.move_to_family(uow, child, form.chosen().family)
            return redirect(url_for("children.family", family_id=child.family_id), 303)
    return page("children/put_with_sibling.html", child=child, form=form, asked=asked, found=found)


def _own_team(user: User) -> Team:
    if user.team is None:
        raise RuleBroken("You are in no team yet, so the child would be in nobody’s list: ask your administrator")
    return user.team


def _who_gets_it(user: User) -> User | None:
    """A practitioner who adds a child is allocated; a manager chooses a worker afterwards."""
    return user if user.is_a(RoleName.PRACTITIONER) else None


def _already_known(form: ChildForm) -> queries.Known | None:
    """Children who may be the same, unless the person has looked and says that this is another."""
    user = signed_in_user()
    if form["another"].data or user.team is None:
        return None
    known = queries.children_already_known(
        reading(),
        user,
        user.team.authority_id,
        clock.today(),
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        born_on=form.born_on.data,
        upn=SEPARATORS.sub("", form.upn.data).upper(),
        nhs_number=SEPARATORS.sub("", form.nhs_number.data),
    )
    return known if known.children or known.unseen else None
