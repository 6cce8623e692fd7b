"""What the pages of `sight` need to have something on them, and their addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gcp_tracker.models import Base, Child, Restriction, User
from gcp_tracker.rules.vocabulary import RequestKind
from gcp_tracker.sight.queries import Asked, found_exactly
from gcp_tracker.sight.service import StandInDetails, ask_change, break_glass, name_stand_in
from tests.browser.site import Site
from tests.cast import NOW, TODAY, Cast
from tests.guarded import NOORS_BIRTH, Guarded, gather_guarded


@dataclass(frozen=True, slots=True)
class Kept:
    """Ids of what `keep_from_some` made."""

    noor: UUID
    tess: UUID
    glass: int
    asked: int
    conflict: int


def guard(site: Site) -> Guarded:
    """The rest of the cast, in the database of the site; detached, as the cast is."""
    with site.writing_as(None) as uow:
        assert isinstance(uow.session, Session)
        return gather_guarded(uow.session, _in_session(uow.session, site.cast))


def keep_from_some(site: Site) -> Kept:
    """Marta asks for a change of the names, Hana breaks the glass, and Amira is away next week."""
    guarded, cast = guard(site), site.cast
    with site.writing_as(guarded.marta) as uow:
        noor, hana = uow.session.get_one(Child, guarded.noor.id), uow.session.get_one(User, guarded.hana.id)
        restriction = uow.session.get_one(Restriction, guarded.restriction.id)
        asked = ask_change(uow, noor, restriction, RequestKind.NAME, hana, "Hana visits at the weekend").id
    with site.writing_as(guarded.hana) as uow:
        (found,) = found_exactly(uow.session, uow.author, Asked("Noor", "Haddad", NOORS_BIRTH), NOW)
        glass = break_glass(uow, found, "Police are at the door with her now")
        uow.session.flush()
        glass_id = glass.id
    with site.writing_as(cast.amira) as uow:
        ben = uow.session.get_one(User, cast.ben.id)
        week = (TODAY + timedelta(days=7), TODAY + timedelta(days=14))
        name_stand_in(uow, StandInDetails(uow.author, ben, *week))
    return Kept(guarded.noor.id, guarded.tess.id, glass_id, asked, guarded.conflict.id)


def guarded_addresses(kept: Kept, leo: str) -> list[tuple[str, str, str]]:
    """(endpoint, who, path). Only Chloe is named for Noor among the first cast."""
    noor = f"/children/{kept.noor}"
    return [
        ("sight.who_may_see", "amira", f"{leo}/who-may-see"),
        ("sight.who_may_see", "chloe", f"{noor}/who-may-see"),
        ("sight.declare", "amira", f"{leo}/conflict"),
        ("sight.declare", "chloe", f"{leo}/conflict"),
        ("sight.end_conflict", "chloe", f"/children/{kept.tess}/conflicts/{kept.conflict}/end"),
        ("sight.chair", "chloe", f"{leo}/chair"),
        ("sight.transfer", "chloe", f"{leo}/another-team"),
        ("sight.restrict", "chloe", f"{leo}/restrict"),
        ("sight.restriction", "chloe", f"{noor}/restriction"),
        ("sight.change_restriction", "chloe", f"{noor}/restriction/change"),
        ("sight.decide", "chloe", f"{noor}/restriction/requests/{kept.asked}"),
        ("sight.review", "chloe", f"{noor}/break-glass/{kept.glass}"),
        ("sight.to_decide", "chloe", "/to-decide"),
        ("sight.find", "chloe", "/find-a-child"),
        ("sight.declared", "ben", "/what-i-declared"),
        ("sight.open_to_me", "chloe", "/open-to-me"),
        ("sight.team_children", "ben", "/team-children"),
        ("sight.away", "chloe", "/away"),
        ("sight.replace", "chloe", "/my-team/hand-over"),
    ]


def _in_session(session: Session, cast: Cast) -> Cast:
    """The cast as the database has it now: what is detached may say what was so before."""

    def here(record: Any) -> Any:
        return session.get_one(type(record), record.id)

    held = {name: here(value) for name, value in vars(cast).items() if isinstance(value, Base)}
    return replace(cast, roles={name: here(role) for name, role in cast.roles.items()}, **held)
