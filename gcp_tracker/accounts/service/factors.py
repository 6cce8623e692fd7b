"""Second factors and passwords: what came and went. Flask-Security keeps them; here they are removed and told of."""

from __future__ import annotations

from gcp_tracker.accounts.service.sign_ins import forget_sign_ins
from gcp_tracker.models import User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.sign_ins import check_factor_may_go
from gcp_tracker.unit_of_work import UnitOfWork


def count_factors(user: User) -> int:
    """Passkeys and the authenticator app; recovery codes stand in for one, and are none."""
    return len(user.webauthn) + bool(user.tf_primary_method)


def remove_passkey(uow: UnitOfWork, passkey_id: int, *, is_needed: bool) -> None:
    """Of the person signed in. Raises RuleBroken where it is the only second factor and one is needed."""
    user = uow.author
    passkey = next((one for one in user.webauthn if one.id == passkey_id), None)
    if passkey is None:
        raise RuleBroken("That passkey is removed already.")
    check_factor_may_go(count_factors(user) - 1, is_needed=is_needed)
    user.webauthn.remove(passkey)
    uow.record("passkey:remove", subject=user)


def remove_authenticator(uow: UnitOfWork, *, is_needed: bool) -> None:
    """Of the person signed in. Raises RuleBroken as `remove_passkey` does."""
    user = uow.author
    if not user.tf_primary_method:
        raise RuleBroken("There is no authenticator app to remove.")
    check_factor_may_go(count_factors(user) - 1, is_needed=is_needed)
    _forget_authenticator(user)
    uow.record("authenticator:remove", subject=user)


def remove_every_factor(uow: UnitOfWork, user: User) -> None:
    """For somebody who has lost them. What was signed in with them ends."""
    for passkey in list(user.webauthn):
        uow.session.delete(passkey)
    _forget_authenticator(user)
    user.mf_recovery_codes = None
    forget_sign_ins(uow, user)


def record_passkey(uow: UnitOfWork, user: User) -> None:
    uow.record("passkey:add", subject=user)


def record_authenticator(uow: UnitOfWork, user: User) -> None:
    """A new app has shown a code. Codes of the old one, if there was one, open nothing."""
    uow.record("authenticator:set", subject=user)


def record_recovery_codes(uow: UnitOfWork, user: User) -> None:
    uow.record("recovery_codes:make", subject=user)


def record_recovery(uow: UnitOfWork, user: User) -> None:
    uow.record("recovery_code:use", subject=user)


def record_password_change(uow: UnitOfWork, user: User, keep: str) -> None:
    """Every other sign-in of that person ends with the old password."""
    forget_sign_ins(uow, user, keep)
    uow.record("password:change", subject=user)


def _forget_authenticator(user: User) -> None:
    user.tf_primary_method = None
    user.tf_totp_secret = None
    user.last_code = None
