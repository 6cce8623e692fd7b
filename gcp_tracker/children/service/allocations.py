"""Writing about who works with the child, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from gcp_tracker.children.service.hidden import check_may_know, check_team_can_take
from gcp_tracker.children.service.locks import lock_child
from gcp_tracker.models import Allocation, Child, Sight, Team, User
from gcp_tracker.rules.ages import check_day_of_child
from gcp_tracker.rules.dates import check_within_reach, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.seeing import check_handover_days
from gcp_tracker.rules.spells import Spell, check_can_end, check_no_overlap
from gcp_tracker.rules.vocabulary import SightKind
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visibility import WORKERS


def allocate_worker(
    uow: UnitOfWork, child: Child, worker: User, from_on: date, *, is_lead: bool = True, to_on: date | None = None
) -> Allocation:
    """The worker has the child from that day. A child has one lead at a time and any number of co-workers.

    A child leaves the intake team for the team of the worker who gets the child. Raises RuleBroken.
    """
    lock_child(uow, child)
    _check_day(uow, child, from_on, "First day of the allocation", "from_on")
    return _allocate(uow, child, worker, Spell(from_on, to_on), is_lead=is_lead)


def _allocate(uow: UnitOfWork, child: Child, worker: User, spell: Spell, *, is_lead: bool) -> Allocation:
    _check_worker(uow, child, worker)
    own = [Spell(held.from_on, held.to_on) for held in child.allocations if held.user is worker]
    check_no_overlap(own, spell, f"{worker.name} is already allocated to {child.first_name}", "worker_id")
    if is_lead:
        _check_one_lead(child, spell)
    if child.team.is_intake and worker.team is not None:
        child.team = worker.team
    allocation = Allocation(child=child, user=worker, is_lead=is_lead, from_on=spell.from_on, to_on=spell.to_on)
    uow.session.add(allocation)
    uow.record("allocation:start", subject=allocation, child=child)
    return allocation


def pass_to_team(uow: UnitOfWork, child: Child, team: Team) -> None:
    """From the intake team to another, without a worker yet: that team’s manager chooses one. Raises RuleBroken."""
    lock_child(uow, child)
    if not child.team.is_intake:
        raise RuleBroken(f"{child.first_name} has left the intake team already")
    if team.is_intake or team.authority_id != child.authority_id:
        raise RuleBroken("Choose another team of this authority")
    check_team_can_take(uow, child, team)
    child.team = team
    uow.record("child:pass", subject=child, child=child, changed=("team_id",))


def transfer_child(uow: UnitOfWork, child: Child, team: Team, days: int) -> None:
    """To another team, today. Nobody loses the child by it: the worker keeps the allocation until the new manager hands
    over, and the manager who gives the child up reads along for `days`. Raises RuleBroken.
    """
    lock_child(uow, child)
    check_handover_days(days)
    if team.id == child.team_id:
        raise RuleBroken(f"{child.first_name} is with {team.name} already", "team_id")
    if team.authority_id != child.authority_id:
        raise RuleBroken("Choose a team of this authority", "team_id")
    check_team_can_take(uow, child, team)
    child.former_team_id, child.former_team_until = child.team_id, uow.today + timedelta(days=days)
    child.team = team
    acting = select(Sight).where(
        Sight.child_id == child.id, Sight.kind == SightKind.ACTING_MANAGER, Sight.ended_at.is_(None)
    )
    for sight in uow.session.scalars(acting):
        sight.ended_at = uow.now
    uow.record("child:transfer", subject=child, child=child, changed=("team_id", "former_team_id"))


def replace_worker(uow: UnitOfWork, allocations: Sequence[Allocation], worker: User, on: date) -> None:
    """Everything that one worker has goes to another on that day, lead for lead. Raises RuleBroken."""
    if not allocations:
        raise RuleBroken("There is no child to hand over")
    for allocation in allocations:
        hand_over(uow, allocation, worker, on)


def end_allocation(uow: UnitOfWork, allocation: Allocation, to_on: date) -> None:
    """The worker has the child no longer, from that day on: an allocation ended today is over at once."""
    lock_child(uow, allocation.child)
    check_within_reach(to_on, uow.today, "End of the allocation", "to_on")
    _end(uow, allocation, to_on)


def _end(uow: UnitOfWork, allocation: Allocation, to_on: date) -> None:
    check_can_end(allocation.from_on, allocation.to_on, to_on, "the day it began", "End of the allocation", "to_on")
    allocation.to_on = to_on
    uow.record("allocation:end", subject=allocation, child=allocation.child, changed=("to_on",))


def hand_over(uow: UnitOfWork, allocation: Allocation, worker: User, on: date) -> Allocation:
    """One step: on that day the one allocation ends and the other begins, lead for lead. Raises RuleBroken."""
    child = allocation.child
    lock_child(uow, child)
    _check_day(uow, child, on, "Day of the handover", "on")
    if worker is allocation.user:
        raise RuleBroken(f"{worker.name} has {child.first_name} already", "worker_id")
    _check_worker(uow, child, worker)
    check_can_end(allocation.from_on, allocation.to_on, on, "the day it began", "Day of the handover", "on")
    # A co-worker who takes the lead stops being a co-worker on that day.
    for held in child.allocations:
        if held.user is worker and held.to_on is None:
            _end(uow, held, max(on, held.from_on))
    allocation.to_on = on
    uow.record("allocation:hand_over", subject=allocation, child=child, changed=("to_on",))
    return _allocate(uow, child, worker, Spell(on, None), is_lead=allocation.is_lead)


def _check_day(uow: UnitOfWork, child: Child, day: date, name: str, field: str) -> None:
    check_day_of_child(day, child.born_on, child.expected_on, uow.today, name, field)


def _check_worker(uow: UnitOfWork, child: Child, worker: User) -> None:
    if not worker.active or not any(worker.is_a(role) for role in WORKERS):
        raise RuleBroken("Choose a practitioner whose account is open", "worker_id")
    if worker.team is None:
        raise RuleBroken(f"{worker.name} is in no team", "worker_id")
    elsewhere = worker.team.authority_id != child.authority.id
    if elsewhere or (worker.team_id != child.team.id and not child.team.is_intake):
        raise RuleBroken(f"{worker.name} is not in the team that {child.first_name} is with", "worker_id")
    check_may_know(uow, child, worker, "worker_id")


def _check_one_lead(child: Child, spell: Spell) -> None:
    for held in child.allocations:
        if held.is_lead:
            check_no_overlap(
                [Spell(held.from_on, held.to_on)],
                spell,
                f"{held.user.name} has the lead since {long_date(held.from_on)}: hand over, or allocate a co-worker",
                "worker_id",
            )
