"""Two records of one child become one. Decision 7 says why rows move instead of being read together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_, select

from gcp_tracker.children.queries.twins import (
    SameHomes,
    carers_graded,
    open_care,
    twin_allocation,
    twin_episode,
    twin_meeting,
    twin_relation,
    twin_residence,
)
from gcp_tracker.children.service.hidden import check_same_restriction, move_who_may_see
from gcp_tracker.children.service.ledger import Ledger
from gcp_tracker.children.service.locks import lock_authority, lock_child, lock_families
from gcp_tracker.children.service.merging_told import move_engagement, move_events
from gcp_tracker.models import (
    Allocation,
    Child,
    ChildIdentifier,
    ChildMerge,
    Escalation,
    Household,
    ItemWording,
    Judgement,
    Pack,
    Plan,
    Profile,
    Scrutiny,
    SupervisionRecord,
    ToldApart,
    TriggerFiring,
    User,
    Visit,
)
from gcp_tracker.readings.service import keep_reading
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.packs import PackState
from gcp_tracker.rules.plan_vocabulary import PlanState
from gcp_tracker.rules.vocabulary import RoleName, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visibility import allocated_now

# What is chosen, field by field. The authority's own number is not: the kept record keeps its own, and goes by the
# other's too.
FIELDS = (
    "given_name", "family_name", "known_as", "born_on", "expected_on", "pronoun", "sex", "ethnicity", "first_language",
    "interpreter_needed", "disability", "nhs_number", "upn",
)  # fmt: skip
SECOND = {
    "nhs_number": "Second NHS number",
    "upn": "Second UPN",
    "la_child_id": "Second of the authority’s numbers",
}
ONLY_ONE_MAY_HAVE = frozenset({"nhs_number", "la_child_id"})


@dataclass(frozen=True, slots=True)
class MergeDetails:
    """`from_other`: the FIELDS in which the other record is right. `same_homes`: by its home, the kept record's."""

    reason: str
    from_other: Collection[str] = ()
    same_homes: Mapping[int, Household] = field(default_factory=dict)


def merge_children(uow: UnitOfWork, kept: Child, other: Child, details: MergeDetails) -> ChildMerge:
    """`other` was `kept` all along: what belongs to it goes to `kept`, and its own row stays and points there.

    Nothing that is signed changes but under whose record it stands. Raises RuleBroken.
    """
    lock_both(uow, kept, other)
    _check(uow, kept, other, details)
    ledger = Ledger(uow)
    # First of all: the database lets signed visits go only between records and homes that are tied.
    ledger.put(other, "merged_into_id", kept.id)
    for number, home in details.same_homes.items():
        own = uow.session.get_one(Household, number)
        if own.same_as_id not in (None, home.id):
            raise RuleBroken(f"“{own.name}” was found to be the same as another home before")
        ledger.put(own, "same_as_id", home.id)
    _put_fields(ledger, kept, other, details.from_other)
    _move_numbers(ledger, kept, other)
    _move_people(ledger, kept, other, details.same_homes)
    _move_work(ledger, kept, other)
    _move_visits(ledger, kept, other, details.same_homes)
    move_engagement(ledger, kept, other)
    move_who_may_see(ledger, kept, other)
    merge = ChildMerge(
        kept_id=kept.id,
        merged_id=other.id,
        at=uow.now,
        by_id=uow.author.id,
        reason=details.reason,
        changes=[list(change) for change in ledger.changes],
        parting_reason="",
        told=[],
    )
    uow.session.add(merge)
    for child in (kept, other):
        uow.record("child:merge", subject=merge, child=child, reason=details.reason, changed=tuple(details.from_other))
    uow.session.flush()
    uow.session.expire_all()
    for child in (kept, other):
        keep_reading(uow, child)
    return merge


