"""Which children somebody may know of, as conditions for the database.

`visible_to` is asked by every list, search, count and file: it leaves out the restricted children for whom the reader
is not named, and those with whose family the reader has a conflict of interest. `readable_by` says of all children what
the loader in web/access.py says of one, and asks it too. Broken glass opens one child's pages and no list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Integer, Select, and_, bindparam, false, or_, select

from gcp_tracker.models import (
    Allocation,
    Child,
    Conflict,
    NamedPerson,
    Restriction,
    Sight,
    StandIn,
    User,
    UtcInstant,
)
from gcp_tracker.models.base import is_current_spell
from gcp_tracker.rules.permissions import Relation, lasts
from gcp_tracker.rules.vocabulary import RoleName, SightKind
from gcp_tracker.unit_of_work import LONDON

SIGHTS = {
    SightKind.CHAIR: Relation.CHAIR,
    SightKind.ACTING_MANAGER: Relation.MANAGER,
    SightKind.DUTY: Relation.DUTY,
    SightKind.GLASS: Relation.GLASS,
}
WORKERS = (RoleName.PRACTITIONER, RoleName.DUTY_PRACTITIONER)
NOW: BindParameter[datetime] = bindparam("now", type_=UtcInstant)
TODAY: BindParameter[date] = bindparam("today", type_=Date)


class NamedRole(NamedTuple):
    name: str


@dataclass(frozen=True, slots=True)
class AnyReader:
    """Stands for whoever has these roles, in a statement that is built once, since to build one takes longer than to
    ask it. Asked at NOW; who it is and when is handed over with `asked_by`.
    """

    roles: tuple[NamedRole, ...]
    id: BindParameter[int] = bindparam("reader", type_=Integer)
    team_id: BindParameter[int] = bindparam("reader_team", type_=Integer)

    def is_a(self, role: RoleName) -> bool:
        return any(held.name == role.value for held in self.roles)


Reader = User | AnyReader
Moment = datetime | BindParameter[datetime]
Day = date | BindParameter[date]


def roles_of(user: User) -> tuple[str, ...]:
    """To look up, and with `any_reader` to build, the statement that this person asks."""
    return tuple(sorted(role.name for role in user.roles))


def any_reader(roles: Sequence[str]) -> AnyReader:
    return AnyReader(tuple(NamedRole(name) for name in roles))


def asked_by(user: User, now: datetime) -> dict[str, Any]:
    return {"reader": user.id, "reader_team": user.team_id, "now": now, "today": _today(now)}


def visible_to(user: Reader, now: Moment) -> ColumnElement[bool]:
    """Of `Child`: not hidden from this reader. Says nothing of whether the reader may read the child otherwise."""
    named = named_for(user)
    own = and_(Conflict.user_id == user.id, Conflict.ended_at.is_(None))
    return and_(
        or_(
            Child.restriction_id.is_(None),
            Child.restriction_id.in_(named),
            Child.restriction_id.not_in(standing_restrictions(now)),
        ),
        Child.id.not_in(select(Conflict.child_id).where(own)),
        Child.family_id.not_in(select(Conflict.family_id).where(own)),
    )


def readable_by(user: Reader, now: Moment) -> ColumnElement[bool]:
    """Of `Child`: may be read by this person, through whatever they are to the child."""
    ways: list[ColumnElement[bool]] = [
        writable_by(user, now),
        Child.id.in_(open_sights(user.id, now, *open_kinds(user))),
        and_(Child.restriction_id.in_(named_for(user)), Child.restriction_id.in_(standing_restrictions(now))),
    ]
    if user.team_id is not None and works_with_children(user):
        ways.append(Child.team_id == user.team_id)
    if user.team_id is not None and user.is_a(RoleName.MANAGER):
        ways.append(handed_over_by(user, now))
    return and_(or_(*ways), Child.merged_into_id.is_(None), visible_to(user, now))


def writable_by(user: Reader, now: Moment) -> ColumnElement[bool]:
    """Of `Child`: whom this person works with, as `STANDING` says: allocated, brother or sister of one, or managed."""
    if not _is_still(Relation.ALLOCATED, user):
        return false()
    mine = allocated_to(user.id, _today(now))
    families = select(Child.family_id).where(Child.id.in_(mine), Child.merged_into_id.is_(None))
    ways = or_(Child.id.in_(mine), Child.family_id.in_(families))
    if user.is_a(RoleName.MANAGER):
        ways = or_(ways, managed_by(user, now))
    return and_(ways, Child.merged_into_id.is_(None), visible_to(user, now))


def managed_by(user: Reader, now: Moment) -> ColumnElement[bool]:
    """Of `Child`: of the manager's own team, or the manager acts for another one."""
    acting = open_sights(user.id, now, SightKind.ACTING_MANAGER)
    return and_(
        or_(Child.team_id == user.team_id, Child.id.in_(acting)),
        Child.merged_into_id.is_(None),
        visible_to(user, now),
    )


