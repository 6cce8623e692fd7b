"""Step-up: what is done with an account, or leaves the house, asks whoever does it to show again who they are.

    @bp.post("/people/<int:user_id>/disable")
    @role_page("accounts:administer")
    @fresh
    def disable(user_id: int) -> ResponseReturnValue: ...

The loader stands above it, so that nobody is asked who may not do it anyway.
"""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import Any

from flask import current_app, g
from flask.typing import ResponseReturnValue
from flask_security.utils import check_and_update_authn_fresh
from werkzeug.exceptions import Unauthorized

from gcp_tracker.web.access import View


def is_half_signed_in() -> bool:
    """Right password, and no second factor yet where one is needed: only the pages to set one up are open."""
    current = g.get("sign_in")
    return current is not None and not current.is_whole


class NotFresh(Unauthorized):
    """Somebody is signed in, and has to show again who they are: it was too long ago for what they ask for."""


def require_fresh() -> None:
    """Raises NotFresh unless the person has signed in, or confirmed who they are, within the last minutes
    (GCP_TRACKER_STEP_UP_MINUTES). A page that was asked for opens after the step-up, and a form that was posted is
    given back to be sent: nothing that was typed is lost, passwords apart.
    """
    within: timedelta = current_app.config["SECURITY_FRESHNESS"]
    if not check_and_update_authn_fresh(within, timedelta(0), "session"):
        raise NotFresh


def fresh(view: View) -> View:
    """Below the loader. For a route that needs a step-up only when it writes, call `require_fresh` there."""

    @wraps(view)
    def fresh_only(**arguments: Any) -> ResponseReturnValue:
        require_fresh()
        return view(**arguments)

    return fresh_only
