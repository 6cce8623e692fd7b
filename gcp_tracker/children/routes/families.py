"""The family's page, and the adults and homes written about there."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children import queries, service
from gcp_tracker.children.forms.family import HouseholdForm, adult_details, adult_form
from gcp_tracker.children.queries.families import family_adults, family_homes
from gcp_tracker.children.routes.blueprint import bp, children_who_may, one_of_these, reading
from gcp_tracker.models import Adult, Child, Family
from gcp_tracker.rules.vocabulary import Relationship
from gcp_tracker.web import clock
from gcp_tracker.web.access import family_page, may
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
        describes=bool(children_who_may("family:describe", family)),
        sees_private=_sees_private,
        shows_address=_shows_address,
    )


@bp.route("/families/<uuid:family_id>/adults/new", methods=["GET", "POST"])
@family_page("family:describe")
def new_adult(family: Family) -> ResponseReturnValue:
    children = children_who_may("family:describe", family)
    homes = family_homes(family, children)
    form = adult_form(children, homes, None, sees_private=True)
    if form.validate_on_submit():
        with writing(form) as uow:
            service.record_adult(uow, family, adult_details(form, children, homes))
            return redirect(url_for("children.family", family_id=family.id), 303)
    if request.method == "GET" and request.args.get("as") == Relationship.FATHER:
        _suggest_father(form, children)
    return page("children/adult.html", form=form, family=family, children=children, adult=None, sees_private=True)


@bp.route("/families/<uuid:family_id>/adults/<int:number>", methods=["GET", "POST"])
@family_page("family:describe")
def adult(family: Family, number: int) -> ResponseReturnValue:
    children = children_who_may("family:describe", family)
    found = one_of_these(family_adults(family, children), number)
    homes = family_homes(family, children)
    private = not found.not_to_be_contacted or _sees_private(found)
    form = adult_form(children, homes, found, sees_private=private)
    if form.validate_on_submit():
        with writing(form) as uow:
            service.describe_adult(uow, found, adult_details(form, children, homes))
            return redirect(url_for("children.family", family_id=family.id), 303)
    return page("children/adult.html", form=form, family=family, children=children, adult=found, sees_private=private)


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
    if not _shows_address(queries.home_now(found, readable, clock.today())):
        del form.address
    if form.validate_on_submit():
        with writing(form) as uow:
            service.describe_household(uow, found, form.details(address_before=found.address))
            return redirect(url_for("children.family", family_id=family.id), 303)
    return page("children/household.html", form=form, family=family, household=found)


def _sees_private(adult: Adult) -> bool:
    """Whether the reader sees why somebody must not be contacted, and how they could be: per child, by the table."""
    children = [relation.child for relation in adult.relations] or adult.family.children
    return any(may("adult:read_no_contact_reason", child) for child in children)


def _shows_address(home: queries.Home) -> bool:
    """Not where it tells how to find somebody who must not be contacted; a child who lives there is visited there."""
    hidden = any(adult.not_to_be_contacted and not _sees_private(adult) for adult in home.adults)
    return bool(home.children) or not hidden


def _suggest_father(form: Any, children: list[Child]) -> None:
    for place, child in enumerate(children):
        if all(relation.relationship_to_child is not Relationship.FATHER for relation in child.relations):
            form[f"relation_{place}"].data = Relationship.FATHER.value
    form.household_id.data = ""
