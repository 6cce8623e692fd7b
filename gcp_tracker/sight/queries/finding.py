"""Looking for one child by what only somebody who knows the child can say: the full name and the date of birth, or a
number.

Nothing is found by parts. A restricted child is found by name and date of birth alone, and of the child nothing is told
but whom to ring. Somebody with a conflict of interest finds nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.children.finding import folded
from gcp_tracker.models import Child, ChildIdentifier, Conflict, NamedPerson, User
from gcp_tracker.rules.identifiers import SEPARATORS
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import readable_by, standing_restrictions, visible_to


@dataclass(frozen=True, slots=True)
class Asked:
    """Either the three of name and birth, or the number."""

    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    number: str = ""

    @property
    def is_by_name(self) -> bool:
        return bool(self.given_name and self.family_name and self.born_on)


@dataclass(frozen=True, slots=True)
class Found:
    """`is_restricted`: hidden from the reader, who is told only to ring one of `ring`."""

    child: Child
    is_readable: bool
    is_restricted: bool
    ring: tuple[User, ...] = ()


def found_exactly(session: AnySession, user: User, asked: Asked, now: datetime) -> list[Found]:
    """Children of the reader's authority. One kept from the reader by a conflict costs no statement more than none."""
    if user.team is None or not (asked.is_by_name or asked.number):
        return []
    own = and_(Conflict.user_id == user.id, Conflict.ended_at.is_(None))
    query = (
        select(Child, readable_by(user, now), visible_to(user, now))
        .where(
            Child.authority_id == user.team.authority_id,
            Child.merged_into_id.is_(None),
            _meant(asked),
            Child.id.not_in(select(Conflict.child_id).where(own)),
            Child.family_id.not_in(select(Conflict.family_id).where(own)),
        )
        .options(joinedload(Child.team))
    )
    rows = [row for row in session.execute(query) if _is_meant(row[0], asked) and (row[2] or asked.is_by_name)]
    ring = _named_for(session, [child for child, *_ in rows], now)
    return [
        Found(child, bool(readable), not visible, () if visible else ring.get(child.restriction_id or 0, ()))
        for child, readable, visible in rows
    ]


def _meant(asked: Asked) -> ColumnElement[bool]:
    if asked.is_by_name:
        return Child.born_on == asked.born_on
    number = SEPARATORS.sub("", asked.number).upper()
    if not number:
        return false()
    others = select(ChildIdentifier.child_id).where(ChildIdentifier.value == asked.number)
    return or_(Child.nhs_number == number, Child.upn == number, Child.la_child_id == asked.number, Child.id.in_(others))


def _is_meant(child: Child, asked: Asked) -> bool:
    """The first name as it is written or as the child is called; capitals, accents and hyphens do not count."""
    if not asked.is_by_name:
        return True
    first = {folded(name) for name in (child.given_name, child.known_as) if name}
    return folded(asked.given_name) in first and folded(asked.family_name) == folded(child.family_name or "")


def _named_for(session: AnySession, children: list[Child], now: datetime) -> dict[int, tuple[User, ...]]:
    """By restriction: its managers whose accounts are open, by name; anybody named where there is none."""
    restrictions = {child.restriction_id for child in children if child.restriction_id is not None}
    query = (
        select(NamedPerson.restriction_id, User)
        .join(User, User.id == NamedPerson.user_id)
        .where(
            NamedPerson.restriction_id.in_(restrictions),
            NamedPerson.restriction_id.in_(standing_restrictions(now)),
            User.active.is_(True),
        )
        .options(joinedload(User.team))
        .order_by(User.name)
    )
    people: dict[int, list[User]] = {}
    for restriction_id, user in session.execute(query):
        people.setdefault(restriction_id, []).append(user)
    return {
        number: tuple([one for one in named if one.is_a(RoleName.MANAGER)] or named) for number, named in people.items()
    }