def tell_apart(uow: UnitOfWork, one: Child, other: Child, reason: str) -> None:
    """Two children, whatever their names and dates say: they are not offered as a pair again."""
    if not reason:
        raise RuleBroken("Say how you know that they are two children", "reason")
    first, second = sorted((one.id, other.id))
    known = select(ToldApart.id).where(ToldApart.one_id == first, ToldApart.other_id == second)
    if uow.session.scalar(known) is None:
        uow.session.add(ToldApart(one_id=first, other_id=second, at=uow.now, by_id=uow.author.id, reason=reason))
        for child in (one, other):
            uow.record("child:tell_apart", subject=child, child=child, reason=reason)


def lock_both(uow: UnitOfWork, one: Child, other: Child) -> None:
    """As `locks` says, and of two children the one with the smaller id first."""
    for child in sorted((one, other), key=lambda child: child.id):
        lock_child(uow, child)
    lock_families(uow, *{one.family, other.family})
    lock_authority(uow, one.authority)


def _check(uow: UnitOfWork, kept: Child, other: Child, details: MergeDetails) -> None:
    if not details.reason:
        raise RuleBroken("Say how you know that they are one child", "reason")
    if kept is other or kept.merged_into_id is not None or other.merged_into_id is not None:
        raise RuleBroken("One of these records has been merged already")
    if kept.authority_id != other.authority_id or kept.team_id != other.team_id:
        raise RuleBroken("Both records must be with one team before they are merged")
    check_same_restriction(kept, other)
    opened, others = open_care(uow.session, kept.id), open_care(uow.session, other.id)
    for number, profile in others.items():
        home = details.same_homes.get(number) or profile.household
        if home is not None and home.id in opened:
            raise RuleBroken(f"Both records have an open profile about {home.name}: complete one of them first")
    _check_one_plan(uow, kept, other)
    _check_nobody_loses_a_draft(uow, kept, other)


def _check_one_plan(uow: UnitOfWork, kept: Child, other: Child) -> None:
    """A child has one plan that holds, and one that is being written."""
    plans = select(Plan.child_id, Plan.state).where(
        Plan.child_id.in_((kept.id, other.id)), Plan.state.in_((PlanState.AGREED, PlanState.DRAFT))
    )
    found = [state for _, state in uow.session.execute(plans)]
    for state, ending in ((PlanState.AGREED, "end one of them"), (PlanState.DRAFT, "put one of them aside")):
        if found.count(state) > 1:
            raise RuleBroken(f"Both records have a plan that is {state.inside}: {ending} first")
    _check_one_pack(uow, kept, other)


def _check_one_pack(uow: UnitOfWork, kept: Child, other: Child) -> None:
    """For each kind of reader a child has one pack that is on its way."""
    packs = select(Pack.made_for).where(
        Pack.child_id.in_((kept.id, other.id)), Pack.state.in_([state for state in PackState if state.is_open])
    )
    found = list(uow.session.scalars(packs))
    if len(set(found)) < len(found):
        raise RuleBroken("Both records have a conference pack that is not issued yet: put one of them aside first")


def _check_nobody_loses_a_draft(uow: UnitOfWork, kept: Child, other: Child) -> None:
    """A draft is its author's, while the author has a part in the child. Whoever works with a brother or sister of the
    other record only would have none any more.
    """
    drafts = select(Visit).where(Visit.child_id == other.id, Visit.state == VisitState.DRAFT)
    for draft in uow.session.scalars(drafts):
        if not _will_have_a_part(uow, draft.author, kept, other):
            raise RuleBroken(
                f"{draft.author.name} has an open visit of {long_date(draft.visited_on)} and would lose it: allocate"
                f" {draft.author.name}, or have it signed or put aside first"
            )


def _will_have_a_part(uow: UnitOfWork, worker: User, kept: Child, other: Child) -> bool:
    if worker.is_a(RoleName.MANAGER) and worker.team_id == kept.team_id:
        return True
    allocated = (
        select(Allocation.id)
        .join(Child)
        .where(
            Allocation.user_id == worker.id,
            allocated_now(uow.today),
            or_(Child.id == other.id, Child.family_id == kept.family_id),
        )
    )
    return uow.session.scalar(allocated.limit(1)) is not None


