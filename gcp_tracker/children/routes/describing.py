"""The child's details, changed by one person at a time."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children import service
from gcp_tracker.children.forms.child import DetailsForm, differences
from gcp_tracker.children.routes.blueprint import bp
from gcp_tracker.models import Child
from gcp_tracker.web.access import child_page
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/details", methods=["GET", "POST"])
@child_page("child:describe")
def details(child: Child) -> ResponseReturnValue:
    form = DetailsForm()
    saved_now: list[tuple[str, Any]] = []
    if form.validate_on_submit():
        opened_at = form.opened_at_version()
        with writing(form) as uow:
            service.describe_child(uow, child, form.child_details(), opened_at)
            return redirect(url_for("children.family", family_id=child.family_id), 303)
        if child.version != opened_at:
            # What was typed stays. The next save is a decision: it is made with the other’s words in view.
            saved_now = differences(form, child)
            form.version.data = str(child.version)
    elif request.method == "GET":
        form.fill_from(child)
        form.version.data = str(child.version)
    return page("children/details.html", form=form, child=child, saved_now=saved_now)
