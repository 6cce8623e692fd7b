"""Sign-in by e-mail and password, through Flask-Security, so that second factors can follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore, UserMixin
from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import joinedload

from gcp_tracker.accounts import queries
from gcp_tracker.accounts.forms import SignInForm
from gcp_tracker.config import Config, ConfigError
from gcp_tracker.db import db
from gcp_tracker.models import Role, User
from gcp_tracker.unit_of_work import begin_writing, commit_for_library

SIGNED_IN = select(User).where(User.fs_uniquifier == bindparam("key")).options(joinedload(User.roles))


class Datastore(SQLAlchemyUserDatastore):
    """The library's datastore; its commits are the unit of work's."""

    def put(self, model: Any) -> Any:
        begin_writing(db.session)
        return super().put(model)  # type: ignore[no-untyped-call]  # the library's, without types

    def find_user(self, case_insensitive: bool = False, **by: Any) -> UserMixin | None:
        """At every request the library asks by `fs_uniquifier`: one statement, built once, with the roles in it."""
        if set(by) == {"fs_uniquifier"}:
            return db.session.scalars(SIGNED_IN, {"key": by["fs_uniquifier"]}).unique().one_or_none()
        return super().find_user(case_insensitive, **by)

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
    )
    Security(app, Datastore(db, User, Role), login_form=SignInForm)
    if config.is_production:
        with app.app_context():
            _refuse_demo_accounts()


def _refuse_demo_accounts() -> None:
    """Their password is printed in every demo. Raises ConfigError."""
    if inspect(db.engine).has_table(User.__tablename__) and queries.has_demo_accounts(db.session):
        raise ConfigError(
            "Production does not start with demo accounts in the database: give it a database of its own"
            " (GCP_TRACKER_DATABASE_URL, or another GCP_TRACKER_INSTANCE)."
        )
    db.session.remove()
