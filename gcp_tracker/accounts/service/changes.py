"""What an administrator asks for about an account, and what somebody else confirms. With each of these an
administrator could come to read cases as somebody else, so none comes to be by one person alone.
"""

from __future__ import annotations

from sqlalchemy import Select, select, update

from gcp_tracker.accounts.changes import confirmers, is_anybody_recorded, untold
from gcp_tracker.accounts.service.links import make_link, shut_out
from gcp_tracker.accounts.service.people import (
    UserDetails,
    WorkDetails,
    change_address,
    change_work,
    check_new_person,
    check_work,
    create_user,
    describe_user,
)
from gcp_tracker.models import AccountChange, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.four_eyes import WAITS_FOR, check_may_confirm, check_somebody_confirms
from gcp_tracker.rules.vocabulary import AccountChangeKind, LinkKind
from gcp_tracker.unit_of_work import UnitOfWork

LINKS = {
    AccountChangeKind.NEW_PERSON: LinkKind.INVITATION,
    AccountChangeKind.NEW_PASSWORD: LinkKind.NEW_PASSWORD,
    AccountChangeKind.START_AGAIN: LinkKind.START_AGAIN,
}


def ask_to_invite(uow: UnitOfWork, details: UserDetails) -> tuple[AccountChange, str]:
    """There is no account until it is confirmed. Raises RuleBroken beside the field, as all of these do.

    Each of these answers with what stands at the end of the one-time link, where there is one and nobody has to
    confirm it; else with nothing, and the change waits.
    """
    email = check_new_person(uow, details)
    change = AccountChange(
        kind=AccountChangeKind.NEW_PERSON,
        name=details.name,
        email=email,
        role=details.role,
        team=details.team,
        profession=details.profession,
    )
    return change, _ask(uow, change)


def ask_for_new_link(uow: UnitOfWork, user: User, kind: LinkKind) -> tuple[AccountChange, str]:
    """`START_AGAIN` takes the old password and second factors away at once: they may be in the wrong hands."""
    if not user.active:
        raise RuleBroken(f"{user.name}’s account is disabled: enable it first.")
    if uow.actor is user:
        raise RuleBroken("This is your own account: change your password and second factors on the page My account.")
    # Somebody invited who has lost the link is asked for in the same way.
    change = AccountChange(kind=AccountChangeKind(kind.value), user=user)
    token = _ask(uow, change)
    if kind is LinkKind.START_AGAIN and not token:
        shut_out(uow, user)
    return change, token


def ask_to_describe(uow: UnitOfWork, user: User, name: str, email: str) -> None:
    """A name acts at once; another address is what the account would be opened with, and waits."""
    before = user.email
    email = describe_user(uow, user, name, email)
    if email != before:
        _ask(uow, AccountChange(kind=AccountChangeKind.ADDRESS, user=user, email=email))


def ask_for_work(uow: UnitOfWork, user: User, details: WorkDetails) -> None:
    """Another profession acts at once; another role or team opens other children, and waits."""
    check_work(uow, user, details)
    if [role.name for role in user.roles] == [details.role.value] and user.team is details.team:
        change_work(uow, user, details)
        return
    _ask(
        uow,
        AccountChange(
            kind=AccountChangeKind.WORK,
            user=user,
            role=details.role,
            team=details.team,
            profession=details.profession,
        ),
    )


def confirm_change(uow: UnitOfWork, change: AccountChange) -> str:
    """It comes to be. What stands at the end of the one-time link, where there is one, for whoever confirms alone: who
    asked for it never sees it. Raises RuleBroken.
    """
    _decide(uow, change)
    change.is_confirmed = True
    uow.record("account:confirm", subject=change.user or change, reason=change.kind.words)
    return _carry_out(uow, change)


def refuse_change(uow: UnitOfWork, change: AccountChange) -> None:
    """It does not come to be. Raises RuleBroken."""
    _decide(uow, change)
    change.is_confirmed = False
    uow.record("account:refuse", subject=change.user or change, reason=change.kind.words)


def note_known(uow: UnitOfWork) -> None:
    """The person signed in knows of what was done with their account."""
    of_theirs = untold(uow.author)
    uow.session.execute(update(AccountChange).where(AccountChange.id.in_(of_theirs)).values(known_at=uow.now))
    uow.record("account:know", subject=uow.author)


def _ask(uow: UnitOfWork, change: AccountChange) -> str:
    change.asked_at, change.asked_by_id = uow.now, uow.actor.id if uow.actor else None
    before = uow.session.scalar(_of_the_same(change).with_for_update())
    if before is not None and _says(before) == _says(change) and before.asked_at > uow.now - WAITS_FOR:
        # Its button was pressed twice.
        return ""
    if before is not None:
        before.decided_at, before.decided_by_id, before.is_confirmed = uow.now, change.asked_by_id, False
    # A command is given on the server itself, by whoever could read the database anyway.
    others = [] if uow.actor is None else confirmers(uow.session, change, uow.today)
    has_to_wait = uow.actor is not None and check_somebody_confirms(
        len(others), is_anybody_recorded=is_anybody_recorded(uow.session)
    )
    uow.session.add(change)
    uow.session.flush()
    if has_to_wait:
        uow.record("account:ask", subject=change.user or change, reason=change.kind.words)
        return ""
    change.decided_at, change.is_confirmed = uow.now, True
    return _carry_out(uow, change)


def _of_the_same(change: AccountChange) -> Select[AccountChange]:
    """The one that waits, of that kind, about the same person: a new one ends it."""
    whose = AccountChange.user_id == change.user.id if change.user else AccountChange.email == change.email
    return select(AccountChange).where(AccountChange.kind == change.kind, AccountChange.decided_at.is_(None), whose)


def _says(change: AccountChange) -> tuple[object, ...]:
    # What is not said is empty only once it is written.
    typed = (change.name or "", change.email or "", change.profession or "")
    return change.asked_by_id, typed, change.role, change.team


def _decide(uow: UnitOfWork, change: AccountChange) -> None:
    # Two who answer at once come one after the other, and the second is refused.
    uow.session.refresh(change, with_for_update={"of": AccountChange})
    is_waiting = change.decided_at is None and change.asked_at > uow.now - WAITS_FOR
    who = confirmers(uow.session, change, uow.today)
    check_may_confirm(is_one_of_them=uow.author in who, is_waiting=is_waiting)
    change.decided_at, change.decided_by_id = uow.now, uow.author.id


def _carry_out(uow: UnitOfWork, change: AccountChange) -> str:
    if change.kind is AccountChangeKind.NEW_PERSON:
        change.user = create_user(uow, _details(change))
    user = change.user
    if user is None:
        raise RuntimeError("a change of an account that is nobody’s")
    if change.kind is AccountChangeKind.ADDRESS:
        change_address(uow, user, change.email)
    elif change.kind is AccountChangeKind.WORK and change.role is not None:
        change_work(uow, user, WorkDetails(change.role, change.team, change.profession))
    return make_link(uow, user, LINKS[change.kind]) if change.kind in LINKS else ""


def _details(change: AccountChange) -> UserDetails:
    if change.role is None:
        raise RuntimeError("an invitation without a role")
    return UserDetails(
        name=change.name, email=change.email, role=change.role, team=change.team, profession=change.profession
    )
