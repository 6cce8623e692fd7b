"""What left the house: the last choice of a sign-in, and whose a copy is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.exports.screens import Screen, screen_of_family
from gcp_tracker.models import Adult, Child, ExportedCopy, Household, Restriction, Team, User
from gcp_tracker.rules.recipients import Terms
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import standing_restrictions, visible_to


def last_copy(session: AnySession, user: User, session_key: str) -> ExportedCopy | None:
    """What this person made last in this sign-in."""
    return session.scalars(
        select(ExportedCopy)
        .where(ExportedCopy.session_key == session_key, ExportedCopy.made_by_id == user.id)
        .order_by(ExportedCopy.id.desc())
        .limit(1)
    ).one_or_none()


def known_copy(session: AnySession, user: User, now: datetime, asked: str) -> ExportedCopy | None:
    """`asked`: the number of a copy, or its SHA-256, as `asked_plainly` gives them. Of the reader’s authority, and
    about nobody who is hidden from the reader.
    """
    if user.team is None:
        return None
    authority = user.team.authority_id
    makers = select(User.id).join(Team, Team.id == User.team_id).where(Team.authority_id == authority)
    about = and_(Child.authority_id == authority, visible_to(user, now))
    return session.scalars(
        select(ExportedCopy)
        .outerjoin(Child, Child.id == ExportedCopy.child_id)
        .where(
            or_(ExportedCopy.sha256 == asked, ExportedCopy.reference == asked),
            or_(and_(ExportedCopy.child_id.is_(None), ExportedCopy.made_by_id.in_(makers)), about),
        )
        .options(joinedload(ExportedCopy.made_by).joinedload(User.team))
        .order_by(ExportedCopy.id)
        .limit(1)
    ).one_or_none()


def restricted_among(session: AnySession, children: Iterable[Child], now: datetime) -> set[UUID]:
    """Those of them, children whom the reader may read, whose restriction stands."""
    numbers = {child.id: child.restriction_id for child in children if child.restriction_id is not None}
    if not numbers:
        return set()
    asked = Restriction.id.in_(set(numbers.values()))
    standing = set(session.scalars(select(Restriction.id).where(asked, Restriction.id.in_(standing_restrictions(now)))))
    return {child_id for child_id, number in numbers.items() if number in standing}


def screens_of_families(session: AnySession, family_ids: Iterable[UUID], terms: Terms) -> Mapping[UUID, Screen]:
    """For a list: two queries, whatever its length."""
    wanted = set(family_ids)
    homes: dict[UUID, list[str]] = {}
    adults: dict[UUID, list[Adult]] = {}
    for family_id, address in session.execute(
        select(Household.family_id, Household.address).where(Household.family_id.in_(wanted))
    ):
        homes.setdefault(family_id, []).append(address)
    for adult in session.scalars(select(Adult).where(Adult.family_id.in_(wanted))):
        adults.setdefault(adult.family_id, []).append(adult)
    return {
        family_id: screen_of_family(terms, homes.get(family_id, ()), adults.get(family_id, ())) for family_id in wanted
    }


def children_of_copy(session: AnySession, made: ExportedCopy) -> list[Child]:
    """Whom it is about, as the child is filed now; nobody for a list."""
    child = session.get(Child, made.child_id) if made.child_id is not None else None
    while child is not None and child.merged_into_id is not None:
        child = session.get(Child, child.merged_into_id)
    return [child] if child is not None else []