def handed_over_by(user: Reader, now: Moment) -> ColumnElement[bool]:
    """Of `Child`: with another team now, whose manager this one still tells what there is to know."""
    return and_(Child.former_team_id == user.team_id, Child.former_team_until > _today(now))


def allocated_to(user_id: int | BindParameter[int], today: Day) -> Select[UUID]:
    """Children allocated to this person today, or to somebody for whom they stand in."""
    return select(Allocation.child_id).where(
        or_(Allocation.user_id == user_id, Allocation.user_id.in_(stands_in_for(user_id, today))),
        allocated_now(today),
    )


def allocated_now(today: Day) -> ColumnElement[bool]:
    return is_current_spell(Allocation.from_on, Allocation.to_on, today)


def stands_in_for(user_id: int | BindParameter[int], today: Day) -> Select[int]:
    return select(StandIn.away_id).where(
        StandIn.stand_in_id == user_id, StandIn.from_on <= today, StandIn.to_on > today
    )


def named_for(user: Reader) -> Select[int]:
    """Restrictions for whose children this person is named."""
    named = select(NamedPerson.restriction_id).where(NamedPerson.user_id == user.id)
    return named if _is_still(Relation.NAMED, user) else named.where(false())


def open_kinds(user: Reader) -> list[SightKind]:
    """As what this person may see children for a time; broken glass opens no list."""
    return [kind for kind, relation in SIGHTS.items() if kind is not SightKind.GLASS and _is_still(relation, user)]


def open_sights(user_id: int | BindParameter[int], now: Moment, *kinds: SightKind) -> Select[UUID]:
    """Children whom this person may see for a time in one of these ways."""
    return select(Sight.child_id).where(Sight.user_id == user_id, Sight.kind.in_(kinds), is_open(now))


def is_open(now: Moment) -> ColumnElement[bool]:
    """Of `Sight`."""
    return and_(Sight.from_at <= now, or_(Sight.until_at.is_(None), Sight.until_at > now), Sight.ended_at.is_(None))


def standing_restrictions(now: Moment) -> Select[int]:
    lapsed = Restriction.lapses_at.is_not(None) & (Restriction.lapses_at <= now)
    return select(Restriction.id).where(Restriction.ended_at.is_(None), ~lapsed)


def may_know(child: Child, now: datetime) -> ColumnElement[bool]:
    """Of `User`: somebody from whom this child is not hidden, the other way round from `visible_to`."""
    named = select(NamedPerson.user_id).where(NamedPerson.restriction_id == child.restriction_id)
    known = without_conflict(child)
    if child.restriction_id is None:
        return known
    stands = standing_restrictions(now).where(Restriction.id == child.restriction_id)
    return and_(known, or_(User.id.in_(named), ~stands.exists()))


def without_conflict(child: Child) -> ColumnElement[bool]:
    """Of `User`: somebody to whom this child’s family is only work."""
    concerned = or_(Conflict.child_id == child.id, Conflict.family_id == child.family_id)
    return User.id.not_in(select(Conflict.user_id).where(concerned, Conflict.ended_at.is_(None)))


def works_with_children(user: Reader) -> bool:
    """By role: a data officer of the intake team does not."""
    return user.is_a(RoleName.MANAGER) or any(user.is_a(role) for role in WORKERS)


def _is_still(relation: Relation, user: Reader) -> bool:
    return lasts(relation, [role.name for role in user.roles])


def _today(now: Moment) -> Any:
    return TODAY if isinstance(now, BindParameter) else now.astimezone(LONDON).date()
