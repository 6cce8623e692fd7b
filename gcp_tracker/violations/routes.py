"""Where browsers report what they refused for the sake of a page's policy, and where the administrator reads it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from gcp_tracker.rules.violations import KEPT_FOR, Violation, blocked_of, directive_of, route_of
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.violations import queries
from gcp_tracker.violations.reports import Report, reports_in
from gcp_tracker.violations.service import count_violations
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page
from gcp_tracker.web.security import REPORTS, REPORTS_KINDS, body_at_most, without_form_token
from gcp_tracker.web.templating import page

bp = Blueprint("violations", __name__)

LONGEST_BODY = 8 * 1024


@bp.post(REPORTS)
@without_form_token
@body_at_most(LONGEST_BODY)
def report() -> ResponseReturnValue:
    """From anybody: a page that nobody is signed in to has a policy too. Nothing is told in return."""
    if request.mimetype not in REPORTS_KINDS:
        abort(415)
    try:
        found = list(_violations(reports_in(request.get_data())))
    except ValueError:
        abort(400)
    if found and not queries.is_full(reading(), clock.today()):
        # Whose browser it was is no matter of the audit.
        with UnitOfWork(reading(), None, clock.now()) as uow:
            count_violations(uow, found)
    return Response(status=204, mimetype="text/plain")


@bp.get("/security-events/refused-by-browsers")
@role_page("security:read")
def refused() -> ResponseReturnValue:
    days = queries.refused_by_day(reading(), clock.today())
    return page("violations/refused.html", days=days, kept_for=KEPT_FOR.days)


def _violations(reports: list[Report]) -> Iterator[Violation]:
    """Those of our own pages."""
    for one in reports:
        try:
            parts = urlsplit(one.page)
        except ValueError:
            continue
        if parts.netloc == request.host:
            yield Violation(directive_of(one.directive), _route_at(parts.path), blocked_of(one.blocked, request.host))


def _route_at(path: str) -> str:
    """Empty for an address that is no page."""
    addresses = current_app.url_map.bind("")
    for method in ("GET", "POST"):
        try:
            rule, _ = addresses.match(path, method, return_rule=True)
        except HTTPException:
            continue
        return route_of(rule.rule)
    return ""
