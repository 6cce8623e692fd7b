"""A form that comes after its session has ended, or when its person has to show anew who they are: what was typed is
carried through, and given back to the person who typed it.

A form's token says whose session it was made for, and is signed, so it still says so when that session is gone. What
was posted goes with the sign-in page sealed: nobody else who signs in there can read it or send it.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import Flask, Response, current_app, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException, Unauthorized

from gcp_tracker.accounts.forms import SignInForm, StepUpForm
from gcp_tracker.db import db
from gcp_tracker.web.access import signed_in_user
from gcp_tracker.web.errors import in_words, wants_json
from gcp_tracker.web.freshness import NotFresh, require_fresh
from gcp_tracker.web.person import derived_key, person_tag
from gcp_tracker.web.templating import page

TOKEN = "csrf_token"  # noqa: S105 - the name of a field
KEPT = "kept_form"
# Neither is ever sent back: a password is typed again, and a token is made anew.
NEVER_KEPT = re.compile(r"password|csrf_token|kept_form", re.IGNORECASE)
# Sealed it grows by more than a third, and goes through the sign-in form, which takes 2 MB.
LARGEST = 1_000_000
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SIGNING_IN = {
    f"security.{step}"
    for step in ("login", "two_factor_token_validation", "mf_recovery", "wan_signin", "wan_signin_response")
}


def init_expired(app: Flask) -> None:
    """After the library's own routes are there."""
    app.register_error_handler(CSRFError, keep_what_was_posted)
    app.register_error_handler(Unauthorized, keep_what_was_posted)
    app.register_error_handler(NotFresh, keep_for_step_up)
    app.before_request_funcs.setdefault(None, []).insert(0, name_the_session)
    sign_out = app.view_functions["security.logout"]
    app.view_functions["security.logout"] = lambda: let_the_writer_in(make_response(sign_out()))


def name_the_session() -> None:
    """The session's own part of every form's token ends with whose it is."""
    if "_user_id" in session and TOKEN not in session and current_user.is_authenticated:
        session[TOKEN] = f"{secrets.token_hex(20)}.{person_tag(signed_in_user().id)}"


def keep_what_was_posted(error: HTTPException) -> ResponseReturnValue:
    """The sign-in page or, where that person is signed in again already, the page to go on from."""
    if request.endpoint == "accounts.confirmed" and request.method == "POST":
        return go_on_if_confirmed()
    if request.endpoint in SIGNING_IN and request.method == "POST":
        if current_user.is_authenticated:
            return redirect(url_for("accounts.front_door"))
        return _sign_in_page(request.form.get(KEPT, ""))
    posted = _what_was_posted()
    if posted is None or wants_json():
        return in_words(error)
    if not current_user.is_authenticated:
        return _sign_in_page(_seal(posted))
    return _go_on_page(posted, _seal(posted))


def keep_for_step_up(error: NotFresh) -> ResponseReturnValue:
    """To the page that asks who somebody is, and from there on with what was asked for or typed."""
    db.session.rollback()
    if wants_json():
        return in_words(error)
    if request.method == "GET":
        return redirect(url_for("security.verify", next=request.full_path.rstrip("?")))
    posted = _what_was_posted()
    return offer_step_up(_seal(posted) if posted else "")


def offer_step_up(sealed: str = "", *, fault: str = "") -> Response:
    form = StepUpForm(formdata=None, user=signed_in_user())
    return make_response(page("accounts/step_up.html", verify_form=form, kept_form=sealed, fault=fault), 401)


def go_on_if_confirmed() -> Response:
    """Who somebody is was confirmed in another tab, since the way through the authority’s own sign-in carries nothing
    that was typed; this tab held it meanwhile.
    """
    sealed = request.form.get(KEPT, "")
    posted = _unseal(sealed)
    if posted is None:
        way = "accounts.front_door" if current_user.is_authenticated else "security.login"
        return make_response(redirect(url_for(way), 303))
    if not current_user.is_authenticated:
        return _sign_in_page(sealed)
    try:
        require_fresh()
    except NotFresh:
        return offer_step_up(sealed, fault="It is not confirmed yet. Confirm in the other tab, then come back here.")
    return _go_on_page(posted, sealed)


def carry_on(reply: Response, second_step: Callable[[], str]) -> Response:
    """Signed in with a form in hand: to that form, not to the list. Between two steps of signing in it goes along on
    the page of the second.
    """
    sealed = request.form.get(KEPT, "")
    if request.method != "POST" or not sealed or reply.status_code >= 400:
        return reply
    posted = _unseal(sealed)
    if posted is None:
        return reply
    if current_user.is_authenticated:
        forget_token()
        name_the_session()
        return _go_on_page(posted, sealed)
    return make_response(second_step()) if reply.status_code in (302, 303) and "tf_user_id" in session else reply


def let_the_writer_in(reply: Response) -> Response:
    """Signed out by somebody who met another person’s form: it goes on waiting for its writer."""
    sealed = request.form.get(KEPT, "")
    if request.method != "POST" or not sealed or _unseal(sealed) is None:
        return reply
    forget_token()
    return _sign_in_page(sealed)


def forget_token() -> None:
    """The next form of this request gets a token of the session that has just begun or ended."""
    session.pop(TOKEN, None)
    g.pop(TOKEN, None)


def _what_was_posted() -> dict[str, Any] | None:
    """None where there is nothing of ours, or too much to carry."""
    whose = _whose_token(request.form.get(TOKEN, "")) if request.method == "POST" and request.mimetype in FORMS else ""
    if not whose:
        return None
    fields = [pair for pair in request.form.items(multi=True) if not NEVER_KEPT.search(pair[0])]
    files = any(file.filename for file in request.files.values())
    posted = {"whose": whose, "where": request.full_path.rstrip("?"), "fields": fields, "files": files}
    return posted if len(json.dumps(posted).encode()) <= LARGEST else None


def _whose_token(token: str) -> str:
    """Empty for a token that is not ours, or that was made before anybody had signed in."""
    # As Flask-WTF makes them; its salt is part of what it promises to older tokens.
    serializer = URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token")
    try:
        held = serializer.loads(token)
    except BadData:
        return ""
    return str(held).partition(".")[2]


def _sign_in_page(sealed: str) -> Response:
    form = SignInForm(formdata=None)
    return make_response(page("accounts/sign_in.html", login_user_form=form, kept_form=sealed), 401)


def _go_on_page(posted: dict[str, Any], sealed: str) -> Response:
    is_own = person_tag(signed_in_user().id) == posted["whose"]
    shown = posted if is_own else None
    return make_response(page("accounts/go_on.html", posted=shown, kept_form=sealed), 200 if is_own else 409)


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(str(current_app.secret_key), "gcp-tracker kept forms")))


def _seal(posted: dict[str, Any]) -> str:
    return _box().encrypt(json.dumps(posted).encode()).decode()


def _unseal(sealed: str) -> dict[str, Any] | None:
    try:
        posted: dict[str, Any] = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken:
        return None
    return posted
