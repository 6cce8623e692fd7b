"""The chair’s own list: the conferences to come, what is missing for them, and what was held and is not written up."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from gcp_tracker.rules.chairing import ChairsReason
from gcp_tracker.scrutiny import queries
from gcp_tracker.scrutiny.routes.blueprint import bp
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.templating import page


@bp.get("/conferences")
@role_page("conferences:list")
def conferences() -> ResponseReturnValue:
    found = queries.chaired_by(reading(), signed_in_user(), clock.now())
    record_list("conferences", len(found))
    return page("scrutiny/conferences.html", found=found, reasons=ChairsReason)
