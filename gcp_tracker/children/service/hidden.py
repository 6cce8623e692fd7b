"""What the writing about children keeps of restrictions and conflicts, which are set in `sight`."""

from __future__ import annotations

from sqlalchemy import select

from gcp_tracker.children.service.ledger import Ledger
from gcp_tracker.models import Child, Conflict, Family, NamedPerson, Restriction, Sight, Team, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visibility import may_know, standing_restrictions


def check_may_know(uow: UnitOfWork, child: Child, person: User, field: str) -> None:
    """Raises RuleBroken: whoever gets a child has to be able to see the child."""
    if uow.session.scalar(select(User.id).where(User.id == person.id, may_know(child, uow.now))) is None:
        raise RuleBroken(
            f"{person.name} may not see {child.first_name}: look at “Who may see {child.first_name}” first", field
        )


def restrict_newcomer(uow: UnitOfWork, child: Child, family: Family) -> None:
    """A child who comes into a family that is restricted as a whole is restricted with it."""
    if child.restriction_id is not None:
        return
    whole = select(Restriction.id).where(
        Restriction.family_id == family.id, Restriction.id.in_(standing_restrictions(uow.now))
    )
    restriction_id = uow.session.scalar(whole.limit(1))
    if restriction_id is not None:
        child.restriction_id = restriction_id
        uow.record("restriction:extend", subject=child, child=child, changed=("restriction_id",))


def check_team_can_take(uow: UnitOfWork, child: Child, team: Team) -> None:
    """A restricted child goes to a team of which a manager is named, or nobody there would see the child. Raises
    RuleBroken.
    """
    standing = standing_restrictions(uow.now).where(Restriction.id == child.restriction_id)
    if child.restriction_id is None or uow.session.scalar(standing) is None:
        return
    named = (
        select(User)
        .join(NamedPerson, NamedPerson.user_id == User.id)
        .where(NamedPerson.restriction_id == child.restriction_id, User.team_id == team.id, User.active.is_(True))
    )
    if not any(user.is_a(RoleName.MANAGER) for user in uow.session.scalars(named)):
        raise RuleBroken(
            f"{child.first_name} is restricted, and nobody who manages {team.name} is named: name one first", "team_id"
        )


def check_same_restriction(one: Child, other: Child) -> None:
    """Two records are merged only where the same people may know of both. Raises RuleBroken."""
    if one.restriction_id != other.restriction_id:
        raise RuleBroken("Only one of these records is restricted. Restrict both together, or lift it, then merge")


def move_who_may_see(ledger: Ledger, kept: Child, other: Child) -> None:
    """With a record that is merged: conflicts go on to deny, and what was opened for a time is still reviewed."""
    session = ledger.uow.session
    for conflict in session.scalars(select(Conflict).where(Conflict.child_id == other.id).order_by(Conflict.id)).all():
        ledger.put(conflict, "child_id", kept.id)
        ledger.put(conflict, "family_id", kept.family_id)
    for sight in session.scalars(select(Sight).where(Sight.child_id == other.id).order_by(Sight.id)).all():
        ledger.put(sight, "child_id", kept.id)
