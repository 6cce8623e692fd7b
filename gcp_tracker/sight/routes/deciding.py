"""What waits for a manager: broken glass to review, restrictions to confirm; and what somebody has declared."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.changes import waiting_for
from gcp_tracker.models import Child
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.forms import ReviewForm
from gcp_tracker.sight.routes.blueprint import bp
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading, role_page, signed_in_user
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.get("/to-decide")
@role_page("access:decide")
def to_decide() -> ResponseReturnValue:
    session, me, now = reading(), signed_in_user(), clock.now()
    return page(
        "sight/to_decide.html",
        broken=queries.glass_to_review(session, me, now),
        waiting=queries.requests_waiting(session, me, now),
        accounts=waiting_for(session, me, now),
    )


@bp.route("/children/<uuid:child_id>/break-glass/<int:number>", methods=["GET", "POST"])
@child_page("glass:review")
def review(child: Child, number: int) -> ResponseReturnValue:
    broken = next((one for one in queries.glass_of(reading(), child, clock.now()) if one.sight.id == number), None)
    if broken is None:
        abort(404)
    form = ReviewForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.review_glass(uow, broken.sight, form.outcome.data, form.words.data)
            return redirect(url_for("sight.to_decide"), 303)
    return page("sight/review.html", form=form, child=child, broken=broken, me=signed_in_user())


@bp.get("/what-i-declared")
@role_page("open_to_me:list")
def declared() -> ResponseReturnValue:
    """What somebody said of themselves, and nothing of any child."""
    return page("sight/declared.html", conflicts=queries.own_conflicts(reading(), signed_in_user()))
