"""Where a child lives, from when until when."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children import service
from gcp_tracker.children.forms.family import LeavingForm, MoveForm, ResidenceForm
from gcp_tracker.children.routes.blueprint import bp, one_of_these
from gcp_tracker.children.routes.private import homes_to_choose
from gcp_tracker.models import Child, Household
from gcp_tracker.web.access import brothers_and_sisters_who_may, child_page
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/homes", methods=["GET", "POST"])
@child_page("family:describe")
def homes(child: Child) -> ResponseReturnValue:
    choices = _homes(child)
    form = ResidenceForm()
    form.household_id.choices = [(str(home.id), home.name) for home in choices]
    if form.validate_on_submit():
        with writing(form) as uow:
            service.start_residence(uow, child, _chosen(choices, form.household_id.data), form.from_on.data)
            return redirect(url_for("children.homes", child_id=child.id), 303)
    return page("children/homes.html", form=form, child=child)


@bp.route("/children/<uuid:child_id>/homes/<int:number>/left", methods=["GET", "POST"])
@child_page("family:describe")
def leave_home(child: Child, number: int) -> ResponseReturnValue:
    residence = one_of_these(child.residences, number)
    form = LeavingForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.end_residence(uow, residence, form.to_on.data)
            return redirect(url_for("children.homes", child_id=child.id), 303)
    return page("children/leave_home.html", form=form, child=child, residence=residence)


@bp.route("/children/<uuid:child_id>/homes/<int:number>/move", methods=["GET", "POST"])
@child_page("family:describe")
def move_home(child: Child, number: int) -> ResponseReturnValue:
    """One step: the old home ends and the new one begins on the same day."""
    residence = one_of_these(child.residences, number)
    choices = [home for home in _homes(child) if home is not residence.household]
    form = MoveForm()
    form.household_id.choices = [(str(home.id), home.name) for home in choices]
    if form.validate_on_submit():
        with writing(form) as uow:
            service.move_child_home(uow, residence, _chosen(choices, form.household_id.data), form.to_on.data)
            return redirect(url_for("children.homes", child_id=child.id), 303)
    return page("children/move_home.html", form=form, child=child, residence=residence)


def _homes(child: Child) -> list[Household]:
    """Those of brothers and sisters too, as far as the reader may read about them."""
    return homes_to_choose(child.family, brothers_and_sisters_who_may("family:describe", child))


def _chosen(homes: list[Household], key: str) -> Household:
    return next(home for home in homes if str(home.id) == key)
