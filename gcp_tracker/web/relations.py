"""What somebody is to the children of one family now, found in one statement that is built once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    String,
    and_,
    bindparam,
    cast,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from gcp_tracker.models import Allocation, Child, Conflict, NamedPerson, Restriction, Sight, StandIn, User
from gcp_tracker.models.base import is_current_spell
from gcp_tracker.rules.permissions import Relation, lasts
from gcp_tracker.rules.vocabulary import RoleName, SightKind
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import SIGHTS, WORKERS

FAMILY: BindParameter[Any] = bindparam("family")
USER: BindParameter[Any] = bindparam("user")
TODAY: BindParameter[Any] = bindparam("today")
NOW: BindParameter[Any] = bindparam("now")
RESTRICTED = "restricted"


def _found() -> CompoundSelect[Any]:
    """Rows of (what, child, until). Each part begins with the few children of the family."""
    in_family = and_(Child.family_id == FAMILY, Child.merged_into_id.is_(None))
    away = select(StandIn.away_id).where(StandIn.stand_in_id == USER, StandIn.from_on <= TODAY, StandIn.to_on > TODAY)

    def part(what: str) -> Any:
        return select(literal_column(f"'{what}'"), Child.id, null()).where(in_family)

    return union_all(
        select(cast(Sight.kind, String), Sight.child_id, Sight.until_at)
        .join(Child, Child.id == Sight.child_id)
        .where(
            in_family,
            Sight.user_id == USER,
            Sight.from_at <= NOW,
            or_(Sight.until_at.is_(None), Sight.until_at > NOW),
            Sight.ended_at.is_(None),
        ),
        part(Relation.ALLOCATED.name)
        .join(Allocation, Allocation.child_id == Child.id)
        .where(
            or_(Allocation.user_id == USER, Allocation.user_id.in_(away)),
            is_current_spell(Allocation.from_on, Allocation.to_on, TODAY),
        ),
        part(RESTRICTED)
        .join(Restriction, Restriction.id == Child.restriction_id)
        .where(Restriction.ended_at.is_(None), or_(Restriction.lapses_at.is_(None), Restriction.lapses_at > NOW)),
        part(Relation.NAMED.name)
        .join(NamedPerson, NamedPerson.restriction_id == Child.restriction_id)
        .where(NamedPerson.user_id == USER),
        part(Relation.CONFLICT.name)
        .join(Conflict, or_(Conflict.family_id == Child.family_id, Conflict.child_id == Child.id))
        .where(Conflict.user_id == USER, Conflict.ended_at.is_(None)),
    )


FOUND = _found()


class Relations:
    """By child: what the reader is to the child; `glass` until when the reader looks through broken glass."""

    def __init__(self) -> None:
        self.of: dict[UUID, frozenset[Relation]] = {}
        self.glass: dict[UUID, datetime] = {}
        self._found: dict[UUID, dict[UUID, set[str]]] = {}

    def ask(self, session: AnySession, user: User, family_id: UUID, children: list[Child], now: datetime) -> None:
        """About these brothers and sisters of one family. Where there are none the database is asked all the same, so
        that a record that is not there takes no less time than one that is kept from the reader.
        """
        known = {"family": family_id, "user": user.id, "today": now.astimezone(LONDON).date(), "now": now}
        found: dict[UUID, set[str]] = {}
        for what, child_id, until in session.execute(FOUND, known):
            found.setdefault(child_id, set()).add(what)
            if what == SightKind.GLASS:
                self.glass[child_id] = max(until, self.glass.get(child_id, until))
        self._found[family_id] = found
        self._keep(user, found, children, now)

    def ask_once(self, session: AnySession, user: User, family_id: UUID, children: list[Child], now: datetime) -> None:
        """As `ask`; of a family that was asked about in this request, what was found then."""
        found = self._found.get(family_id)
        if found is None:
            self.ask(session, user, family_id, children, now)
        else:
            self._keep(user, found, children, now)

    def _keep(self, user: User, found: dict[UUID, set[str]], children: list[Child], now: datetime) -> None:
        allocated = {child_id for child_id, what in found.items() if Relation.ALLOCATED.name in what}
        for child in children:
            self.of[child.id] = _relations(user, child, found.get(child.id, set()), allocated, now)


def _relations(user: User, child: Child, found: set[str], allocated: set[UUID], now: datetime) -> frozenset[Relation]:
    relations = {relation for kind, relation in SIGHTS.items() if kind.value in found}
    relations |= {Relation[what] for what in found if what in Relation.__members__}
    if allocated - {child.id}:
        relations.add(Relation.SIBLING)
    roles = [role.name for role in user.roles]
    relations = {relation for relation in relations if lasts(relation, roles)}
    is_manager = user.is_a(RoleName.MANAGER)
    if user.team_id is not None and user.team_id == child.team_id:
        if is_manager:
            relations.add(Relation.MANAGER)
        if any(user.is_a(role) for role in WORKERS):
            relations.add(Relation.TEAM)
    if is_manager and _still_hands_over(user, child, now):
        relations.add(Relation.HANDING_OVER)
    if RESTRICTED in found:
        if Relation.NAMED not in relations:
            relations.add(Relation.NOT_NAMED)
        elif is_manager:
            relations.add(Relation.KEEPER)
    else:
        relations.discard(Relation.NAMED)
    return frozenset(relations)


def _still_hands_over(user: User, child: Child, now: datetime) -> bool:
    if child.former_team_id is None or child.former_team_id != user.team_id or child.former_team_until is None:
        return False
    return child.former_team_until > now.astimezone(LONDON).date()
