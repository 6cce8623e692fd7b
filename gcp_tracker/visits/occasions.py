"""Brothers and sisters visited together: one draft for each child, with the shared details filled in once.

Each has grades, words and a day of its own, and is signed, amended, withdrawn and put aside alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from gcp_tracker.children.service.locks import lock_child_alone, lock_families
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Adult, Child, GradedApart, Household, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import VisitDetails, describe_visit, open_visit
from gcp_tracker.visits.queries import colleagues_for, visits_of_occasion
from gcp_tracker.visits.safety import lock_draft
from gcp_tracker.visits.service import record_missed_visit

# A button that is pressed again sends the same; somebody who comes back to the form later means another visit.
TWICE_WITHIN = timedelta(minutes=10)
# What is said of every child of the occasion; a fault in it stands beside the one field that they share.
SHARED = frozenset({
    "visited_on", "started_at", "place", "outcome", "outcome_detail", "announced", "interpreter_needed",
    "interpreter_by", "came_with_me", "colleagues", "adults_seen",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class AlsoVisited:
    """A brother or sister at the same visit, with what is this child's own.

    Neither `household` nor `carer`: the same care as the first child's.
    """

    child: Child
    household: Household | None = None
    carer: Adult | None = None
    child_seen: bool = False
    child_seen_alone: bool = False
    bedroom_seen: bool = False
    band: str | None = None
    band_reason: str = ""


def field_of(child: Child, name: str) -> str:
    """The form's name for one child's own answer to `name`."""
    return f"{name}_{child.id.hex}"


def open_visits_together(
    uow: UnitOfWork, child: Child, instrument: Instrument, details: VisitDetails, also: Sequence[AlsoVisited]
) -> list[Visit]:
    """A draft for each child, `child`'s first; signed at once where the visit did not take place. Those that are there,
    where the button was pressed twice.

    Raises RuleBroken, for a brother's or sister's own answer on the field that `field_of` names.
    """
    # In the same order for every writer, so that two never wait for each other.
    waits_for = (child,) if details.outcome.is_held else (child, *(one.child for one in also))
    for one in sorted(waits_for, key=lambda one: one.id):
        lock_child_alone(uow, one)
    if details.outcome.is_held and (begun := _begun_just_now(uow, child, details, also)):
        return begun
    occasion_id = uuid4() if also else None
    first = _begin(uow, child, instrument, details, occasion_id)
    return [first, *(_begin_along(uow, one, instrument, first, details, occasion_id) for one in also)]


def _begun_just_now(uow: UnitOfWork, child: Child, details: VisitDetails, also: Sequence[AlsoVisited]) -> list[Visit]:
    """The same visit by the same person, in which nothing has been graded yet."""
    first = uow.session.scalar(
        select(Visit)
        .where(
            Visit.child_id == child.id,
            Visit.author_id == uow.author.id,
            Visit.state == VisitState.DRAFT,
            Visit.version == 1,
            Visit.number == 1,
            Visit.id.not_in(select(GradedApart.second_id).where(GradedApart.second_id.is_not(None))),
            Visit.opened_at > uow.now - TWICE_WITHIN,
            Visit.visited_on == details.visited_on,
            Visit.started_at == details.started_at,
            Visit.place == details.place,
            Visit.household_id == (details.household.id if details.household else None),
            Visit.carer_id == (details.carer.id if details.carer else None),
        )
        .limit(1)
    )
    if first is None:
        return []
    found = [first] if first.occasion_id is None else visits_of_occasion(uow.session, first.occasion_id)
    by_child = {one.child_id: one for one in found}
    wanted = [child.id, *(one.child.id for one in also)]
    return [by_child[one] for one in wanted] if by_child.keys() == set(wanted) else []


def add_sibling(uow: UnitOfWork, visit: Visit, also: AlsoVisited) -> Visit:
    """A brother or sister joins a visit that is being written, with its details and its version of the instrument."""
    lock_families(uow, visit.child.family)
    lock_draft(uow, visit)
    if visit.occasion_id is None:
        visit.occasion_id = uuid4()
        uow.session.flush()
    if any(one.child_id == also.child.id for one in visits_of_occasion(uow.session, visit.occasion_id)):
        raise RuleBroken(f"{also.child.first_name} is part of this visit already")
    return _begin_along(uow, also, instrument_of(visit.instrument), visit, details_of(visit), visit.occasion_id)


def describe_also(uow: UnitOfWork, visit: Visit, was_care_of: str, others: Sequence[Visit]) -> None:
    """Give other drafts of the occasion the shared details that `visit` has now.

    Whose care, too, for those that were about the same one (`was_care_of`): a wrong home is wrong for all in it.
    """
    shared = details_of(visit)
    for other in others:
        if other.occasion_id is None or other.occasion_id != visit.occasion_id:
            raise RuleBroken("That visit is not part of this one")
        own = details_of(other)
        care = shared if other.care_of == was_care_of else own
        _check_carer(other.child, care.carer, "also_for")
        merged = replace(
            _for_child(uow, other.child, shared),
            household=care.household,
            carer=care.carer,
            child_seen=own.child_seen,
            child_seen_alone=own.child_seen_alone,
            bedroom_seen=own.bedroom_seen,
            # A draft keeps its band, unless the new date is another age's.
            band=other.band if shared.visited_on == other.visited_on else own.band,
            band_reason=own.band_reason,
        )
        try:
            describe_visit(uow, other, merged)
        except RuleBroken as broken:
            raise RuleBroken(f"{other.child.first_name}: {broken.sentence}", field="also_for") from broken


def details_of(visit: Visit) -> VisitDetails:
    """What the screen before grading says of a visit now."""
    same = {name: getattr(visit, name) for name in SHARED - {"colleagues", "adults_seen"}}
    return VisitDetails(
        **same,
        household=visit.household,
        carer=visit.carer,
        child_seen=visit.child_seen,
        child_seen_alone=visit.child_seen_alone,
        bedroom_seen=visit.bedroom_seen,
        colleagues=[row.user for row in visit.colleagues],
        adults_seen=[row.adult for row in visit.adults_seen],
        band=visit.band if visit.band_reason else None,
        band_reason=visit.band_reason,
    )


def _begin(
    uow: UnitOfWork, child: Child, instrument: Instrument, details: VisitDetails, occasion_id: UUID | None
) -> Visit:
    begin = open_visit if details.outcome.is_held else record_missed_visit
    return begin(uow, child, instrument, details, occasion_id)


def _begin_along(
    uow: UnitOfWork,
    also: AlsoVisited,
    instrument: Instrument,
    first: Visit,
    details: VisitDetails,
    occasion_id: UUID | None,
) -> Visit:
    own = also.household is not None or also.carer is not None
    household, carer = (also.household, also.carer) if own else (first.household, first.carer)
    _check_carer(also.child, carer, field_of(also.child, "care_of"))
    theirs = replace(
        _for_child(uow, also.child, details),
        household=household,
        carer=carer,
        new_home=None,
        child_seen=also.child_seen,
        child_seen_alone=also.child_seen_alone,
        bedroom_seen=also.bedroom_seen,
        band=also.band,
        band_reason=also.band_reason,
    )
    try:
        return _begin(uow, also.child, instrument, theirs, occasion_id)
    except RuleBroken as broken:
        field = broken.field if broken.field in SHARED else field_of(also.child, broken.field or "with")
        raise RuleBroken(broken.sentence, field=field) from broken


def _for_child(uow: UnitOfWork, child: Child, details: VisitDetails) -> VisitDetails:
    """The shared details as they are true for this child: adults who are something to it, colleagues who may record
    for it. Another colleague was there all the same, and stays by name.
    """
    round_child = {relation.adult_id for relation in child.relations}
    may_grade = {user.id for user in colleagues_for(uow.session, child, uow.now)} if details.colleagues else set()
    named = [user.name for user in details.colleagues if user.id not in may_grade]
    return replace(
        details,
        adults_seen=[adult for adult in details.adults_seen if adult.id in round_child],
        colleagues=[user for user in details.colleagues if user.id in may_grade],
        came_with_me="; ".join(filter(None, [details.came_with_me, *named])),
    )


def _check_carer(child: Child, carer: Adult | None, field: str) -> None:
    if carer is not None and all(relation.adult_id != carer.id for relation in child.relations):
        raise RuleBroken(f"{carer.name} is not recorded as one of {child.first_name}’s carers", field=field)
