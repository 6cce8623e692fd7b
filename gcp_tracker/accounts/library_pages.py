"""Flask-Security’s pages, as they are here: what was typed is carried through them, a passkey that did not work is said
on the page that it was tried on, and a new second factor completes a sign-in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, session, url_for
from flask_login import current_user
from flask_security import tf_profile_changed, user_authenticated, wan_registered
from flask_security.tf_plugin import tf_clean_session
from flask_security.utils import check_and_get_token_status

from gcp_tracker.accounts import forms
from gcp_tracker.accounts.expired import carry_on, offer_step_up
from gcp_tracker.accounts.service import record_authenticator, record_passkey
from gcp_tracker.accounts.sessions import renew
from gcp_tracker.accounts.tries import finish_tries, tries_of_passkey
from gcp_tracker.db import db
from gcp_tracker.models import User
from gcp_tracker.web import clock
from gcp_tracker.web.access import signed_in_user, unit_of_work
from gcp_tracker.web.freshness import is_half_signed_in
from gcp_tracker.web.templating import page

# Pages of the library that we have in another way, or not at all.
NOT_HERE = frozenset({"security.tf_select", "security.two_factor_rescue", "security.wan_delete"})
# Somebody who has shown a password has so long to show the second factor.
SECOND_STEP_WITHIN = 10 * 60
STEP_BEGAN = "second_step_at"

View = Callable[..., Any]


def init_library_pages(app: Flask, library: Any) -> None:
    """After the library’s own routes are there."""
    pages: dict[str, Callable[[View], View]] = {
        "login": _step_of_sign_in,
        "two_factor_token_validation": _step_of_sign_in,
        "mf_recovery": _step_of_sign_in,
        "wan_signin": _step_of_sign_in,
        "wan_signin_response": _passkey_at_sign_in,
        "verify": _step_up,
        "wan_verify_response": _passkey_at_step_up,
        "two_factor_setup_validate": _new_authenticator,
        "wan_register_response": _new_passkey,
    }
    for name, as_here in pages.items():
        app.view_functions[f"security.{name}"] = as_here(app.view_functions[f"security.{name}"])
    app.before_request_funcs.setdefault("security", []).append(forget_old_step)
    library.tf_token_validation_context_processor(lambda: {"has_passkey": bool(waiting_user().webauthn)})
    tf_profile_changed.connect(_authenticator_set, app)
    wan_registered.connect(_passkey_added, app)
    user_authenticated.connect(_sign_in_done, app)


def waiting_user() -> User:
    """Who has shown a password, and not yet the second factor. Only on pages of the second step."""
    user: User = db.session.query(User).filter_by(fs_uniquifier=session["tf_user_id"]).one()
    return user


def second_step() -> str:
    """The page of the second step for whoever has just shown a password, with what was typed before on it."""
    user = waiting_user()
    if not user.tf_primary_method:
        return page("accounts/passkey.html")
    form = forms.CodeForm(formdata=None)
    return page("accounts/code.html", two_factor_verify_code_form=form, has_passkey=bool(user.webauthn))


def forget_old_step() -> None:
    if "tf_user_id" not in session:
        session.pop(STEP_BEGAN, None)
    elif STEP_BEGAN in session and clock.now().timestamp() - float(session[STEP_BEGAN]) > SECOND_STEP_WITHIN:
        session.pop(STEP_BEGAN)
        tf_clean_session()  # type: ignore[no-untyped-call]  # the library’s, without types


def _step_of_sign_in(view: View) -> View:
    def step(**arguments: Any) -> Response:
        reply = make_response(view(**arguments))
        if "tf_user_id" in session:
            session.setdefault(STEP_BEGAN, clock.now().timestamp())
        return carry_on(reply, second_step)

    return step


def _passkey_at_sign_in(view: View) -> View:
    def answer(**arguments: Any) -> Response:
        reply = make_response(view(**arguments))
        if current_user.is_authenticated:
            return carry_on(reply, second_step)
        tries_of_passkey().note_failure(None, "passkey")
        return make_response(page("accounts/passkey.html", has_failed=True), 400)

    return answer


def _step_up(view: View) -> View:
    def again(**arguments: Any) -> Response:
        shown = session.get("fs_paa")
        reply = make_response(view(**arguments))
        if session.get("fs_paa") == shown:
            return reply
        renew("password")
        return carry_on(reply, second_step)

    return again


def _passkey_at_step_up(view: View) -> View:
    def answer(**arguments: Any) -> Response:
        shown = session.get("fs_paa")
        reply = make_response(view(**arguments))
        if session.get("fs_paa") == shown:
            tries_of_passkey().note_failure(signed_in_user(), "passkey")
            return offer_step_up(fault="That passkey is none of yours here. Try another one, or your password.")
        renew("passkey")
        return carry_on(reply, second_step)

    return answer


def _new_authenticator(view: View) -> View:
    def confirm(token: str) -> Response:
        reply = make_response(view(token=token))
        if g.get("has_new_factor"):
            return after_new_factor("authenticator app")
        # The library would begin anew, with another secret than the one that is in the app now.
        late, forged, state = check_and_get_token_status(
            token, "tf_setup", current_app.config["SECURITY_TWO_FACTOR_SETUP_WITHIN"]
        )
        if late or forged:
            return reply
        return make_response(_authenticator_page(token, state["totp_secret"]), 400)

    return confirm


def _new_passkey(view: View) -> View:
    def answer(**arguments: Any) -> Response:
        view(**arguments)
        if g.get("has_new_factor"):
            return after_new_factor("passkey")
        form = forms.PasskeyForm(formdata=None)
        return make_response(page("accounts/passkey_new.html", wan_register_form=form, has_failed=True), 400)

    return answer


def after_new_factor(what: str) -> Response:
    """On to recovery codes where there are none. A sign-in that waited for its second factor is whole now."""
    is_first = is_half_signed_in()
    renew(what)
    needs_codes = is_first or not signed_in_user().mf_recovery_codes
    return make_response(redirect(url_for("security.mf_recovery_codes" if needs_codes else "accounts.account"), 303))


def _authenticator_page(token: str, secret: str) -> str:
    from flask_security.proxies import _security

    form = forms.CodeForm(formdata=None)
    refusal = g.get("refusal", "")
    if refusal:
        form.form_errors.append(refusal)
    else:
        form.code.errors = [forms.WRONG_CODE]
    shown = _security.totp_factory.fetch_setup_values(secret, signed_in_user())
    return page(
        "accounts/authenticator.html",
        two_factor_verify_code_form=form,
        chosen_method="authenticator",
        state_token=token,
        authr_qrcode=shown["image"],
        authr_key=shown["key"],
    )


def _authenticator_set(_app: Flask, **_rest: object) -> None:
    g.has_new_factor = True
    with unit_of_work() as uow:
        record_authenticator(uow, signed_in_user())


def _passkey_added(_app: Flask, **_rest: object) -> None:
    g.has_new_factor = True
    with unit_of_work() as uow:
        record_passkey(uow, signed_in_user())


def _sign_in_done(_app: Flask, user: User, **_rest: object) -> None:
    session.pop(STEP_BEGAN, None)
    finish_tries(user)
