"""Two reviews side by side, on screen and on paper."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Paper, leaves
from gcp_tracker.models import Child
from gcp_tracker.record.for_recipient import story_without
from gcp_tracker.record.queries import child_story, standing_in
from gcp_tracker.rules.recipients import Part, Terms
from gcp_tracker.scrutiny import queries
from gcp_tracker.scrutiny.reviews import chosen_reviews, reviews_beside
from gcp_tracker.scrutiny.routes.blueprint import bp
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import page


@bp.get("/children/<uuid:child_id>/reviews")
@child_page("scrutiny:read")
def reviews(child: Child) -> ResponseReturnValue:
    return page("scrutiny/reviews.html", **_beside(child))


@bp.route("/children/<uuid:child_id>/reviews/print", methods=["GET", "POST"])
@child_page("child:print")
@leaves("reviews_paper", back="scrutiny.reviews")
def reviews_paper(child: Child, copy: Copy) -> Paper:
    """What chairs wrote is in their words, and stays out where its recipient does not get those."""
    with_words = copy.terms.has(Part.SEEN)
    return Paper("scrutiny/reviews_paper.html", _beside(child, copy.terms) | {"with_words": with_words})


def _beside(child: Child, terms: Terms | None = None) -> dict[str, Any]:
    session = reading()
    story = story_without(child_story(session, child), terms.left_out if terms else ())
    held = queries.held_reviews(session, child)
    pair = chosen_reviews(held, request.args.get("then", type=int), request.args.get("now", type=int))
    signed = queries.signed_of(session, child)
    return dict(
        child=child,
        standing=standing_in(story, clock.today()),
        held=held,
        beside=reviews_beside(session, story, pair, signed, settings_for(child)) if pair else None,
        with_words=True,
    )