def _put_fields(ledger: Ledger, kept: Child, other: Child, from_other: Collection[str]) -> None:
    taken = [name for name in FIELDS if name in from_other]
    if kept.la_child_id is None:
        taken.append("la_child_id")
    for name in taken:
        own, others = getattr(kept, name), getattr(other, name)
        if name in ONLY_ONE_MAY_HAVE:
            ledger.put(other, name, None)
            ledger.put(kept, name, others)
            ledger.put(other, name, own)
        else:
            ledger.put(kept, name, others)


def _move_numbers(ledger: Ledger, kept: Child, other: Child) -> None:
    held = {(number.kind, number.value) for number in kept.identifiers}
    for number in list(other.identifiers):
        if (number.kind, number.value) not in held:
            held.add((number.kind, number.value))
            ledger.put(number, "child_id", kept.id)
    # So that the child is found by it. The other's row keeps it too: a return that names it finds the kept record.
    for name, kind in SECOND.items():
        value = getattr(other, name)
        if value and value != getattr(kept, name) and (kind, value) not in held:
            ledger.add(ChildIdentifier(child_id=kept.id, kind=kind, value=value))


def _move_people(ledger: Ledger, kept: Child, other: Child, same: SameHomes) -> None:
    for residence in list(other.residences):
        twin = twin_residence(kept, residence, same)
        if twin is None:
            ledger.put(residence, "child_id", kept.id)
            ledger.put(residence, "household_id", same.get(residence.household_id, residence.household).id)
        elif residence.from_on < twin.from_on:
            ledger.put(twin, "from_on", residence.from_on)
    graded = carers_graded(ledger.uow.session, other)
    for relation in list(other.relations):
        twin_of = twin_relation(kept, relation)
        if twin_of is not None and (twin_of.adult_id == relation.adult_id or relation.adult_id not in graded):
            continue
        ledger.put(relation, "child_id", kept.id)
        if relation.household_id is not None and relation.household_id in same:
            ledger.put(relation, "household_id", same[relation.household_id].id)


def _move_work(ledger: Ledger, kept: Child, other: Child) -> None:
    """Help, conferences, workers. What stands in both stays where it is, and counts once."""
    for episode in list(other.episodes):
        if twin_episode(kept, episode) is None:
            ledger.put(episode, "child_id", kept.id)
    for meeting in list(other.meetings):
        if twin_meeting(kept, meeting) is None:
            ledger.put(meeting, "child_id", kept.id)
    lead = next((held for held in kept.allocations if held.is_lead and held.to_on is None), None)
    for allocation in list(other.allocations):
        twin = twin_allocation(kept, allocation)
        if twin is not None:
            if allocation.from_on < twin.from_on:
                ledger.put(twin, "from_on", allocation.from_on)
            continue
        if lead is not None and allocation.is_lead and allocation.to_on is None:
            ledger.put(allocation, "is_lead", False)
        ledger.put(allocation, "child_id", kept.id)


def _move_visits(ledger: Ledger, kept: Child, other: Child, same: SameHomes) -> None:
    """Every version, and drafts as drafts."""
    session = ledger.uow.session
    visits = session.scalars(select(Visit).where(Visit.child_id == other.id).order_by(Visit.visited_on, Visit.id))
    profiles = session.scalars(select(Profile).where(Profile.child_id == other.id).order_by(Profile.opened_on))
    for kind in (Plan, SupervisionRecord, Scrutiny, Judgement, Escalation, TriggerFiring, ItemWording, Pack):
        for row in session.scalars(select(kind).where(kind.child_id == other.id).order_by(kind.id)):
            ledger.put(row, "child_id", kept.id)
    move_events(ledger, kept, other)
    records: list[Visit | Profile] = [*visits, *profiles]
    for record in records:
        ledger.put(record, "child_id", kept.id)
        if record.household_id is not None and record.household_id in same:
            ledger.put(record, "household_id", same[record.household_id].id)


def moved_visits(changes: list[list[object]]) -> set[UUID]:
    return {UUID(str(key)) for table, key, column, *_ in changes if table == "visit" and column == "child_id"}
