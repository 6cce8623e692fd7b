"""How long a sign-in lasts: what its cookie holds, and that the server knows it no more after sign-out.

The cookie is signed but kept by the browser, so that a copy of it would outlive the sign-out. Each sign-in therefore
has a random id; the ids of those that ended are remembered until they would have been too old anyway.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, g, session
from flask_login import user_logged_in, user_logged_out

from gcp_tracker.accounts.service import end_session
from gcp_tracker.web import clock
from gcp_tracker.web.access import unit_of_work

LONGEST = timedelta(hours=12)
ID = "sign_in_id"
SINCE = "signed_in_at"


def marks_of_sign_in(now: datetime) -> dict[str, Any]:
    """What the cookie holds from a sign-in on, beside the account: a random id, and the second of the sign-in."""
    return {ID: secrets.token_urlsafe(32), SINCE: int(now.timestamp())}


def key_of(held: Mapping[str, Any], now: datetime) -> str | None:
    """The session's name in the database and the audit, from which nobody can make its cookie; None when the sign-in
    is too old, or the cookie was made without one.
    """
    if not held.get(ID) or not held.get(SINCE) or now >= _too_old_at(held):
        return None
    return hashlib.sha256(str(held[ID]).encode()).hexdigest()


def init_sessions(app: Flask) -> None:
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)


def _begin(_app: Flask, **_rest: object) -> None:
    session.permanent = True
    # The token of the page that was signed in on is nobody’s: the next page gets one that says whose it is.
    session.pop("csrf_token", None)
    session.update(marks_of_sign_in(clock.now()))
    g.session_key = key_of(session, clock.now())


def _end(_app: Flask, **_rest: object) -> None:
    key = key_of(session, clock.now())
    if key is not None:
        with unit_of_work() as uow:
            end_session(uow, key, _too_old_at(session))
    session.clear()


def _too_old_at(held: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(held[SINCE], UTC) + LONGEST
