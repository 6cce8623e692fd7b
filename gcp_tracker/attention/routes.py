"""Why a child needs attention: every reason with its rule, what was put off, and putting one off."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.attention.forms import PutOffForm
from gcp_tracker.attention.of_child import attention_now
from gcp_tracker.attention.queries import put_offs_of
from gcp_tracker.attention.service import put_off_reason
from gcp_tracker.models import Child
from gcp_tracker.rules.attention import ORDER_OF_REASONS
from gcp_tracker.rules.putting_off import last_day, may_be_put_off
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import page

bp = Blueprint("attention", __name__)


@bp.get("/children/<uuid:child_id>/attention")
@child_page("attention:read")
def reasons(child: Child) -> ResponseReturnValue:
    return page(
        "attention/reasons.html",
        child=child,
        attention=attention_now(reading(), child, clock.now(), clock.today()),
        put_offs=put_offs_of(reading(), child),
        order=ORDER_OF_REASONS,
        may_wait=may_be_put_off,
    )


@bp.route("/children/<uuid:child_id>/attention/<key>/put-off", methods=["GET", "POST"])
@child_page("attention:put_off")
def put_off(child: Child, key: str) -> ResponseReturnValue:
    """`key` names the reason as it stands now: one that has changed meanwhile is read again first."""
    attention = attention_now(reading(), child, clock.now(), clock.today())
    reason = next((one for one in attention.standing if one.key == key), None)
    if reason is None:
        return redirect(url_for("attention.reasons", child_id=child.id), 303)
    if not may_be_put_off(reason):
        abort(404)
    form = PutOffForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            put_off_reason(uow, child, reason, form.until_on.data, form.why.data)
            return redirect(url_for("attention.reasons", child_id=child.id, _anchor="put-off"), 303)
    return page(
        "attention/put_off.html",
        child=child,
        form=form,
        reason=reason,
        latest=last_day(settings_for(child), clock.today()),
    )
