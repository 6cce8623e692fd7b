"""The people who sign in: added, given other work, disabled."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import func, select

from gcp_tracker.accounts.service.sign_ins import forget_sign_ins
from gcp_tracker.models import Role, Team, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.passwords import check_password
from gcp_tracker.rules.staff import check_email, check_team_fits_role
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import UnitOfWork


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
    if not details.name:
        raise RuleBroken("Enter the person’s name", field="name")
    email = check_email(details.email)
    if uow.session.scalar(select(User.id).where(func.lower(User.email) == email)) is not None:
        raise RuleBroken("Somebody has an account with this e-mail address", field="email")
    check_team_fits_role(details.role, has_team=details.team is not None)
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
    uow.record("user:create", subject=user)
    return user


def change_work(uow: UnitOfWork, user: User, details: WorkDetails) -> None:
    """Another role or team. Every sign-in of that person ends, so that no page stays open under the old one."""
    if uow.actor is user:
        raise RuleBroken("You cannot change your own role: ask another administrator.")
    check_team_fits_role(details.role, has_team=details.team is not None)
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
    uow.record("user:change_work", subject=user, changed=changed)


def disable_user(uow: UnitOfWork, user: User) -> None:
    """No more sign-ins, and what is open now ends at its next request. What the person wrote stays."""
    if uow.actor is user:
        raise RuleBroken("You cannot disable your own account: ask another administrator.")
    if not user.active:
        raise RuleBroken(f"{user.name}’s account is disabled already.")
    user.active = False
    # Sign-ins hold this word; with another one none of them is known any more.
    user.fs_uniquifier = uuid4().hex
    forget_sign_ins(uow, user)
    uow.record("user:disable", subject=user)


def enable_user(uow: UnitOfWork, user: User) -> None:
    if user.active:
        raise RuleBroken(f"{user.name}’s account is in use already.")
    user.active = True
    uow.record("user:enable", subject=user)


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
