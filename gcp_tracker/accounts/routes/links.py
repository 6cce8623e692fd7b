"""The page that a one-time link opens, and the page that a forgotten password begins on."""

from __future__ import annotations

from flask import abort, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.proxies import _security
from flask_security.utils import login_user, logout_user

from gcp_tracker.accounts import letters
from gcp_tracker.accounts.forgotten import send_soon
from gcp_tracker.accounts.forms import ForgottenForm, WelcomeForm
from gcp_tracker.accounts.routes.blueprint import bp
from gcp_tracker.accounts.service import open_link, use_link
from gcp_tracker.accounts.tries import tries_of_link
from gcp_tracker.models import User
from gcp_tracker.rules.vocabulary import LinkKind
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/welcome/<token>", methods=["GET", "POST"])
def welcome(token: str) -> ResponseReturnValue:
    """Opening it changes nothing, since mail programs open links to look at them; the password uses it up."""
    link = open_link(reading(), token, clock.now())
    if link is None:
        return page("accounts/link_gone.html"), 404
    form = WelcomeForm()
    if form.validate_on_submit():
        user: User | None = None
        with writing(form) as uow:
            user = use_link(uow, token, form.password.data)
        if user is not None and not form.form_errors:
            return _go_in(user)
    return page("accounts/welcome.html", form=form, person=link.user, is_new=link.kind is LinkKind.INVITATION)


def _go_in(user: User) -> ResponseReturnValue:
    if current_user.is_authenticated:
        # Somebody was signed in on this device.
        logout_user()
    session.clear()
    second_step: ResponseReturnValue | None = _security.two_factor_plugins.tf_enter(user, False, "password", None)
    if second_step is not None:
        return second_step
    login_user(user, authn_via=["password"])
    return redirect(url_for("accounts.front_door"), 303)


@bp.route("/forgotten-password", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """The same answer whoever asks, as quickly; only the letter tells whether there is an account."""
    if not letters.can_send():
        abort(404)
    form = ForgottenForm()
    if form.validate_on_submit():
        tries = tries_of_link(form.email.data)
        refusal = tries.refusal()
        if not refusal:
            # Counted each time, so that nobody’s mailbox is filled.
            tries.note_failure(None, "asked for a link")
            send_soon(form.email.data)
            return page("accounts/forgotten_sent.html", email=form.email.data)
        form.form_errors.append(refusal)
    return page("accounts/forgotten.html", form=form)
