"""The child's details, changed by one person at a time."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children import queries, service
from gcp_tracker.children.forms.child import DetailsForm, differences
from gcp_tracker.children.routes.blueprint import bp
from gcp_tracker.models import Child
from gcp_tracker.rules.birth_dates import Birth, effects_of_birth
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/details", methods=["GET", "POST"])
@child_page("child:describe")
def details(child: Child) -> ResponseReturnValue:
    form = DetailsForm()
    saved_now: list[tuple[str, Any]] = []
    effects: list[str] = []
    if form.validate_on_submit() and _effects_were_shown(form, child):
        opened_at = form.opened_at_version()
        with writing(form) as uow:
            service.describe_child(uow, child, form.child_details(), opened_at, form.birth_reason.data)
            return redirect(url_for("children.family", family_id=child.family_id), 303)
        if child.version != opened_at:
            # What was typed stays. The next save is a decision: it is made with the other’s words in view.
            saved_now = differences(form, child)
            form.version.data = str(child.version)
    if request.method == "GET":
        form.fill_from(child)
        form.version.data = str(child.version)
    elif not form.born_on.errors:
        effects = _effects_of_birth(form, child)
        form.birth_shown.data = form.birth_key()
    return page("children/details.html", form=form, child=child, saved_now=saved_now, effects=effects)


def _effects_were_shown(form: DetailsForm, child: Child) -> bool:
    """Whether the page has said what another date of birth changes, for the very date that is sent."""
    return form.birth_shown.data == form.birth_key() or not _effects_of_birth(form, child)


def _effects_of_birth(form: DetailsForm, child: Child) -> list[str]:
    visits = queries.banded_visits(reading(), child)
    before = Birth(child.born_on, child.expected_on)
    return effects_of_birth(child.first_name, visits, before, form.birth(), clock.today())
