"""Who stands in while somebody is away, and who chairs a child's conference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, select

from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.models import Child, Sight, StandIn, User
from gcp_tracker.rules.dates import check_within_reach
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.seeing import check_chair_days, check_standing_in
from gcp_tracker.rules.vocabulary import RoleName, SightKind
from gcp_tracker.unit_of_work import LONDON, UnitOfWork
from gcp_tracker.visibility import WORKERS, may_know


@dataclass(frozen=True, slots=True)
class StandInDetails:
    """`to_on` is the day back at work."""

    away: User
    stand_in: User
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class ChairDetails:
    """`to_on` is the first day on which the chair reads no more."""

    chair: User
    from_on: date
    conference_on: date
    to_on: date


def name_stand_in(uow: UnitOfWork, details: StandInDetails) -> StandIn:
    """From the first day on, the stand-in has every child who is allocated to the other, restricted children apart for
    whom the stand-in is not named. Raises RuleBroken.
    """
    # One person's times are checked against each other, so their row is held meanwhile.
    uow.session.execute(select(User.id).where(User.id == details.away.id).with_for_update(key_share=True))
    held = uow.session.scalars(select(StandIn).where(StandIn.away_id == details.away.id))
    spells = [(one.from_on, one.to_on) for one in held if one.from_on < one.to_on]
    check_standing_in(details.away.id, details.stand_in.id, details.from_on, details.to_on, uow.today, spells)
    if not details.stand_in.active or not any(details.stand_in.is_a(role) for role in WORKERS):
        raise RuleBroken("Choose a practitioner whose account is open", "stand_in_id")
    if details.stand_in.team_id is None or details.stand_in.team_id != details.away.team_id:
        raise RuleBroken(f"{details.stand_in.name} is in another team", "stand_in_id")
    stand_in = StandIn(
        away=details.away,
        stand_in=details.stand_in,
        from_on=details.from_on,
        to_on=details.to_on,
        named_by_id=uow.author.id,
        named_at=uow.now,
    )
    uow.session.add(stand_in)
    uow.record("stand_in:name", subject=stand_in, reason=f"{details.stand_in.name} for {details.away.name}")
    return stand_in


def end_stand_in(uow: UnitOfWork, stand_in: StandIn) -> None:
    """Back earlier: it is over at once."""
    if stand_in.to_on <= uow.today:
        raise RuleBroken("This is over already")
    stand_in.to_on = max(uow.today, stand_in.from_on)
    uow.record("stand_in:end", subject=stand_in, changed=("to_on",))


def name_chair(uow: UnitOfWork, child: Child, details: ChairDetails) -> Sight:
    """The chair of this conference reads for the days given. Raises RuleBroken."""
    if not details.chair.active or not details.chair.is_a(RoleName.CHAIR):
        raise RuleBroken("Choose a conference chair whose account is open", "chair_id")
    if uow.session.scalar(select(User.id).where(User.id == details.chair.id, may_know(child, uow.now))) is None:
        raise RuleBroken(f"{details.chair.name} may not know of {child.first_name}: choose another chair", "chair_id")
    for day, name, field in (
        (details.from_on, "First day of reading", "from_on"),
        (details.conference_on, "Day of the conference", "conference_on"),
        (details.to_on, "Day on which it ends", "to_on"),
    ):
        check_within_reach(day, uow.today, name, field)
    check_chair_days(details.from_on, details.conference_on, details.to_on)
    if details.to_on <= uow.today:
        raise RuleBroken("The day on which it ends must be in the future", "to_on")
    lock_child_alone(uow, child)
    if uow.session.scalar(_same_chair(child, details)) is not None:
        raise RuleBroken(f"{details.chair.name} chairs this conference already", "chair_id")
    sight = Sight(
        kind=SightKind.CHAIR,
        child=child,
        user=details.chair,
        from_at=_start_of(details.from_on),
        until_at=_start_of(details.to_on),
        conference_on=details.conference_on,
        reason="",
        given_by=uow.author,
        review_words="",
    )
    uow.session.add(sight)
    uow.record("chair:name", subject=sight, child=child, reason=details.chair.name)
    return sight


def _same_chair(child: Child, details: ChairDetails) -> Select[int]:
    return select(Sight.id).where(
        Sight.child_id == child.id,
        Sight.kind == SightKind.CHAIR,
        Sight.user_id == details.chair.id,
        Sight.conference_on == details.conference_on,
        Sight.ended_at.is_(None),
        Sight.until_at == _start_of(details.to_on),
    )


def end_chair(uow: UnitOfWork, sight: Sight) -> None:
    if sight.kind is not SightKind.CHAIR or sight.ended_at is not None:
        raise RuleBroken("This has ended already")
    sight.ended_at = uow.now
    uow.record("chair:end", subject=sight, child=sight.child)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON)
