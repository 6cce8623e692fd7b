"""How Flask-Security makes and checks second factors here: codes that open once, passkeys that know their person, and
recovery codes of which only hashes are kept.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any, cast

from flask import Flask, redirect, session, url_for
from flask_security import MfRecoveryCodesUtil, PasswordUtil, Totp, UserMixin, WebauthnUtil
from flask_security.twofactor import CodeTfPlugin
from flask_security.webauthn import WebAuthnTfPlugin
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gcp_tracker.accounts.paths import is_local
from gcp_tracker.accounts.service import record_recovery, record_recovery_codes
from gcp_tracker.db import db
from gcp_tracker.models import User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.passwords import check_password
from gcp_tracker.unit_of_work import begin_writing
from gcp_tracker.web.access import unit_of_work
from gcp_tracker.web.person import derived_key

RECOVERY_CODES = 10
# One step of 30 seconds to either side, for clocks that differ.
CODE_WINDOW = 30


def authenticator_keys(secret: str) -> dict[str, str]:
    """The key that secrets of authenticator apps are encrypted under, by a name that changes with it."""
    key = derived_key(secret, "gcp-tracker authenticator").hex()
    return {hashlib.sha256(key.encode()).hexdigest()[:8]: key}


def _account(user: UserMixin) -> User:
    return cast(User, user)


class Codes(Totp):
    """Codes of authenticator apps. None opens twice, and one made under a key that is gone opens nothing."""

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        try:
            return bool(super().verify_totp("".join(token.split()), totp_secret, user, window))
        except (KeyError, ValueError, TypeError):
            return False

    def get_last_counter(self, user: UserMixin) -> int | None:
        # A new app’s codes are not compared with those of the old one.
        return None if "tf_totp_secret" in session else _account(user).last_code

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        begin_writing(db.session)
        _account(user).last_code = tmatch.counter

    def generate_recovery_codes(self, number: int) -> list[str]:
        """120 bits each, so that a plain hash of one gives nothing away."""
        whole = [base64.b32encode(secrets.token_bytes(15)).decode() for _ in range(number)]
        return ["-".join(code[at : at + 4] for at in range(0, 24, 4)) for code in whole]


class RecoveryCodes(MfRecoveryCodesUtil):
    """Shown once, when they are made; afterwards nobody can read them, and each opens once."""

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        begin_writing(db.session)
        codes: list[str] = super().create_recovery_codes(user)
        with unit_of_work() as uow:
            record_recovery_codes(uow, _account(user))
        return codes

    def get_recovery_codes(self, user: UserMixin) -> list[str]:
        return []

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        return _hash(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        begin_writing(db.session)
        is_gone = bool(super().delete_recovery_code(user, _hash(code)))
        with unit_of_work() as uow:
            record_recovery(uow, _account(user))
        return is_gone

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [_hash(code) for code in codes]


def _hash(code: str) -> str:
    letters = "".join(sign for sign in code.upper() if sign.isalnum())
    # As they are read from paper.
    return hashlib.sha256(letters.replace("0", "O").replace("1", "I").replace("8", "B").encode()).hexdigest()


class Passkeys(WebauthnUtil):
    """Every passkey asks for its person’s finger, face or code, and finds the account by itself: one is enough."""

    def authenticator_selection(self, user: UserMixin, usage: str) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        )

    def user_verification(self, user: UserMixin | None, usage: list[str]) -> UserVerificationRequirement:
        return UserVerificationRequirement.REQUIRED


class Passwords(PasswordUtil):
    def validate(self, password: str, is_register: bool, **known: Any) -> tuple[list[str] | None, str]:
        """The rule’s own sentence instead of the library’s."""
        user: User = known["user"]
        whole = str(self.normalize(password))
        try:
            check_password(whole, [user.name, user.email])
        except RuleBroken as broken:
            return [broken.sentence], whole
        return None, whole


class CodeStep(CodeTfPlugin):
    """The second step of somebody with an authenticator app; the page offers a passkey beside it."""

    def tf_login(self, user: UserMixin, json_payload: dict[str, Any], next_loc: str | None) -> Any:
        return _to_second_step("security.two_factor_token_validation", next_loc)


class PasskeyStep(WebAuthnTfPlugin):
    """The second step of somebody who has passkeys only."""

    def get_setup_methods(self, user: UserMixin) -> list[tuple[str, str]]:
        return [("webauthn", "Passkey")] if user.webauthn and not user.tf_primary_method else []

    def tf_login(self, user: UserMixin, json_payload: dict[str, Any], next_loc: str | None) -> Any:
        return _to_second_step("security.wan_signin", next_loc)


def _to_second_step(endpoint: str, way_on: str | None) -> Any:
    session["tf_state"] = "ready"
    # The library says its own page where nobody was on the way to anywhere.
    return redirect(url_for(endpoint, next=way_on if way_on and is_local(way_on) else None))


def init_factor_settings(app: Flask) -> None:
    app.config.update(
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY=CODE_WINDOW,
        SECURITY_TWO_FACTOR_IMPLEMENTATIONS={
            "code": f"{__name__}.CodeStep",
            "webauthn": f"{__name__}.PasskeyStep",
        },
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TOTP_SECRETS=authenticator_keys(str(app.secret_key)),
        SECURITY_TOTP_ISSUER="GCP Tracker",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_N=RECOVERY_CODES,
        SECURITY_WEBAUTHN=True,
        SECURITY_WAN_RP_NAME="GCP Tracker",
        # Whoever is not signed in is told of nobody which keys they have.
        SECURITY_WAN_ALLOW_USER_HINTS=False,
        SECURITY_WAN_ALLOW_AS_VERIFY=["first"],
    )
