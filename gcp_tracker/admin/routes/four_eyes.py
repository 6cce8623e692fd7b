"""What one person asked for about an account, confirmed by another; and the link that comes of it, shown once."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.changes import waiting_with_number
from gcp_tracker.accounts.letters import can_send, send_link
from gcp_tracker.accounts.links import link_address
from gcp_tracker.accounts.service import confirm_change, link_lasts, refuse_change
from gcp_tracker.accounts.service.changes import LINKS
from gcp_tracker.admin.forms.people import ConfirmForm
from gcp_tracker.admin.routes.blueprint import bp
from gcp_tracker.models import AccountChange
from gcp_tracker.rules.permissions import is_allowed_by_role
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.forms import writing
from gcp_tracker.web.freshness import fresh
from gcp_tracker.web.templating import page


@bp.route("/accounts-to-confirm/<int:number>", methods=["GET", "POST"])
@role_page("account_change:confirm")
@fresh
def confirm(number: int) -> ResponseReturnValue:
    waiting = waiting_with_number(reading(), number, signed_in_user(), clock.now())
    if waiting is None:
        abort(404)
    form, token = ConfirmForm(), ""
    if form.validate_on_submit():
        is_right = form.answer.data == "yes"
        with writing(form) as uow:
            if is_right:
                token = confirm_change(uow, waiting.change)
            else:
                refuse_change(uow, waiting.change)
        if not form.form_errors:
            return show_link(waiting.change, token) if token else redirect(url_for(_back()), 303)
    has_link = waiting.change.kind in LINKS
    return page("admin/confirm.html", form=form, waiting=waiting, has_link=has_link, back=url_for(_back()))


def show_link(change: AccountChange, token: str) -> ResponseReturnValue:
    """The answer to the form itself: there is no address at which the link could be read again."""
    user = change.user
    if user is None:
        raise RuntimeError("a link without an account")
    address = link_address(token)
    lasts = link_lasts(reading(), user, clock.today())
    is_sent = send_link(user, LINKS[change.kind], address, lasts)
    return page(
        "admin/link_shown.html",
        person=user,
        address=address,
        days=lasts.days,
        is_sent=is_sent,
        can_send=can_send(),
        back=url_for(_back()),
    )


def _back() -> str:
    """Where somebody came from who confirms."""
    manages = is_allowed_by_role("access:decide", [role.name for role in signed_in_user().roles])
    return "sight.to_decide" if manages else "admin.people"
