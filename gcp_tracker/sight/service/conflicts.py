"""A conflict of interest: declared at once by whoever knows the family, ended only by a manager."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from gcp_tracker.children.service.locks import lock_families
from gcp_tracker.models import Child, Conflict, Sight, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.seeing import check_reason
from gcp_tracker.rules.vocabulary import ConflictKind, RoleName, SightKind
from gcp_tracker.sight.queries.conflicts import open_conflicts, other_managers_of_team
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visibility import is_open, may_know


@dataclass(frozen=True, slots=True)
class ConflictDetails:
    """`person` is who knows the family; `acting` takes a manager’s place for these children."""

    person: User
    kind: ConflictKind
    words: str
    acting: User | None = None


def declare_conflict(uow: UnitOfWork, child: Child, details: ConflictDetails) -> Conflict:
    """From now on the person sees neither the child nor brothers and sisters. Raises RuleBroken."""
    lock_families(uow, child.family)
    if not details.words:
        raise RuleBroken("Say in a few words how you know the family", "words")
    if any(one.user is details.person for one in open_conflicts(uow.session, child)):
        raise RuleBroken(f"{details.person.name} has declared this already", "person_id")
    if _leaves_nobody_in_charge(uow, child, details.person):
        _let_act(uow, child, details)
    conflict = Conflict(
        user=details.person,
        child_id=child.id,
        family_id=child.family_id,
        kind=details.kind,
        words=details.words,
        declared_by=uow.author,
        declared_at=uow.now,
        end_reason="",
    )
    uow.session.add(conflict)
    uow.record("conflict:declare", subject=conflict, child=child, reason=details.person.name)
    return conflict


def end_conflict(uow: UnitOfWork, child: Child, conflict: Conflict, reason: str) -> None:
    """By a manager, never by the person. Whoever acted for the person acts no longer. Raises RuleBroken."""
    uow.session.refresh(conflict, with_for_update={"of": Conflict})
    if conflict.user is uow.author:
        raise RuleBroken("Another manager has to end this")
    check_reason(reason)
    if conflict.ended_at is not None:
        raise RuleBroken("This has ended already")
    conflict.ended_at, conflict.ended_by_id, conflict.end_reason = uow.now, uow.author.id, reason
    if conflict.user.is_a(RoleName.MANAGER):
        siblings = [one.id for one in child.family.children]
        acting = select(Sight).where(
            Sight.child_id.in_(siblings), Sight.kind == SightKind.ACTING_MANAGER, is_open(uow.now)
        )
        for sight in uow.session.scalars(acting):
            sight.ended_at = uow.now
    uow.record("conflict:end", subject=conflict, child=child, reason=reason)


def _leaves_nobody_in_charge(uow: UnitOfWork, child: Child, person: User) -> bool:
    manages = person.is_a(RoleName.MANAGER) and person.team_id == child.team_id
    return manages and not other_managers_of_team(uow.session, child, person, uow.now)


def _let_act(uow: UnitOfWork, child: Child, details: ConflictDetails) -> None:
    acting = details.acting
    if acting is None or not acting.active or not acting.is_a(RoleName.MANAGER) or acting is details.person:
        raise RuleBroken("Choose the manager who looks after this family’s children instead", "acting_id")
    for one in child.family.children:
        if one.team_id != child.team_id:
            continue
        if uow.session.scalar(select(User.id).where(User.id == acting.id, may_know(one, uow.now))) is None:
            raise RuleBroken(f"{acting.name} may not know of these children: choose another manager", "acting_id")
        sight = Sight(
            kind=SightKind.ACTING_MANAGER,
            child=one,
            user=acting,
            from_at=uow.now,
            reason=f"For {details.person.name}",
            given_by=uow.author,
            review_words="",
        )
        uow.session.add(sight)
        uow.record("sight:act", subject=sight, child=one, reason=acting.name)
