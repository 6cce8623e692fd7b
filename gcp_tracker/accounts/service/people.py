"""The people who sign in: added, given other work, disabled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import func, select, update

from gcp_tracker.accounts.queries import count_of_administrators, ended_accounts
from gcp_tracker.accounts.service.links import end_links
from gcp_tracker.accounts.service.sign_ins import forget_sign_ins
from gcp_tracker.models import Role, Team, User, WorkSpell
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.passwords import check_password
from gcp_tracker.rules.staff import check_administrators_left, check_email, check_end, check_team_fits_role
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import LONDON, AnySession, UnitOfWork


@dataclass(frozen=True, slots=True)
class WorkDetails:
    """What somebody does here. It decides which pages and which children they can reach."""

    role: RoleName
    team: Team | None = None
    profession: str = ""


@dataclass(frozen=True, slots=True)
class UserDetails:
    """`password` is left out for everybody but demo people: a person sets their own, through a one-time link."""

    name: str
    email: str
    role: RoleName
    password: str = ""
    team: Team | None = None
    profession: str = ""
    is_demo: bool = False


def create_user(uow: UnitOfWork, details: UserDetails) -> User:
    """Needs an application context, whose settings say how passwords are hashed. Raises RuleBroken beside the field."""
    email = check_new_person(uow, details)
    if details.password:
        check_password(details.password, [details.name, email])
    user = User(
        name=details.name,
        email=email,
        password=str(hash_password(details.password)) if details.password else "",
        fs_uniquifier=uuid4().hex,
        team=details.team,
        profession=details.profession,
        roles=[_role(uow, details.role)],
        is_demo=details.is_demo,
        created_at=uow.now,
    )
    uow.session.add(user)
    uow.session.flush()
    _begin_spell(uow, user, details.role, details.team)
    uow.record("user:create", subject=user)
    return user


def check_new_person(uow: UnitOfWork, details: UserDetails) -> str:
    """The address as it is kept. Raises RuleBroken beside the field."""
    if not details.name:
        raise RuleBroken("Enter the person’s name", field="name")
    _check_team(details.role, details.team)
    return _check_address(uow, details.email)


def change_work(uow: UnitOfWork, user: User, details: WorkDetails) -> None:
    """Another role or team. Every sign-in of that person ends, so that no page stays open under the old one."""
    check_work(uow, user, details)
    changed = []
    if [role.name for role in user.roles] != [details.role.value]:
        user.roles = [_role(uow, details.role)]
        changed.append("role")
    if user.team is not details.team:
        user.team = details.team
        changed.append("team")
    if user.profession != details.profession:
        user.profession = details.profession
        changed.append("profession")
    if {"role", "team"} & set(changed):
        forget_sign_ins(uow, user)
        if user.active:
            _begin_spell(uow, user, details.role, details.team)
    uow.record("user:change_work", subject=user, changed=changed)


def check_work(uow: UnitOfWork, user: User, details: WorkDetails) -> None:
    """Raises RuleBroken, as `change_work` would."""
    if uow.actor is user:
        raise RuleBroken("You cannot change your own role: ask another administrator.")
    _check_team(details.role, details.team)
    if user.is_a(RoleName.ADMINISTRATOR) and details.role is not RoleName.ADMINISTRATOR:
        _check_not_the_last(uow, user)


def describe_user(uow: UnitOfWork, user: User, name: str, email: str) -> str:
    """Another name. What the person wrote before stands under it. The address as it would be kept: it is checked, and
    not changed. Raises RuleBroken.
    """
    if not name:
        raise RuleBroken("Enter the person’s name", field="name")
    email = _check_address(uow, email, but=user)
    if user.name != name:
        user.name = name
        uow.record("user:describe", subject=user, changed=("name",))
    return email


def change_address(uow: UnitOfWork, user: User, email: str) -> None:
    """What the person signs in with, and where their letters go. Links on their way to the old one end."""
    user.email = _check_address(uow, email, but=user)
    end_links(uow, user)
    uow.record("user:describe", subject=user, changed=("email",))


def end_account_on(uow: UnitOfWork, user: User, ends_on: date | None) -> None:
    """The first day on which the account is closed; None: there is no such day any more. Raises RuleBroken."""
    if uow.actor is user:
        raise RuleBroken("You cannot end your own account: ask another administrator.")
    check_end(ends_on, uow.today)
    if ends_on is not None and user.is_a(RoleName.ADMINISTRATOR):
        _check_not_the_last(uow, user)
    user.ends_on = ends_on
    uow.record("user:end_on", subject=user, changed=("ends_on",))


def disable_user(uow: UnitOfWork, user: User) -> None:
    """No more sign-ins, and what is open now ends at its next request. What the person wrote stays."""
    if uow.actor is user:
        raise RuleBroken("You cannot disable your own account: ask another administrator.")
    if not user.active:
        raise RuleBroken(f"{user.name}’s account is disabled already.")
    if user.is_a(RoleName.ADMINISTRATOR):
        _check_not_the_last(uow, user)
    _close_account(uow, user)
    uow.record("user:disable", subject=user)


def close_ended_accounts(session: AnySession, now: datetime) -> None:
    """Those whose last day is over. Nothing is written while there are none."""
    if not ended_accounts(session, now.astimezone(LONDON).date()):
        return
    with UnitOfWork(session, None, now) as uow:
        for user in ended_accounts(session, uow.today):
            _close_account(uow, user)
            uow.record("user:disable", subject=user, reason="The day that was set has come")


def enable_user(uow: UnitOfWork, user: User) -> None:
    """Without an end, if one was set; in the team of before, unless that is closed. Raises RuleBroken."""
    if user.active:
        raise RuleBroken(f"{user.name}’s account is in use already.")
    if user.team is not None and user.team.closed_on is not None:
        raise RuleBroken(f"{user.team.name} is closed: change {user.name}’s team first.")
    user.active, user.ends_on = True, None
    _begin_spell(uow, user, RoleName(user.roles[0].name), user.team)
    uow.record("user:enable", subject=user)


def _close_account(uow: UnitOfWork, user: User) -> None:
    user.active = False
    # Sign-ins hold this word; with another one none of them is known any more.
    user.fs_uniquifier = uuid4().hex
    forget_sign_ins(uow, user)
    _end_spell(uow, user)


def _check_not_the_last(uow: UnitOfWork, user: User) -> None:
    # Of two administrators who disable each other at once, the second waits, and is refused.
    everyone = select(User.id).where(User.roles.any(Role.name == RoleName.ADMINISTRATOR.value)).order_by(User.id)
    uow.session.execute(everyone.with_for_update(key_share=True))
    check_administrators_left(count_of_administrators(uow.session, but=user))


def _check_address(uow: UnitOfWork, email: str, but: User | None = None) -> str:
    email = check_email(email)
    theirs = select(User.id).where(func.lower(User.email) == email)
    if uow.session.scalar(theirs.where(User.id != but.id) if but else theirs) is not None:
        raise RuleBroken("Somebody has an account with this e-mail address", field="email")
    return email


def _check_team(role: RoleName, team: Team | None) -> None:
    check_team_fits_role(role, has_team=team is not None)
    if team is not None and team.closed_on is not None:
        raise RuleBroken(f"{team.name} is closed: choose another team", "team")


def _begin_spell(uow: UnitOfWork, user: User, role: RoleName, team: Team | None) -> None:
    _end_spell(uow, user)
    uow.session.add(WorkSpell(user_id=user.id, role=role, team=team, from_on=uow.today))


def _end_spell(uow: UnitOfWork, user: User) -> None:
    still_open = WorkSpell.user_id == user.id, WorkSpell.to_on.is_(None)
    uow.session.execute(update(WorkSpell).where(*still_open).values(to_on=uow.today))


def connect_provider(uow: UnitOfWork, user: User, subject: str) -> None:
    """From now on the authority’s own sign-in knows this person by `subject`, whatever becomes of an address."""
    user.provider_subject = subject
    uow.record("provider:connect", subject=user)


def _role(uow: UnitOfWork, name: RoleName) -> Role:
    role = uow.session.scalar(select(Role).where(Role.name == name.value))
    if role is None:
        role = Role(name.value)
        uow.session.add(role)
    return role
