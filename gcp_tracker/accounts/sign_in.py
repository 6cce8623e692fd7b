"""Signing in through Flask-Security: its settings, and what of it is here. Its pages are in library_pages.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NoReturn

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import Security, SQLAlchemyUserDatastore
from sqlalchemy import inspect
from werkzeug.middleware.proxy_fix import ProxyFix

from gcp_tracker.accounts import forms, queries
from gcp_tracker.accounts.expired import init_expired
from gcp_tracker.accounts.factors import Codes, Passkeys, Passwords, RecoveryCodes, init_factor_settings
from gcp_tracker.accounts.hashing import FewAtOnce
from gcp_tracker.accounts.library_pages import NOT_HERE, init_library_pages
from gcp_tracker.accounts.paths import is_local
from gcp_tracker.accounts.provider import init_provider, provider_name
from gcp_tracker.accounts.sessions import init_sessions
from gcp_tracker.accounts.settings import SignInSettings, read_sign_in_settings
from gcp_tracker.config import Config, ConfigError
from gcp_tracker.db import db
from gcp_tracker.models import Passkey, Role, User
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.unit_of_work import begin_writing, commit_for_library
from gcp_tracker.web import clock
from gcp_tracker.web.freshness import NotFresh


class Datastore(SQLAlchemyUserDatastore):
    """The library's datastore; its commits are the unit of work's."""

    def put(self, model: Any) -> Any:
        begin_writing(db.session)
        return super().put(model)  # type: ignore[no-untyped-call]  # the library's, without types

    def commit(self) -> None:
        commit_for_library(db.session)


def init_accounts(app: Flask, config: Config, environment: Mapping[str, str]) -> None:
    settings = read_sign_in_settings(environment, config)
    app.extensions["gcp_sign_in"] = settings
    _set_password_settings(app, config)
    _set_page_settings(app, settings)
    init_factor_settings(app)
    library = Security(
        app,
        Datastore(db, User, Role, Passkey),
        login_form=forms.SignInForm,
        verify_form=forms.StepUpForm,
        change_password_form=forms.ChangeForm,
        two_factor_setup_form=forms.AppForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_rescue_form=forms.OtherWaysForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_register_form=forms.PasskeyForm,
        wan_register_response_form=forms.NewPasskeyForm,
        wan_signin_response_form=forms.PasskeySignInForm,
        totp_cls=Codes,
        webauthn_util_cls=Passkeys,
        mf_recovery_codes_util_cls=RecoveryCodes,
        password_util_cls=Passwords,
    )
    library.pwd_context = FewAtOnce(library.pwd_context)
    # A token in a header or an address would open everything for ever: nobody is known by anything but the cookie.
    library.login_manager.request_loader(lambda _request: None)
    # The library hands out such tokens in answers to JSON, so it never answers in JSON.
    library.want_json(lambda _request: False)
    library.unauthn_handler(lambda *_rest, **_more: abort(401))
    library.reauthn_handler(ask_again)
    init_sessions(app, library.login_manager)
    init_library_pages(app, library)
    init_provider(app, settings)
    init_expired(app)
    app.jinja_env.globals.update(provider_name=provider_name, can_send_letters=lambda: settings.mailbox is not None)
    # After the application's own checks: to ask for a form is to read it.
    app.before_request_funcs.setdefault("security", []).append(refuse_what_no_form_of_ours_sends)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    if config.is_production:
        with app.app_context():
            _refuse_demo_accounts()


def _set_password_settings(app: Flask, config: Config) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__time_cost": 2,
            "argon2__memory_cost": 19456,
            "argon2__parallelism": 1,
        },
        # Without the library's second hash under a server key: a changed key must not lock everybody out.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_LENGTH_MIN=12,
        # As it was typed when it was set: the one-time link’s page does not normalise.
        SECURITY_PASSWORD_NORMALIZE_FORM=None,
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": not config.is_production},
    )


def _set_page_settings(app: Flask, settings: SignInSettings) -> None:
    addresses = {
        "LOGIN": "/sign-in",
        "LOGOUT": "/sign-out",
        "VERIFY": "/confirm",
        "CHANGE": "/account/password",
        "TWO_FACTOR_SETUP": "/account/authenticator",
        "TWO_FACTOR_TOKEN_VALIDATION": "/sign-in/code",
        "MULTI_FACTOR_RECOVERY": "/sign-in/recovery-code",
        "MULTI_FACTOR_RECOVERY_CODES": "/account/recovery-codes",
        "WAN_REGISTER": "/account/passkeys/new",
        "WAN_SIGNIN": "/sign-in/passkey",
        "WAN_VERIFY": "/confirm/passkey",
    }
    pages = {
        "LOGIN_USER": "sign_in",
        "VERIFY": "step_up",
        "CHANGE_PASSWORD": "password",
        "TWO_FACTOR_SETUP": "authenticator",
        "TWO_FACTOR_VERIFY_CODE": "code",
        "MULTI_FACTOR_RECOVERY": "recovery_code",
        "MULTI_FACTOR_RECOVERY_CODES": "recovery_codes",
        "WAN_REGISTER": "passkey_new",
        "WAN_SIGNIN": "passkey",
        "WAN_VERIFY": "step_up_passkey",
    }
    app.config.update({f"SECURITY_{name}_URL": address for name, address in addresses.items()})
    app.config.update({f"SECURITY_{name}_TEMPLATE": f"accounts/{page}.html" for name, page in pages.items()})
    app.config.update(
        # Longer than any sign-in: what ends one is its row.
        PERMANENT_SESSION_LIFETIME=timedelta(hours=LOCAL["longest_sign_in"].high),
        # So it need not be sent anew, signed and dated, with every page.
        SESSION_REFRESH_EACH_REQUEST=False,
        SECURITY_REGISTERABLE=False,
        SECURITY_TRACKABLE=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_POST_VERIFY_VIEW="/",
        SECURITY_POST_CHANGE_VIEW="/account",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_MSG_GENERIC_AUTHN_FAILED=("E-mail address and password do not match an account here.", "error"),
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_FRESHNESS=settings.step_up_after,
        SECURITY_FRESHNESS_GRACE_PERIOD=settings.step_up_after * 0,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        # The library’s own files belong to pages that we do not have.
        SECURITY_STATIC_FOLDER=None,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_DATETIME_FACTORY=clock.now,
    )


def ask_again(*_rest: object) -> NoReturn:
    """The library’s pages for second factors ask for a step-up in the same way as ours."""
    raise NotFresh


def refuse_what_no_form_of_ours_sends() -> ResponseReturnValue | None:
    """At every page of signing in: JSON, and a way on to another site."""
    if request.endpoint in NOT_HERE:
        abort(404)
    if request.is_json:
        abort(415)
    if all(is_local(path) for path in request.values.getlist("next") if path):
        return None
    return abort(400) if request.method == "POST" else redirect(url_for("security.login"))


def _refuse_demo_accounts() -> None:
    """Their password is printed in every demo. Raises ConfigError."""
    if inspect(db.engine).has_table(User.__tablename__) and queries.has_demo_accounts(db.session):
        raise ConfigError(
            "Production does not start with demo accounts in the database: give it a database of its own"
            " (GCP_TRACKER_DATABASE_URL, or another GCP_TRACKER_INSTANCE)."
        )
    db.session.remove()
