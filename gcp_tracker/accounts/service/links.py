"""One-time links: shown once to whoever makes one, kept as a hash, good for one password."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from gcp_tracker.accounts.service.factors import remove_every_factor
from gcp_tracker.accounts.service.sign_ins import forget_sign_ins, key_of, new_token
from gcp_tracker.authority_settings import shortest
from gcp_tracker.models import OneTimeLink, User
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.passwords import check_password
from gcp_tracker.rules.sign_ins import ASKED_FOR_LASTS
from gcp_tracker.rules.vocabulary import LinkKind
from gcp_tracker.unit_of_work import AnySession, UnitOfWork


def make_link(uow: UnitOfWork, user: User, kind: LinkKind) -> str:
    """What stands at the end of its address; nothing can show it a second time. Earlier links of that person end. Of an
    account that was made in this breath, or as `changes` lets it: nobody makes one alone.
    """
    if not user.active:
        raise RuleBroken(f"{user.name}’s account is disabled: enable it first.")
    if kind is LinkKind.START_AGAIN:
        shut_out(uow, user)
    token = _add_link(uow, user, kind, link_lasts(uow.session, user, uow.today))
    uow.record("link:make", subject=user, reason=kind.value)
    return token


def shut_out(uow: UnitOfWork, user: User) -> None:
    """Neither password nor second factors open the account any more, and what they opened ends."""
    user.password = ""
    end_links(uow, user)
    remove_every_factor(uow, user)


def link_lasts(session: AnySession, user: User, today: date) -> timedelta:
    """Of a link that an administrator, or a command, makes."""
    authority_id = user.team.authority_id if user.team else None
    return timedelta(days=shortest(session, authority_id, "invitation_lasts", Settings.days, today))


def ask_for_link(uow: UnitOfWork, user: User) -> str:
    """For somebody who has forgotten their password: goes to their own mailbox, and leaves second factors alone."""
    token = _add_link(uow, user, LinkKind.NEW_PASSWORD, ASKED_FOR_LASTS)
    uow.record("link:ask_for", subject=user)
    return token


def open_link(session: AnySession, token: str, now: datetime) -> OneTimeLink | None:
    """The link, as long as it is good: not used, not too old, and its person’s account in use."""
    found = session.scalar(
        select(OneTimeLink).where(OneTimeLink.token_hash == key_of(token)).options(joinedload(OneTimeLink.user))
    )
    if found is None or found.used_at is not None or found.expires_at <= now or not found.user.active:
        return None
    return found


def use_link(uow: UnitOfWork, token: str, password: str) -> User:
    """Its person has this password from now on, and is signed in nowhere. Raises RuleBroken, beside the field where
    the password will not do.
    """
    link = open_link(uow.session, token, uow.now)
    if link is None:
        raise RuleBroken("This link has been used or is too old: ask your administrator for a new one.")
    user = link.user
    check_password(password, [user.name, user.email])
    user.password = str(hash_password(password))
    user.fs_uniquifier = uuid4().hex
    link.used_at = uow.now
    forget_sign_ins(uow, user)
    uow.record("link:use", subject=user, reason=link.kind.value)
    return user


def end_links(uow: UnitOfWork, user: User) -> None:
    """Those that nobody has opened yet."""
    uow.session.execute(delete(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None)))


def _add_link(uow: UnitOfWork, user: User, kind: LinkKind, lasts: timedelta) -> str:
    token = new_token()
    end_links(uow, user)
    uow.session.add(
        OneTimeLink(
            user_id=user.id,
            token_hash=key_of(token),
            kind=kind,
            made_at=uow.now,
            made_by_id=uow.actor.id if uow.actor else None,
            expires_at=uow.now + lasts,
        )
    )
    return token
