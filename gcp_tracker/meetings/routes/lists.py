"""What is due: a worker’s children, a manager’s team."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from gcp_tracker.meetings.routes.blueprint import bp
from gcp_tracker.meetings.what_is_due import due_for_team, due_for_worker
from gcp_tracker.rules.agenda import DAYS_AHEAD
from gcp_tracker.rules.permissions import is_allowed_by_role
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.templating import page


@bp.get("/what-is-due")
@role_page("due:list")
def what_is_due() -> ResponseReturnValue:
    """A manager sees the team’s; who works with children too can ask for their own."""
    user = signed_in_user()
    roles = [role.name for role in user.roles]
    has_team, has_own = is_allowed_by_role("my_team:list", roles), is_allowed_by_role("my_children:list", roles)
    is_team = has_team and not (has_own and request.args.get("whose") == "mine")
    ask = due_for_team if is_team else due_for_worker
    found = ask(reading(), user, clock.now(), clock.today())
    record_list("due", len({one.child.id for one in found.items}))
    return page(
        "meetings/what_is_due.html", found=found, is_team=is_team, has_both=has_team and has_own, days=DAYS_AHEAD
    )
