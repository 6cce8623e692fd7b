"""Pages across children, with no child and no worker on them."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gcp_tracker.oversight.agreement import agreement_in, anything_shown
from gcp_tracker.rules.apart import FEWEST_PAIRS_SHOWN
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.templating import page

bp = Blueprint("oversight", __name__)


@bp.get("/agreement")
@role_page("agreement:read")
def agreement() -> ResponseReturnValue:
    """Of the reader’s authority; of all for whoever is in no team of any."""
    team = signed_in_user().team
    authority = team.authority if team is not None else None
    found = agreement_in(reading(), authority)
    return page(
        "oversight/agreement.html",
        authority=authority,
        found=found,
        anything=anything_shown(found),
        fewest=FEWEST_PAIRS_SHOWN,
    )
