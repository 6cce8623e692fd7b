"""What is still on a tablet although its visit cannot take it any more: read there, copied, deleted by its writer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Visit
from gcp_tracker.rules.vocabulary import SafeTonight, VisitState
from gcp_tracker.visits import queries
from gcp_tracker.visits.routes.blueprint import bp
from gcp_tracker.visits.tablet_keys import draft_key
from gcp_tracker.web.access import know_relations, may, reading, role_page, signed_in_user
from gcp_tracker.web.person import person_tag
from gcp_tracker.web.templating import page

MOST_VISITS = 200
NOT_YOURS = "You have no part in this visit any more. Copy what you wrote for whoever has it now, then delete it here."
WHAT_TO_DO = {
    VisitState.DRAFT: "The visit is still open. Go on with it: what is here is sent then.",
    VisitState.SIGNED: "The visit was signed meanwhile, so this was not added. Copy it, and amend the visit.",
    VisitState.REPLACED: "The visit was signed and amended meanwhile, so this was not added. Copy it, and amend again.",
    VisitState.WITHDRAWN: "The visit was withdrawn meanwhile. Copy what is the right child’s, then delete it here.",
    VisitState.DISCARDED: "The visit was put aside meanwhile. Copy what is still needed, then delete it here.",
}


@bp.get("/on-this-tablet")
@role_page("unsent:open")
def on_this_tablet() -> ResponseReturnValue:
    user = signed_in_user()
    state = {
        "person": person_tag(user.id),
        "keys": url_for("visits.keys_of_unsent"),
        "safe_words": {answer.value: answer.words for answer in SafeTonight},
    }
    return page("visits/on_this_tablet.html", state=state)


@bp.post("/on-this-tablet/keys")
@role_page("unsent:open")
def keys_of_unsent() -> ResponseReturnValue:
    """For each visit named: the key to what this person wrote of it on the tablet, and what to do with it.

    The key opens nothing that anybody else wrote, so a visit that this person has lost gives it too; what the visit
    is now is told only to its author.
    """
    user = signed_in_user()
    visits = {visit.id: visit for visit in queries.visits_written_by(reading(), _visits_asked(), user.id)}
    secret = str(current_app.secret_key)
    return {
        "visits": {
            str(visit_id): {"key": draft_key(secret, user.id, visit_id), **_what_to_do(visits.get(visit_id))}
            for visit_id in _visits_asked()
        }
    }


def _visits_asked() -> list[UUID]:
    sent = request.get_json()
    asked = sent.get("visits") if isinstance(sent, dict) else None
    if not isinstance(asked, list) or len(asked) > MOST_VISITS:
        abort(400)
    try:
        return [UUID(one) for one in asked]
    except (ValueError, TypeError, AttributeError):
        abort(400)


def _what_to_do(visit: Visit | None) -> dict[str, Any]:
    lost = {"words": NOT_YOURS, "link": "", "label": ""}
    if visit is None:
        return lost
    know_relations([visit.child])
    if not may("visit:amend", visit.child):
        return lost
    where, label = url_for("visits.show", visit_id=visit.id), "Open the visit"
    if visit.state is VisitState.SIGNED:
        where, label = url_for("visits.amend", visit_id=visit.id), "Amend the visit"
    return {"words": WHAT_TO_DO[visit.state], "link": where, "label": label}
