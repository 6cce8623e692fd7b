"""Which sign-in a request belongs to, and how long it lasts.

The cookie holds a token of 256 bits, the database a hash of it (models/account.py, SignIn); whatever ends the row ends
the sign-in at its next request, wherever a copy of the cookie is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user, user_logged_out
from flask_security import user_authenticated
from flask_security.utils import set_request_attr
from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import contains_eager

from gcp_tracker.accounts.changes import has_untold
from gcp_tracker.accounts.service import (
    SignInDetails,
    begin_sign_in,
    end_sign_in,
    key_of,
    new_token,
    note_sign_in_used,
    record_password_change,
    renew_sign_in,
)
from gcp_tracker.accounts.settings import SignInSettings
from gcp_tracker.authority_settings import note_version, settings_version, shortest
from gcp_tracker.db import db
from gcp_tracker.models import Role, SignIn, Team, User
from gcp_tracker.models.people import user_role
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.sign_ins import device_words, idle_limit
from gcp_tracker.unseen import may_grade_apart
from gcp_tracker.web import clock
from gcp_tracker.web.access import unit_of_work

TOKEN = "sign_in"  # noqa: S105 - the name of a place in the cookie
UNTOLD = "untold"
# How exactly it is known when a sign-in was last used: a write for every request would cost more than it tells.
NOTED_EVERY = timedelta(minutes=1)
# What a browser asks for without anybody doing anything.
BY_ITSELF = frozenset({"static", "violations.report"})
# What a sign-in opens that still lacks its second factor.
SETTING_UP = frozenset(
    {
        "accounts.front_door",
        "accounts.second_factor",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.wan_register",
        "security.wan_register_response",
        "security.logout",
    }
)
# Its joins stand side by side: the library’s own way to the roles is one join within another, for which the built-in
# database reads everybody’s.
SIGNED_IN = (
    select(
        User,
        SignIn.name,
        SignIn.is_whole,
        SignIn.last_seen_at,
        SignIn.ends_at,
        may_grade_apart(User.id).label("may_grade_apart"),
        Team.authority_id,
        settings_version().label("settings_version"),
    )
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(Team, Team.id == User.team_id)
    .outerjoin(user_role, user_role.c.user_id == User.id)
    .outerjoin(Role, Role.id == user_role.c.role_id)
    .where(User.fs_uniquifier == bindparam("account"), SignIn.key == bindparam("key"), User.active)
    .where(or_(User.ends_on.is_(None), User.ends_on > bindparam("today")))
    .options(contains_eager(User.roles))
)
# By what the library says that somebody has shown.
HOW = {
    "password": "password",
    "change": "password",
    "webauthn": "passkey",
    "provider": "the authority’s own sign-in",
    "provider_alone": "the authority’s own sign-in",
}
# A second factor is still to be set up after these, where one is needed.
ONE_FACTOR = frozenset({"password", "provider_alone"})


@dataclass(frozen=True, slots=True)
class Current:
    """The sign-in of this request."""

    name: str
    is_whole: bool
    last_seen_at: datetime
    may_grade_apart: bool = True


def sign_in_settings() -> SignInSettings:
    settings: SignInSettings = current_app.extensions["gcp_sign_in"]
    return settings


class SignedCookie(SecureCookieSessionInterface):
    """Signed with SHA-256; the framework’s own choice is SHA-1."""

    digest_method = staticmethod(hashlib.sha256)


def init_sessions(app: Flask, login_manager: Any) -> None:
    app.session_interface = SignedCookie()
    app.jinja_env.globals["has_untold_news"] = has_untold_news
    login_manager.user_loader(find_signed_in)
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)
    app.before_request(note_use)


def find_signed_in(account: str) -> User | None:
    """Asked once in a request, in one statement, with the roles in it. Nobody where the sign-in has ended, was left
    alone for too long, or lacks the second factor that this page needs.
    """
    token = session.get(TOKEN)
    if not token:
        return None
    asked = {"account": account, "key": key_of(str(token)), "today": clock.today()}
    found = db.session.execute(SIGNED_IN, asked).unique().one_or_none()
    if found is None:
        return None
    user: User = found.User
    note_version(db.session, found.settings_version)
    now = clock.now()
    limit = idle_limit([role.name for role in user.roles], *_idle_times(found.authority_id))
    if now >= found.ends_at or now - found.last_seen_at >= limit:
        return None
    g.sign_in = Current(found.name, found.is_whole, found.last_seen_at, found.may_grade_apart)
    if not found.is_whole and request.endpoint not in SETTING_UP:
        return None
    g.session_key = found.name
    # What the library’s own loader tells the rest of it.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


def _idle_times(authority_id: int | None) -> tuple[timedelta, timedelta]:
    """At visits, and at desks."""
    found = (
        shortest(db.session, authority_id, key, Settings.minutes, clock.today())
        for key in ("idle_at_visits", "idle_at_desks")
    )
    at_visits, at_desks = (timedelta(minutes=minutes) for minutes in found)
    return at_visits, at_desks


def note_use() -> None:
    if request.endpoint in BY_ITSELF or TOKEN not in session or not current_user.is_authenticated:
        return
    current: Current = g.sign_in
    if clock.now() - current.last_seen_at >= NOTED_EVERY:
        with unit_of_work() as uow:
            note_sign_in_used(uow, current.name)


def renew(why: str) -> None:
    """After a step-up, or once the second factor is there: a new token, so that a copy of the old one opens nothing."""
    token = new_token()
    with unit_of_work() as uow:
        renew_sign_in(uow, current_name(), token, why)
    session[TOKEN] = token


def current_name() -> str:
    return str(g.sign_in.name)


def has_untold_news() -> bool:
    """For the strip on every page: whether something was done with the account of which its person does not know yet,
    as it was at this sign-in.
    """
    return UNTOLD in session and current_user.is_authenticated and g.sign_in.is_whole


def forget_untold() -> None:
    session.pop(UNTOLD, None)


def _begin(_app: Flask, user: User, authn_via: list[str] | None = None, **_rest: object) -> None:
    settings = sign_in_settings()
    # The library names no way once a second factor was shown, after which everything is open.
    first = (authn_via or [""])[0]
    how = HOW.get(first, "password and second factor")
    session.permanent = True
    # The token of the page that was signed in on is nobody’s: the next page gets one that says whose it is.
    session.pop("csrf_token", None)
    before = str(session.get(TOKEN, ""))
    authority_id = user.team.authority_id if user.team else None
    longest = shortest(db.session, authority_id, "longest_sign_in", Settings.hours, clock.today())
    session[TOKEN] = token = new_token()
    details = SignInDetails(
        device=device_words(request.user_agent.string),
        how=how,
        is_whole=first not in ONE_FACTOR or not settings.needs_second_factor,
        lasts=timedelta(hours=longest),
        instead_of=key_of(before),
    )
    with unit_of_work() as uow:
        begun = begin_sign_in(uow, user, token, details)
        if first == "change":
            record_password_change(uow, user, keep=begun.name)
    forget_untold()
    if has_untold(db.session, user):
        session[UNTOLD] = True
    g.session_key = begun.name
    g.sign_in = Current(begun.name, begun.is_whole, begun.last_seen_at)


def _end(_app: Flask, **_rest: object) -> None:
    if g.get("sign_in") is not None:
        with unit_of_work() as uow:
            end_sign_in(uow, current_name())
    session.clear()
