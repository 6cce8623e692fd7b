"""Who stands in for whom, who chairs, and which children are open to somebody for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.children.finding import folded, is_found, words_to_find
from gcp_tracker.children.queries import Worker, workers_now
from gcp_tracker.models import Allocation, Child, Sight, StandIn, Team, User
from gcp_tracker.rules.ages import age_words
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.vocabulary import RoleName, SightKind
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import (
    WORKERS,
    allocated_now,
    handed_over_by,
    is_open,
    managed_by,
    may_know,
    named_for,
    open_kinds,
    standing_restrictions,
    visible_to,
)


@dataclass(frozen=True, slots=True)
class OpenChild:
    """A child whom somebody may see without working with the child; `why` with the day or hour on which it ends."""

    child: Child
    age: str
    why: str


@dataclass(frozen=True, slots=True)
class TeamChild:
    child: Child
    age: str
    workers: tuple[Worker, ...]

    @property
    def words(self) -> str:
        """What the child is found by, as `is_found` reads it."""
        return words_to_find(self.child)


def open_to(session: AnySession, user: User, now: datetime) -> list[OpenChild]:
    """Chairs' children, those read on duty, those somebody is named or acts for, and those just handed over."""
    today = now.astimezone(LONDON).date()
    why: dict[Child, str] = {}
    if user.is_a(RoleName.MANAGER) and user.team_id is not None:
        for child in session.scalars(_known_to(user, now).where(handed_over_by(user, now))):
            why[child] = f"With {child.team.name} now; you read along until {_day(child.former_team_until)}"
    named = _known_to(user, now).where(
        Child.restriction_id.in_(named_for(user)), Child.restriction_id.in_(standing_restrictions(now))
    )
    for child in session.scalars(named):
        why[child] = "Restricted, and you are named"
    sights = (
        select(Sight)
        .join(Child, Child.id == Sight.child_id)
        .where(Sight.user_id == user.id, Sight.kind.in_(open_kinds(user)), is_open(now), visible_to(user, now))
        .options(joinedload(Sight.child).joinedload(Child.team), joinedload(Sight.given_by))
    )
    for sight in session.scalars(sights):
        if sight.child.merged_into_id is None:
            why[sight.child] = _why(sight, today)
    found = [OpenChild(child, age_words(child.born_on, child.expected_on, today), said) for child, said in why.items()]
    return sorted(found, key=lambda one: folded(one.child.full_name))


def team_children(session: AnySession, user: User, now: datetime, asked: str = "") -> list[TeamChild]:
    """The children of the reader's team, by name, with who has them."""
    if user.team_id is None:
        return []
    today = now.astimezone(LONDON).date()
    mine = and_(Child.team_id == user.team_id, Child.merged_into_id.is_(None), visible_to(user, now))
    workers = workers_now(session, select(Child.id).where(mine), today)
    found = [
        TeamChild(child, age_words(child.born_on, child.expected_on, today), tuple(workers.get(child.id, ())))
        for child in session.scalars(select(Child).where(mine))
    ]
    wanted = [one for one in found if not asked or is_found(one.words, asked)]
    return sorted(wanted, key=lambda one: folded(one.child.full_name))


def stand_ins(session: AnySession, user: User, today: date) -> list[StandIn]:
    """Those that are not over: a manager's team's, anybody's own and those in which they stand in."""
    concerned = or_(StandIn.away_id == user.id, StandIn.stand_in_id == user.id)
    if user.is_a(RoleName.MANAGER):
        concerned = or_(concerned, StandIn.away_id.in_(select(User.id).where(User.team_id == user.team_id)))
    query = (
        select(StandIn)
        .where(concerned, StandIn.to_on > today)
        .options(joinedload(StandIn.away), joinedload(StandIn.stand_in))
        .order_by(StandIn.from_on, StandIn.id)
    )
    return list(session.scalars(query))


def workers_of_team(session: AnySession, user: User) -> list[User]:
    """Practitioners of the same team whose accounts are open, by name."""
    query = select(User).where(User.team_id == user.team_id, User.active.is_(True)).order_by(User.name)
    return [one for one in session.scalars(query) if any(one.is_a(role) for role in WORKERS)]


