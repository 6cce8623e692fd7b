"""Who may not see whom, and who stands in, at the fictional authority: each page of it has something to show."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from gcp_tracker.demo.staff import Staff
from gcp_tracker.models import Child
from gcp_tracker.rules.vocabulary import ConflictKind
from gcp_tracker.sight import service
from gcp_tracker.unit_of_work import UnitOfWork

RESTRICTED, BY, SECOND, NAMED = "Mason", "dale", "grace", ("sunita", "marcus")
WHY = "A former partner who was violent works for a neighbouring council and has asked about the address."
NEXT_DOOR, NEIGHBOUR = "Alfie", "tom"
AWAY, STAND_IN = "leila", "tom"


def say_who_sees(uow: UnitOfWork, staff: Staff) -> None:
    """A family known to five people, a neighbour who says so, and a fortnight’s leave."""
    people = staff.people
    child = _child(uow, RESTRICTED)
    if child is not None:
        uow.actor = people[BY]
        named = tuple(people[key] for key in (SECOND, *NAMED))
        restriction = service.ask_restriction(uow, child, service.RestrictionDetails(named, WHY, whole_family=True))
        uow.actor = people[SECOND]
        service.decide_request(uow, child, restriction.requests[0], agree=True, words="Dale rang me; I agree.")
    child = _child(uow, NEXT_DOOR)
    if child is not None:
        uow.actor = people[NEIGHBOUR]
        words = "Their garden backs on to ours."
        service.declare_conflict(uow, child, service.ConflictDetails(people[NEIGHBOUR], ConflictKind.NEIGHBOUR, words))
    uow.actor = people[AWAY]
    back = uow.today + timedelta(days=12)
    service.name_stand_in(uow, service.StandInDetails(people[AWAY], people[STAND_IN], uow.today, back))


def _child(uow: UnitOfWork, given_name: str) -> Child | None:
    return uow.session.scalar(select(Child).where(Child.given_name == given_name))
