"""Scrutiny of Leo’s plan: signed against the grades, and being written; and the address of every page of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from gcp_tracker.models import Child, Meeting, Role, User
from gcp_tracker.rules.scrutiny import Working
from gcp_tracker.rules.vocabulary import RoleName
from tests.browser.site import Site
from tests.cast import TODAY
from tests.scrutinised import chairs, draft_scrutiny, held, signed_scrutiny


@dataclass(frozen=True, slots=True)
class Scrutinised:
    signed: UUID
    draft: UUID


def scrutinise_leo(site: Site) -> Scrutinised:
    """Ewa, who manages the intake team here, chairs too; the last review was a week ago."""
    cast, days = site.cast, [TODAY - timedelta(days=days) for days in (150, 7)]
    with site.writing_as(cast.chloe) as uow:
        leo, ewa = uow.session.get_one(Child, cast.leo.id), uow.session.get_one(User, cast.ewa.id)
        ewa.roles = [*ewa.roles, uow.session.scalars(select(Role).where(Role.name == RoleName.CHAIR.value)).one()]
        numbers = [held(uow, leo, on).id for on in days]
        chairs(uow, leo, ewa, days[-1])
    with site.writing_as(cast.ewa) as uow:
        earlier, later = (uow.session.get_one(Meeting, number) for number in numbers)
        soon = TODAY + timedelta(days=20)
        signed = signed_scrutiny(uow, earlier, "Gran cooks now.", working=Working.YES, review_on=soon)
        return Scrutinised(signed.id, draft_scrutiny(uow, later).id)


def scrutiny_addresses(found: Scrutinised, leo: str) -> list[tuple[str, str, str]]:
    """Endpoint, who opens it, and where."""
    draft = f"{leo}/scrutiny/{found.draft}"
    return [
        ("scrutiny.conferences", "ewa", "/conferences"),
        ("scrutiny.of_child", "amira", f"{leo}/scrutiny"),
        ("scrutiny.of_child", "ewa", f"{leo}/scrutiny"),
        ("scrutiny.entry", "amira", f"{leo}/scrutiny/{found.signed}"),
        ("scrutiny.write", "ewa", f"{draft}/write"),
        ("scrutiny.sign", "ewa", f"{draft}/sign"),
        ("scrutiny.put_aside", "ewa", f"{draft}/put-aside"),
        ("scrutiny.reviews", "amira", f"{leo}/reviews"),
        ("scrutiny.reviews_paper", "amira", f"{leo}/reviews/print"),
    ]
