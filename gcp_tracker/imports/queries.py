"""What an import and the data officer’s pages read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.imports.returns_again import KnownChild
from gcp_tracker.models import Authority, Child, ImportRun, ReturnedChild, Team, User
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import visible_to

CENSUS = "cin-census"


def intake_teams(session: AnySession, authority: Authority) -> Sequence[Team]:
    return session.scalars(
        select(Team)
        .where(Team.authority_id == authority.id, Team.is_intake, Team.closed_on.is_(None))
        .order_by(Team.id)
    ).all()


def authorities(session: AnySession) -> Sequence[Authority]:
    return session.scalars(select(Authority).order_by(Authority.name)).all()


def earlier_imports(session: AnySession, authority: Authority, kind: str, most: int = 50) -> Sequence[ImportRun]:
    """The latest first, each with who did it."""
    return session.scalars(
        select(ImportRun)
        .where(ImportRun.authority_id == authority.id, ImportRun.kind == kind)
        .order_by(ImportRun.at.desc(), ImportRun.id.desc())
        .limit(most)
        .options(joinedload(ImportRun.by))
    ).all()


def children_words(run: ImportRun) -> str:
    """What came of the children, in counts: “12 created, 320 unchanged”."""
    children = run.counts.get("children", {})
    return ", ".join(f"{count:,} {outcome}" for outcome, count in children.items() if count) or "no children"


def known_children(session: AnySession, authority: Authority, numbers: Sequence[str]) -> dict[str, KnownChild]:
    """By the authority’s number, with spells, meetings, identifiers and what the last return said: five queries, and
    as many again for each step from a record that was merged to the one that the child stands under now.
    """
    own = {
        child.la_child_id: child
        for child in _whole_children(session, Child.authority_id == authority.id, Child.la_child_id.in_(numbers))
        if child.la_child_id
    }
    returned = {
        row.child_id: row
        for row in session.scalars(
            select(ReturnedChild).where(ReturnedChild.child_id.in_([child.id for child in own.values()]))
        )
    }
    standing = _standing(session, own)
    return {number: KnownChild(standing[number], returned.get(child.id), child.id) for number, child in own.items()}


def _standing(session: AnySession, own: Mapping[str, Child]) -> dict[str, Child]:
    found = dict(own)
    while merged := {child.merged_into_id for child in found.values() if child.merged_into_id is not None}:
        kept = {child.id: child for child in _whole_children(session, Child.id.in_(merged))}
        found = {number: kept.get(child.merged_into_id or child.id, child) for number, child in found.items()}
    return found


def _whole_children(session: AnySession, *wanted: ColumnElement[bool]) -> Sequence[Child]:
    return session.scalars(
        select(Child)
        .where(*wanted)
        .options(selectinload(Child.episodes), selectinload(Child.meetings), selectinload(Child.identifiers))
        .execution_options(populate_existing=True)
    ).all()


def told_to(session: AnySession, officer: User | None, ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Of these, the children of whose records the officer may know: those of the officer’s own team, hidden ones apart.
    A command on the server is told of all.
    """
    if officer is None:
        return set(ids)
    own = select(Child.id).where(Child.id.in_(ids), Child.team_id == officer.team_id, visible_to(officer, now))
    return set(session.scalars(own))


@dataclass(frozen=True, slots=True)
class ByNumber:
    """Children by the authority’s number and by UPN, each the record that stands."""

    by_number: dict[str, Child]
    by_upn: dict[str, Child]


def children_by_number(
    session: AnySession, authority: Authority, numbers: Sequence[str], upns: Sequence[str], officer: User, now: datetime
) -> ByNumber:
    """For a file of an officer, who has these numbers, but for children who are hidden from the officer; two queries,
    and one for each step of a merge.
    """
    own = select(Child).where(Child.authority_id == authority.id, visible_to(officer, now))
    by_number = {child.la_child_id or "": child for child in session.scalars(own.where(Child.la_child_id.in_(numbers)))}
    by_upn = {child.upn or "": child for child in session.scalars(own.where(Child.upn.in_(upns)))}
    while merged := {
        child.merged_into_id for child in (*by_number.values(), *by_upn.values()) if child.merged_into_id is not None
    }:
        kept = {child.id: child for child in session.scalars(own.where(Child.id.in_(merged)))}
        by_number, by_upn = _gone_on(by_number, kept), _gone_on(by_upn, kept)
    return ByNumber(by_number, by_upn)


def _gone_on(found: Mapping[str, Child], kept: Mapping[UUID, Child]) -> dict[str, Child]:
    """Each as the record that it was merged into, where that may be found."""
    steps = {key: kept.get(one.merged_into_id) if one.merged_into_id else one for key, one in found.items()}
    return {key: one for key, one in steps.items() if one is not None}


def owners_of_upns(session: AnySession, authority: Authority, upns: Sequence[str]) -> dict[str, UUID]:
    """Which child of the authority has a UPN. A record that was merged into another has no say any more."""
    rows = session.execute(
        select(Child.upn, Child.id).where(
            Child.authority_id == authority.id, Child.upn.in_(upns), Child.merged_into_id.is_(None)
        )
    )
    return {upn: child_id for upn, child_id in rows if upn}
