"""How the service is. Nothing on the page is about a child."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue

from gcp_tracker.admin.queries.state import service_state
from gcp_tracker.admin.routes.blueprint import bp
from gcp_tracker.audit.checkpoints import EVERY, last_checkpoint
from gcp_tracker.audit.queries import failed_checkpoint
from gcp_tracker.audit.watch import place_of
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page
from gcp_tracker.web.templating import page


@bp.get("/state-of-the-service")
@role_page("security:read")
def state() -> ResponseReturnValue:
    place = place_of(current_app.extensions["gcp_config"])
    return page(
        "admin/state.html",
        state=service_state(reading(), clock.now()),
        checkpoint=last_checkpoint(place.file),
        every_minutes=int(EVERY.total_seconds()) // 60,
        failed=failed_checkpoint(reading()),
    )
