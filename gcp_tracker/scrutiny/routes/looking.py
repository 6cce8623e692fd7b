"""Reading scrutiny: all of a child’s, and one entry as it was signed."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child
from gcp_tracker.record.queries import child_standing
from gcp_tracker.scrutiny import queries
from gcp_tracker.scrutiny.routes.blueprint import bp, scrutiny_of
from gcp_tracker.scrutiny.shown import scrutiny_shown
from gcp_tracker.supervision.queries import judgements_of
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, may, reading
from gcp_tracker.web.templating import page


@bp.get("/children/<uuid:child_id>/scrutiny")
@child_page("scrutiny:read")
def of_child(child: Child) -> ResponseReturnValue:
    session = reading()
    found = queries.scrutiny_of_child(session, child)
    held = queries.held_reviews(session, child)
    written = {one.held_on for one in found if one.is_signed}
    kept = {one.judgement_id for one in found if one.is_signed}
    begun = {one.meeting_id for one in found if one.is_draft}
    return page(
        "scrutiny/of_child.html",
        child=child,
        standing=child_standing(session, child, clock.today()),
        drafts=[one for one in found if one.is_draft] if may("scrutiny:write", child) else [],
        shown=[scrutiny_shown(one) for one in found if one.is_signed],
        held=held,
        unwritten=[one for one in held[:1] if one.on not in written and one.id not in begun],
        begun=begun,
        judged=[one for one in judgements_of(session, child) if one.id not in kept],
    )


@bp.get("/children/<uuid:child_id>/scrutiny/<uuid:number>")
@child_page("scrutiny:read")
def entry(child: Child, number: UUID) -> ResponseReturnValue:
    one = scrutiny_of(child, number)
    if one.is_draft:
        return redirect(url_for("scrutiny.write", child_id=child.id, number=one.id))
    return page("scrutiny/entry.html", child=child, one=scrutiny_shown(one))
