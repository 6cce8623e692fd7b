"""What an import and the data officer’s pages read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.imports.returns_again import KnownChild
from gcp_tracker.models import Authority, Child, ImportRun, ReturnedChild, Team
from gcp_tracker.unit_of_work import AnySession


def intake_teams(session: AnySession, authority: Authority) -> Sequence[Team]:
    return session.scalars(
        select(Team).where(Team.authority_id == authority.id, Team.is_intake).order_by(Team.id)
    ).all()


def authorities(session: AnySession) -> Sequence[Authority]:
    return session.scalars(select(Authority).order_by(Authority.name)).all()


def earlier_imports(session: AnySession, authority: Authority, most: int = 50) -> Sequence[ImportRun]:
    """The latest first, each with who did it."""
    return session.scalars(
        select(ImportRun)
        .where(ImportRun.authority_id == authority.id)
        .order_by(ImportRun.at.desc(), ImportRun.id.desc())
        .limit(most)
        .options(joinedload(ImportRun.by))
    ).all()


def known_children(session: AnySession, authority: Authority, numbers: Sequence[str]) -> dict[str, KnownChild]:
    """By the authority’s number, with spells, meetings, identifiers and what the last return said: five queries."""
    children = session.scalars(
        select(Child)
        .where(Child.authority_id == authority.id, Child.la_child_id.in_(numbers))
        .options(selectinload(Child.episodes), selectinload(Child.meetings), selectinload(Child.identifiers))
        .execution_options(populate_existing=True)
    ).all()
    ids = [child.id for child in children]
    returned = {
        row.child_id: row for row in session.scalars(select(ReturnedChild).where(ReturnedChild.child_id.in_(ids)))
    }
    return {child.la_child_id: KnownChild(child, returned.get(child.id)) for child in children if child.la_child_id}


def owners_of_upns(session: AnySession, authority: Authority, upns: Sequence[str]) -> dict[str, str | None]:
    """Which child of the authority has a UPN: its number, None for a child without one."""
    rows = session.execute(
        select(Child.upn, Child.la_child_id).where(Child.authority_id == authority.id, Child.upn.in_(upns))
    )
    return {upn: number for upn, number in rows if upn}
