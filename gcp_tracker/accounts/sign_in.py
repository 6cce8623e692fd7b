"""Sign-in by e-mail and password, through Flask-Security, so that second factors can follow."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import Flask, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import Security, SQLAlchemyUserDatastore, UserMixin
from sqlalchemy import bindparam, exists, inspect, select
from sqlalchemy.orm import contains_eager

from gcp_tracker.accounts import queries, sessions
from gcp_tracker.accounts.expired import init_expired
from gcp_tracker.accounts.forms import SignInForm
from gcp_tracker.config import Config, ConfigError
from gcp_tracker.db import db
from gcp_tracker.models import EndedSession, Role, User
from gcp_tracker.models.people import user_role
from gcp_tracker.unit_of_work import begin_writing, commit_for_library
from gcp_tracker.web import clock

# Its joins stand side by side: the library’s own way to the roles is one join within another, for which the built-in
# database reads everybody’s.
SIGNED_IN = (
    select(User)
    .outerjoin(user_role, user_role.c.user_id == User.id)
    .outerjoin(Role, Role.id == user_role.c.role_id)
    .where(User.fs_uniquifier == bindparam("account"), ~exists().where(EndedSession.key == bindparam("session")))
    .options(contains_eager(User.roles))
)
# One slash at the start, and nothing that a browser would read as another one, or not read at all.
LOCAL_PATH = re.compile(r"/(?!/)[^\\\x00-\x1f\x7f-\x9f]*")


class Datastore(SQLAlchemyUserDatastore):
    """The library's datastore; its commits are the unit of work's."""

    def put(self, model: Any) -> Any:
        begin_writing(db.session)
        return super().put(model)  # type: ignore[no-untyped-call]  # the library's, without types

    def find_user(self, case_insensitive: bool = False, **by: Any) -> UserMixin | None:
        """At every request the library asks by `fs_uniquifier`: one statement, built once, with the roles in it, and
        nobody in its answer where that sign-in has ended.
        """
        if set(by) != {"fs_uniquifier"}:
            return super().find_user(case_insensitive, **by)
        key = sessions.key_of(session, clock.now())
        if key is None:
            return None
        known = {"account": by["fs_uniquifier"], "session": key}
        user = db.session.scalars(SIGNED_IN, known).unique().one_or_none()
        if user is not None:
            g.session_key = key
        return user

    def commit(self) -> None:
        commit_for_library(db.session)


def init_accounts(app: Flask, config: Config) -> None:
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
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": not config.is_production},
        SECURITY_REGISTERABLE=False,
        SECURITY_TRACKABLE=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_LOGIN_USER_TEMPLATE="accounts/sign_in.html",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_FLASH_MESSAGES=False,
        # Below zero: no page asks for the password again, so the library’s own page for that is not there either.
        SECURITY_FRESHNESS=timedelta(minutes=-1),
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        # The library’s own files belong to pages that we do not have.
        SECURITY_STATIC_FOLDER=None,
        SECURITY_API_ENABLED_METHODS=["session"],
    )
    library = Security(app, Datastore(db, User, Role), login_form=SignInForm)
    # A token in a header or an address would open everything for ever: nobody is known by anything but the cookie.
    library.login_manager.request_loader(lambda _request: None)
    # The library hands out such tokens in answers to JSON, so it never answers in JSON.
    library.want_json(lambda _request: False)
    sessions.init_sessions(app)
    init_expired(app)
    # After the application's own checks: to ask for a form is to read it.
    app.before_request_funcs.setdefault("security", []).append(refuse_what_no_form_of_ours_sends)
    if config.is_production:
        with app.app_context():
            _refuse_demo_accounts()


def is_local(path: str) -> bool:
    """Whether a browser that is sent to `path` stays on this site."""
    return LOCAL_PATH.fullmatch(path) is not None


def refuse_what_no_form_of_ours_sends() -> ResponseReturnValue | None:
    """At sign-in and sign-out: JSON, and a way on to another site."""
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
