"""What is kept and missed, who was met, what carers say beside what was seen: one page for a child."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.engagement import queries, service
from gcp_tracker.engagement.account import engagement_page
from gcp_tracker.engagement.forms import WhyNotForm
from gcp_tracker.engagement.routes.blueprint import bp
from gcp_tracker.meetings.queries import meetings_of_child
from gcp_tracker.models import Adult, Child
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.who_was_met import PARENTS
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import page

SHOWN_FIRST = 6


@bp.get("/children/<uuid:child_id>/engagement")
@child_page("engagement:read")
def account(child: Child) -> ResponseReturnValue:
    session, today = reading(), clock.today()
    told = engagement_page(
        child,
        queries.known_of_child(session, child),
        queries.visits_offered(session, child),
        meetings_of_child(session, child),
        settings_for(child),
        today,
    )
    return page(
        "engagement/account.html",
        child=child,
        standing=child_standing(session, child, today),
        told=told,
        appointments=queries.appointments_of_child(session, child),
        attendance=queries.attendance_of_child(session, child),
        said=queries.said_against_seen(session, child),
        shown_first=SHOWN_FIRST,
    )


@bp.route("/children/<uuid:child_id>/not-met", methods=["GET", "POST"])
@child_page("not_met:say")
def why_not_met(child: Child) -> ResponseReturnValue:
    """Of one adult (`adult` in the address), or of a father of whom nothing is on file."""
    adult = _asked_adult(child)
    form = WhyNotForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.say_why_not_met(uow, child, form.details(adult))
            return redirect(url_for("engagement.account", child_id=child.id, _anchor="met-heading"), 303)
    return page("engagement/why_not_met.html", form=form, child=child, adult=adult)


def _asked_adult(child: Child) -> Adult | None:
    """A number that is nobody of this child’s, or somebody who is not asked about, does not exist."""
    if "adult" not in request.args:
        return None
    number = request.args.get("adult", type=int)
    for relation in child.relations:
        asked = relation.relationship_to_child in PARENTS and not relation.adult.not_to_be_contacted
        if relation.adult_id == number and asked:
            return relation.adult
    abort(404)
