"""The family's page, and the adults and homes written about there."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.change.words import NO_PREDICTION
from gcp_tracker.children import queries, service
from gcp_tracker.children.forms.family import HouseholdForm, adult_details, adult_form
from gcp_tracker.children.queries.families import family_adults, family_homes
from gcp_tracker.children.routes import drawings
from gcp_tracker.children.routes.blueprint import bp, children_who_may, one_of_these
from gcp_tracker.children.routes.private import check_may_change, sees_private, shows_address
from gcp_tracker.models import Child, Family
from gcp_tracker.rules.vocabulary import Relationship
from gcp_tracker.web import clock
from gcp_tracker.web.access import family_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.get("/families/<uuid:family_id>")
@family_page("child:read")
def family(family: Family) -> ResponseReturnValue:
    readable = children_who_may("child:read", family)
    now = queries.family_now(reading(), family, readable, clock.today())
    return page(
        "children/family.html",
        family=family,
        now=now,
        siblings=queries.siblings_now(reading(), readable, clock.today()),
        drawings=drawings,
        no_prediction=NO_PREDICTION,
        describes=bool(children_who_may("family:describe", family)),
        sees_private=sees_private,
        shows_address=shows_address,
    )


@bp.route("/families/<uuid:family_id>/adults/new", methods=["GET", "POST"])
@family_page("family:describe")
def new_adult(family: Family) -> ResponseReturnValue:
    children = children_who_may("family:describe", family)
    homes = family_homes(family, children)
    form = adult_form(children, homes, None)
    if form.validate_on_submit():
        with writing(form) as uow:
            service.record_adult(uow, family, adult_details(form, children, homes))
            return redirect(url_for("children.family", family_id=family.id), 303)
    if request.method == "GET" and request.args.get("as") == Relationship.FATHER:
        _suggest_father(form, children)
    return page("children/adult.html", form=form, family=family, children=children, adult=None)


@bp.route("/families/<uuid:family_id>/adults/<int:number>", methods=["GET", "POST"])
@family_page("family:describe")
def adult(family: Family, number: int) -> ResponseReturnValue:
    children = children_who_may("family:describe", family)
    found = one_of_these(family_adults(family, children), number)
    if not sees_private(found):
        abort(404)
    homes = family_homes(family, children)
    form = adult_form(children, homes, found)
    if form.validate_on_submit():
        with writing(form) as uow:
            details = adult_details(form, children, homes)
            check_may_change(found, (one.child for one in details.relations if one.relationship))
            service.describe_adult(uow, found, details)
            return redirect(url_for("children.family", family_id=family.id), 303)
    return page("children/adult.html", form=form, family=family, children=children, adult=found)


@bp.route("/families/<uuid:family_id>/households/new", methods=["GET", "POST"])
@family_page("family:describe")
def new_household(family: Family) -> ResponseReturnValue:
    form = HouseholdForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.open_household(uow, family, form.details())
            return redirect(url_for("children.family", family_id=family.id), 303)
    return page("children/household.html", form=form, family=family, household=None)


@bp.route("/families/<uuid:family_id>/households/<int:number>", methods=["GET", "POST"])
@family_page("family:describe")
def household(family: Family, number: int) -> ResponseReturnValue:
    readable = children_who_may("family:describe", family)
    found = one_of_these(family_homes(family, readable), number)
    form = HouseholdForm(obj=found)
    if not shows_address(queries.home_now(found, readable, clock.today())):
        del form.address
    if form.validate_on_submit():
        with writing(form) as uow:
            service.describe_household(uow, found, form.details(address_before=found.address))
            return redirect(url_for("children.family", family_id=family.id), 303)
    return page("children/household.html", form=form, family=family, household=found)


def _suggest_father(form: Any, children: list[Child]) -> None:
    for place, child in enumerate(children):
        if all(relation.relationship_to_child is not Relationship.FATHER for relation in child.relations):
            form[f"relation_{place}"].data = Relationship.FATHER.value
    form.household_id.data = ""
