"""What becomes of a draft: signed, once it says all that it must, or put aside."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.judgements.forms import SignForm
from gcp_tracker.judgements.queries import said_against
from gcp_tracker.models import Child
from gcp_tracker.rules.plan_ends import checks_at_the_end
from gcp_tracker.rules.scrutiny import Decided, judged_words, lacking, occasion_of
from gcp_tracker.scrutiny import queries, service
from gcp_tracker.scrutiny.forms import WhyForm
from gcp_tracker.scrutiny.queries.ending import at_the_end
from gcp_tracker.scrutiny.routes.blueprint import bp, draft_of
from gcp_tracker.scrutiny.shown import scrutiny_shown
from gcp_tracker.supervision.queries import judgements_of
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/scrutiny/<uuid:number>/sign", methods=["GET", "POST"])
@child_page("scrutiny:write")
def sign(child: Child, number: UUID) -> ResponseReturnValue:
    """All of it once more. What the grades say against it is told here, and why it is decided all the same is asked;
    where the plan ends, what is still open.
    """
    session, today = reading(), clock.today()
    one, form = draft_of(child, number), SignForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.sign_scrutiny(uow, one, form.seen_count(), form.because.data)
            return redirect(url_for("scrutiny.entry", child_id=child.id, number=one.id), 303)
    if request.method == "GET" or form.form_errors:
        form.seen.data = str(one.version)
    occasion = occasion_of(one.decided, one.working)
    against = said_against(session, child, occasion, today) if occasion else None
    return page(
        "scrutiny/sign.html",
        child=child,
        one=scrutiny_shown(one),
        form=form,
        lacking=lacking(queries.written_in(session, one, today)),
        against=against,
        judged_as=judged_words(occasion, one.decided, one.next_help, child.first_name) if occasion else "",
        judged=judgements_of(session, child) if against else [],
        checks=checks_at_the_end(at_the_end(session, one, today), today) if one.decided is Decided.ENDS else [],
    )


@bp.route("/children/<uuid:child_id>/scrutiny/<uuid:number>/put-aside", methods=["GET", "POST"])
@child_page("scrutiny:write")
def put_aside(child: Child, number: UUID) -> ResponseReturnValue:
    one, form = draft_of(child, number), WhyForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.discard_scrutiny(uow, one, form.reason.data)
            return redirect(url_for("scrutiny.of_child", child_id=child.id), 303)
    return page("scrutiny/put_aside.html", form=form, child=child, one=scrutiny_shown(one))
