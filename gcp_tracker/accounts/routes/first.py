"""The page of the first administrator, open as long as nobody has an account."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.first import is_let_in
from gcp_tracker.accounts.forms import OfficeForm
from gcp_tracker.accounts.queries import has_accounts
from gcp_tracker.accounts.routes.blueprint import bp
from gcp_tracker.accounts.service import begin_office
from gcp_tracker.web.access import reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/first-administrator/<token>", methods=["GET", "POST"])
def first_administrator(token: str) -> ResponseReturnValue:
    if not is_let_in(current_app, token) or has_accounts(reading()):
        return page("accounts/link_gone.html"), 404
    form = OfficeForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            link = begin_office(uow, form.details())
            return redirect(url_for("accounts.welcome", token=link), 303)
    return page("accounts/first_administrator.html", form=form)
