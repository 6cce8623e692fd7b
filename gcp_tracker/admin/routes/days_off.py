"""An authority’s own days off: what is coming, what was set, and setting more."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.admin.forms.days_off import DaysOffForm
from gcp_tracker.admin.queries.settings import days_off_set, spans_to_come
from gcp_tracker.admin.routes.blueprint import bp
from gcp_tracker.admin.routes.settings import the_authority
from gcp_tracker.admin.service import set_days_off
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page
from gcp_tracker.web.forms import writing
from gcp_tracker.web.freshness import fresh
from gcp_tracker.web.templating import page


@bp.route("/authorities/<int:authority_id>/days-off", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def days_off(authority_id: int) -> ResponseReturnValue:
    authority, form = the_authority(authority_id), DaysOffForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            set_days_off(uow, authority, form.span(), form.reason.data)
            return redirect(url_for("admin.days_off", authority_id=authority.id), 303)
    return page(
        "admin/days_off.html",
        form=form,
        authority=authority,
        coming=spans_to_come(reading(), authority, clock.today()),
        changes=days_off_set(reading(), authority),
    )
