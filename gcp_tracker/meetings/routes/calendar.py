"""One’s own calendar: its address made and ended, and the file that a calendar program fetches from it."""

from __future__ import annotations

from flask import Response, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.links import whole_address
from gcp_tracker.accounts.service.sign_ins import key_of
from gcp_tracker.accounts.tries import tries_of_calendar
from gcp_tracker.meetings.calendar_file import EVERY, calendar_file
from gcp_tracker.meetings.calendars import end_calendar, make_calendar, record_fetch
from gcp_tracker.meetings.queries import calendar_at, calendar_of
from gcp_tracker.meetings.routes.blueprint import bp
from gcp_tracker.meetings.what_is_due import due_for_worker
from gcp_tracker.rules.permissions import is_allowed_by_role
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.unseen import look_as
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user, unit_of_work
from gcp_tracker.web.freshness import fresh
from gcp_tracker.web.person import derived_key
from gcp_tracker.web.templating import page


@bp.get("/account/calendar")
@role_page("own_calendar:manage")
def calendar() -> ResponseReturnValue:
    feed = calendar_of(reading(), signed_in_user())
    return page("meetings/calendar.html", feed=feed, hours=EVERY.seconds // 3600)


@bp.post("/account/calendar")
@role_page("own_calendar:manage")
@fresh
def calendar_make() -> ResponseReturnValue:
    """The answer to the form itself: there is no address at which it could be read again."""
    with unit_of_work() as uow:
        token = make_calendar(uow)
    return page("meetings/calendar_shown.html", address=whole_address(url_for("meetings.feed", token=token)))


@bp.post("/account/calendar/end")
@role_page("own_calendar:manage")
def calendar_end() -> ResponseReturnValue:
    with unit_of_work() as uow:
        end_calendar(uow)
    return redirect(url_for("meetings.calendar"), 303)


@bp.get("/calendar/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """Without a session: whoever has the address has the file. A program that goes on asking after the address has
    ended is slowed, and slows nobody’s sign-in.
    """
    found = calendar_at(reading(), key_of(token))
    allowed = found is not None and is_allowed_by_role("own_calendar:manage", [role.name for role in found.user.roles])
    if found is None or not allowed:
        tries = tries_of_calendar()
        if tries.refusal():
            abort(429)
        tries.note_failure(None, "calendar")
        abort(404)
    look_as(reading(), found.user, clock.now())
    due = due_for_worker(reading(), found.user, clock.now(), clock.today())
    file = calendar_file(due.items, derived_key(str(current_app.secret_key), "gcp-tracker calendar"), clock.now())
    with UnitOfWork(reading(), found.user, clock.now()) as uow:
        record_fetch(uow, due.children)
    return Response(file, mimetype="text/calendar", headers={"Content-Disposition": 'inline; filename="due.ics"'})
