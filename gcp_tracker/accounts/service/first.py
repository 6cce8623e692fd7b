"""A new office: its authority, and the first administrator."""

from __future__ import annotations

from dataclasses import dataclass

from gcp_tracker.accounts.queries import authorities, has_accounts
from gcp_tracker.accounts.service.links import make_link
from gcp_tracker.accounts.service.offices import AuthorityDetails, create_authority
from gcp_tracker.accounts.service.people import UserDetails, create_user
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import LinkKind, RoleName
from gcp_tracker.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OfficeDetails:
    """`name` and `email` are the administrator’s."""

    authority: AuthorityDetails
    name: str
    email: str


def begin_office(uow: UnitOfWork, details: OfficeDetails) -> str:
    """What stands at the end of the one-time link with which the administrator sets a password and a second factor.
    Raises RuleBroken.
    """
    if has_accounts(uow.session):
        raise RuleBroken("Somebody has an account already: ask an administrator for yours.")
    if not authorities(uow.session):
        create_authority(uow, details.authority)
    user = create_user(uow, UserDetails(details.name, details.email, RoleName.ADMINISTRATOR))
    uow.record("office:begin", subject=user)
    return make_link(uow, user, LinkKind.INVITATION)
