"""To the authority’s own sign-in, and back from it."""

from __future__ import annotations

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.proxies import _security
from flask_security.utils import login_user
from requests import RequestException

from gcp_tracker.accounts.expired import go_on_if_confirmed
from gcp_tracker.accounts.paths import is_local
from gcp_tracker.accounts.provider import (
    ProviderRefused,
    check_it_is_ours,
    claims_of_answer,
    client,
    is_just_now,
    is_strong,
    person_of,
)
from gcp_tracker.accounts.routes.blueprint import bp
from gcp_tracker.accounts.sessions import sign_in_settings
from gcp_tracker.accounts.tries import tries_of_passkey
from gcp_tracker.web.access import role_page, signed_in_user
from gcp_tracker.web.templating import page

WAY_ON = "provider_next"


@bp.get("/sign-in/provider")
def provider() -> ResponseReturnValue:
    """Whoever is signed in already is asked for their password anew."""
    if client() is None:
        abort(404)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        # Nobody is signed in because another site’s page led here.
        return redirect(url_for("security.login"))
    wanted = request.args.get("next", "")
    session[WAY_ON] = wanted if is_local(wanted) else ""
    anew = {"prompt": "login", "max_age": "0"} if current_user.is_authenticated else {}
    back = (sign_in_settings().address or request.host_url.rstrip("/")) + url_for("accounts.provider_answer")
    try:
        check_it_is_ours()
        sent: ResponseReturnValue = client().authorize_redirect(back, **anew)
    except RequestException:
        return page("accounts/provider_refused.html", words="The authority’s own sign-in cannot be reached."), 502
    except ProviderRefused as refused:
        return page("accounts/provider_refused.html", words=str(refused)), 502
    return sent


@bp.get("/sign-in/provider/answer")
def provider_answer() -> ResponseReturnValue:
    if client() is None:
        abort(404)
    way_on = session.pop(WAY_ON, "") or url_for("accounts.front_door")
    try:
        claims = claims_of_answer()
        user = person_of(claims)
        if current_user.is_authenticated and not (user.id == signed_in_user().id and is_just_now(claims)):
            raise ProviderRefused("That was not a new sign-in of the person who is signed in here.")
    except ProviderRefused as refused:
        tries_of_passkey().note_failure(None, "the authority’s own sign-in")
        return page("accounts/provider_refused.html", words=str(refused)), 403
    if current_user.is_authenticated or is_strong(claims):
        login_user(user, authn_via=["provider"])
        return redirect(way_on, 303)
    second_step: ResponseReturnValue | None = _security.two_factor_plugins.tf_enter(user, False, "provider", way_on)
    if second_step is not None:
        return second_step
    login_user(user, authn_via=["provider_alone"])
    return redirect(way_on, 303)


@bp.route("/confirmed", methods=["GET", "POST"])
@role_page("own_account:manage")
def confirmed() -> ResponseReturnValue:
    """Where a step-up in another tab ends; and where the first tab goes on from."""
    return go_on_if_confirmed() if request.method == "POST" else page("accounts/confirmed.html")
