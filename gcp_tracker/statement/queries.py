"""What a statement reads beside the child’s story: every version of every visit, who somebody was at the time, and
what became of the actions of plans.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.models import (
    ActionMove,
    Child,
    Grade,
    User,
    Visit,
    VisitAdult,
    VisitColleague,
    WorkSpell,
)
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.unit_of_work import AnySession

TOLD = (VisitState.SIGNED, VisitState.REPLACED, VisitState.WITHDRAWN)
WHOLE = (
    joinedload(Visit.instrument),
    joinedload(Visit.household),
    joinedload(Visit.carer),
    joinedload(Visit.safety_check),
    joinedload(Visit.author).lazyload(User.roles),
    joinedload(Visit.signed_by).lazyload(User.roles),
    selectinload(Visit.grades).joinedload(Grade.by).lazyload(User.roles),
    selectinload(Visit.notes),
    selectinload(Visit.adults_seen).joinedload(VisitAdult.adult),
    selectinload(Visit.colleagues).joinedload(VisitColleague.user).lazyload(User.roles),
)


def versions_until(session: AnySession, child: Child, as_at: date) -> list[Visit]:
    """Every version that was signed of visits up to that day, whatever became of it: by day, then by version."""
    query = select(Visit).where(Visit.child_id == child.id, Visit.state.in_(TOLD), Visit.visited_on <= as_at)
    ordered = query.order_by(Visit.visited_on, Visit.opened_at, Visit.first_id, Visit.number)
    return list(session.scalars(ordered.options(*WHOLE)))


@dataclass(frozen=True, slots=True)
class Offices:
    """What people were, by the day."""

    spells: tuple[WorkSpell, ...]

    def words(self, user: User, on: date) -> str:
        """ "Amira Khan (social worker; practitioner, Riverside)". The profession is the one on record today."""
        held = [
            f"{spell.role.inside}, {spell.team.name}" if spell.team else spell.role.inside
            for spell in self.spells
            if spell.user_id == user.id and is_current(spell.from_on, spell.to_on, on)
        ]
        told = [one for one in (user.profession, *dict.fromkeys(held)) if one]
        return f"{user.name} ({'; '.join(told) if told else 'role at that time not on record'})"


def offices_of(session: AnySession, user_ids: Collection[int]) -> Offices:
    query = select(WorkSpell).where(WorkSpell.user_id.in_(user_ids)).options(joinedload(WorkSpell.team))
    return Offices(tuple(session.scalars(query.order_by(WorkSpell.from_on, WorkSpell.id))))


def moves_of(session: AnySession, line_ids: Collection[UUID]) -> list[ActionMove]:
    """What was said of actions of plans, the earliest first."""
    query = select(ActionMove).where(ActionMove.line_id.in_(line_ids)).order_by(ActionMove.id)
    return list(session.scalars(query.options(joinedload(ActionMove.by).lazyload(User.roles))))
