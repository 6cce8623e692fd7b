"""Sign-ins: begun, renewed, ended. What opens one is only ever kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, update

from gcp_tracker.models import SignIn, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SignInDetails:
    """`how`: what was shown, in words. `lasts`: until it ends however busy. `instead_of`: the key of the one that this
    browser had before.
    """

    device: str
    how: str
    is_whole: bool
    lasts: timedelta
    instead_of: str = ""


def new_token() -> str:
    """256 bits, for a cookie or an address."""
    return secrets.token_urlsafe(32)


def key_of(token: str) -> str:
    """What is kept of a token: from it nobody can make the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_sign_in(uow: UnitOfWork, user: User, token: str, details: SignInDetails) -> SignIn:
    uow.session.execute(delete(SignIn).where(or_(SignIn.ends_at <= uow.now, SignIn.key == details.instead_of)))
    begun = SignIn(
        name=secrets.token_hex(16),
        key=key_of(token),
        user_id=user.id,
        is_whole=details.is_whole,
        device=details.device,
        began_at=uow.now,
        last_seen_at=uow.now,
        ends_at=uow.now + details.lasts,
    )
    uow.session.add(begun)
    # Not through the object: that would be a change of the account, for the audit to commit to.
    uow.session.execute(update(User).where(User.id == user.id).values(last_signed_in_at=uow.now))
    uow.session_key = begun.name
    uow.record("session:begin", subject=user, reason=details.how)
    return begun


def renew_sign_in(uow: UnitOfWork, name: str, token: str, why: str) -> None:
    """From here on another token opens it, and it is whole: its person has just shown who they are, again."""
    uow.session.execute(update(SignIn).where(SignIn.name == name).values(key=key_of(token), is_whole=True))
    uow.record("session:renew", subject=uow.author, reason=why)


def note_sign_in_used(uow: UnitOfWork, name: str) -> None:
    uow.session.execute(update(SignIn).where(SignIn.name == name).values(last_seen_at=uow.now))


def end_sign_in(uow: UnitOfWork, name: str) -> None:
    """The person’s own, on this device."""
    uow.session.execute(delete(SignIn).where(SignIn.name == name))
    uow.record("session:end", subject=uow.author)


def end_other_sign_in(uow: UnitOfWork, user: User, sign_in_id: int) -> None:
    """One of `user`, chosen from a list. Raises RuleBroken where it is none of theirs."""
    found = uow.session.get(SignIn, sign_in_id)
    if found is None or found.user_id != user.id:
        raise RuleBroken("That sign-in has ended already.")
    uow.session.delete(found)
    uow.record("session:end_other", subject=user)


def end_all_sign_ins(uow: UnitOfWork, user: User, keep: str = "") -> None:
    """All of that person, the one named `keep` apart."""
    forget_sign_ins(uow, user, keep)
    uow.record("session:end_all", subject=user)


def forget_sign_ins(uow: UnitOfWork, user: User, keep: str = "") -> None:
    """As part of another change, which is what the audit is told."""
    uow.session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.name != keep))
