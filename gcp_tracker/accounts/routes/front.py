"""The front door: everybody is sent to the page that their work begins on."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from gcp_tracker.accounts.routes.blueprint import bp
from gcp_tracker.rules.permissions import is_allowed_by_role
from gcp_tracker.web.access import signed_in_user
from gcp_tracker.web.freshness import is_half_signed_in
from gcp_tracker.web.person import person_tag
from gcp_tracker.web.templating import page

# The first that a person's roles allow is the page their work begins on.
FRONT_PAGES = (
    ("my_team:list", "children.my_team"),
    ("my_children:list", "children.my_children"),
    ("conferences:list", "scrutiny.conferences"),
    ("return:import", "imports.returns"),
    ("accounts:administer", "admin.people"),
    ("agreement:read", "oversight.agreement"),
)


@bp.get("/session")
def session_now() -> ResponseReturnValue:
    """Who is signed in on this device, for a page that was open for long: a word that says nothing to anybody else,
    and the token that forms need now.
    """
    person = person_tag(signed_in_user().id) if current_user.is_authenticated else ""
    return {"person": person, "csrf_token": generate_csrf()}


@bp.get("/")
def front_door() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    if is_half_signed_in():
        return redirect(url_for("accounts.second_factor"))
    roles = [role.name for role in signed_in_user().roles]
    for permission, endpoint in FRONT_PAGES:
        if is_allowed_by_role(permission, roles):
            return redirect(url_for(endpoint))
    return page("accounts/nothing_yet.html")