def workers_with_children(session: AnySession, user: User, now: datetime) -> list[User]:
    """Whoever has a child of the manager's team today, people who have left among them, by name."""
    today = now.astimezone(LONDON).date()
    held = (
        select(Allocation.user_id)
        .join(Child, Child.id == Allocation.child_id)
        .where(Allocation.to_on.is_(None), allocated_now(today), managed_by(user, now))
    )
    return list(session.scalars(select(User).where(User.id.in_(held)).order_by(User.name)))


def allocations_of(session: AnySession, manager: User, worker: User, now: datetime) -> list[Allocation]:
    """What one worker has today of the children whom the manager manages, with their children."""
    today = now.astimezone(LONDON).date()
    query = (
        select(Allocation)
        .join(Child, Child.id == Allocation.child_id)
        .where(
            Allocation.user_id == worker.id, Allocation.to_on.is_(None), allocated_now(today), managed_by(manager, now)
        )
        .options(joinedload(Allocation.child), joinedload(Allocation.user))
        .order_by(Child.born_on, Child.id)
    )
    return list(session.scalars(query))


def workers_of_child(session: AnySession, child: Child, now: datetime) -> list[Worker]:
    """Who has the child today, and who stands in for them."""
    one = select(Child.id).where(Child.id == child.id)
    return workers_now(session, one, now.astimezone(LONDON).date()).get(child.id, [])


def managers_of(session: AnySession, child: Child, now: datetime) -> list[User]:
    """Of the child's team, those from whom the child is not hidden."""
    query = select(User).where(User.team_id == child.team_id, User.active.is_(True), may_know(child, now))
    return [user for user in session.scalars(query.order_by(User.name)) if user.is_a(RoleName.MANAGER)]


def handed_over_words(session: AnySession, child: Child, now: datetime) -> str:
    """ "Harbour handed Leo over; its manager reads along until 3 May 2026"; empty once that day has come."""
    until = child.former_team_until
    if child.former_team_id is None or until is None or until <= now.astimezone(LONDON).date():
        return ""
    team = session.get(Team, child.former_team_id)
    name = team.name if team else ""
    return f"{name} handed {child.first_name} over; its manager reads along until {long_date(until)}"


def chairs(session: AnySession) -> list[User]:
    query = select(User).where(User.active.is_(True), User.roles.any(name=RoleName.CHAIR.value))
    return list(session.scalars(query.order_by(User.name)))


def sights_of(session: AnySession, child: Child, now: datetime) -> list[Sight]:
    """Who may see this child for a time, now or from a day to come; broken glass apart."""
    query = (
        select(Sight)
        .where(
            Sight.child_id == child.id,
            Sight.kind != SightKind.GLASS,
            Sight.ended_at.is_(None),
            or_(Sight.until_at.is_(None), Sight.until_at > now),
        )
        .options(joinedload(Sight.user), joinedload(Sight.given_by))
        .order_by(Sight.from_at, Sight.id)
    )
    return list(session.scalars(query))


def other_teams(session: AnySession, child: Child) -> list[Team]:
    query = select(Team).where(
        Team.authority_id == child.authority_id, Team.id != child.team_id, Team.closed_on.is_(None)
    )
    return list(session.scalars(query.order_by(Team.name)))


def until_words(sight: Sight) -> str:
    if sight.until_at is None:
        return "until it is ended"
    until = sight.until_at.astimezone(LONDON)
    if sight.kind is SightKind.CHAIR:
        return f"until {long_date(until.date())}"
    return f"until {until:%H:%M} on {long_date(until.date())}"


def _known_to(user: User, now: datetime) -> Select[Child]:
    known = select(Child).where(Child.merged_into_id.is_(None), visible_to(user, now))
    return known.options(joinedload(Child.team))


def _why(sight: Sight, today: date) -> str:
    if sight.kind is SightKind.CHAIR:
        return f"You chair the conference on {_day(sight.conference_on)}; open {until_words(sight)}"
    if sight.kind is SightKind.ACTING_MANAGER:
        return f"You look after the work for {sight.given_by.name}"
    return f"Opened on duty, {until_words(sight)}"


def _day(day: date | None) -> str:
    return long_date(day) if day else ""
