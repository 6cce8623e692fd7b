"""A merge that was a mistake is taken back: the two records say again what each said, and what was written since stays
with the one that it was written to.
"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlalchemy import Select, func, select

from gcp_tracker.children.service.ledger import ADDED, Change, take_back
from gcp_tracker.children.service.merging import lock_both, moved_visits, tell_apart
from gcp_tracker.models import AuditEvent, Child, ChildMerge, Household, Visit
from gcp_tracker.readings.service import keep_reading
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import AnySession, UnitOfWork

# What a manager is told of what was written since, by its event.
WRITTEN = {
    "visit:open": "visit begun",
    "profile:open": "profile opened",
    "profile:complete": "profile completed",
    "allocation:start": "allocation",
    "episode:start": "spell of help",
    "residence:start": "home",
    "adult:record": "adult",
    "child:describe": "change of the details",
    "child:import": "change by a return",
}
TABLE_WORDS = {
    "allocation": "a worker’s allocation",
    "care_relation": "what an adult is to the child",
    "conflict": "a conflict of interest",
    "child_identifier": "one of the other numbers",
    "help_episode": "a spell of help",
    "household": "a home",
    "meeting": "a conference",
    "profile": "a profile",
    "residence": "where the child lives",
    "sight": "who may see the child",
    "visit": "a visit",
}


def part_children(uow: UnitOfWork, merge: ChildMerge, reason: str) -> list[str]:
    """The two records stand apart again, and are not offered as one child any more.

    Returns what could not be put back or was written since, in sentences for the manager. Raises RuleBroken.
    """
    kept, other = merge.kept, merge.merged
    lock_both(uow, kept, other)
    uow.session.refresh(merge)
    if not reason:
        raise RuleBroken("Say why they are two children", "reason")
    check_can_part(uow.session, merge)
    changes = [Change(*change) for change in merge.changes]
    told = [*_amended_since(uow, kept, other, merge), *_written_since(uow, merge)]
    ties = _tie_homes(uow, changes)
    _move_later_versions(uow, kept, other, changes)
    left = take_back(uow, changes)
    for home, tie in ties.items():
        home.same_as_id = tie
    if left:
        words = sorted({_words(change) for change in left})
        told.append(f"Changed since the merge, so left as it is now: {', '.join(words)}. Look at both records.")
    if kept.restriction_id is not None:
        # Restricted since the merge: what the two records share must not come to light on the one that stands apart.
        other.restriction_id = kept.restriction_id
    merge.parted_at, merge.parted_by_id = uow.now, uow.author.id
    merge.parting_reason, merge.told = reason, told
    for child in (kept, other):
        uow.record("child:part", subject=merge, child=child, reason=reason)
    tell_apart(uow, kept, other, reason)
    uow.session.flush()
    uow.session.expire_all()
    for child in (kept, other):
        keep_reading(uow, child)
    return told


def check_can_part(session: AnySession, merge: ChildMerge) -> None:
    """The latest merge into a record is parted first. Raises RuleBroken."""
    if merge.parted_at is not None:
        raise RuleBroken("These records have been parted already")
    if merge.kept.merged_into_id is not None:
        raise RuleBroken("The record that was kept has been merged into another since: part that one first")
    later = select(ChildMerge.id).where(
        ChildMerge.kept_id == merge.kept_id, ChildMerge.id > merge.id, ChildMerge.parted_at.is_(None)
    )
    if session.scalar(later.limit(1)) is not None:
        raise RuleBroken("Another record was merged into this one later: part that one first")


def _tie_homes(uow: UnitOfWork, changes: list[Change]) -> dict[Household, int | None]:
    """Homes that signed visits go back to, tied again if a brother’s or sister’s parting has untied them meanwhile.

    By home, what its tie has to be in the end.
    """
    ties: dict[Household, int | None] = {}
    own = {int(change.key) for change in changes if change.table == "household"}
    for change in changes:
        if change.table == "visit" and change.column == "household_id" and change.before not in own:
            home = uow.session.get_one(Household, change.before)
            if home not in ties:
                ties[home] = home.same_as_id
                home.same_as_id = change.after
    uow.session.flush()
    return ties


def _move_later_versions(uow: UnitOfWork, kept: Child, other: Child, changes: list[Change]) -> None:
    """An amendment is a version of its visit, and goes with it."""
    moved = moved_visits([list(change) for change in changes])
    homes = {
        change.key: change.before for change in changes if change.table == "visit" and change.column == "household_id"
    }
    for version in uow.session.scalars(_later_versions(kept, moved)).all():
        version.child_id = other.id
        before = homes.get(str(version.first_id))
        if before is not None and version.household_id is not None:
            home = uow.session.get_one(Household, before)
            if home.same_as_id == version.household_id:
                version.household_id = home.id
    uow.session.flush()


def _later_versions(kept: Child, moved: set[UUID]) -> Select[Visit]:
    return select(Visit).where(Visit.child_id == kept.id, Visit.first_id.in_(moved), Visit.id.not_in(moved))


def _amended_since(uow: UnitOfWork, kept: Child, other: Child, merge: ChildMerge) -> list[str]:
    later = uow.session.scalars(_later_versions(kept, moved_visits(merge.changes))).all()
    if not later:
        return []
    goes = "goes" if len(later) == 1 else "go"
    return [f"{counted(len(later), 'amendment')} of visits made since {goes} with the visit to {other.full_name}."]


def _written_since(uow: UnitOfWork, merge: ChildMerge) -> list[str]:
    merged = select(func.max(AuditEvent.id)).where(
        AuditEvent.action == "child:merge", AuditEvent.subject_id == str(merge.id)
    )
    since = select(AuditEvent.action).where(
        AuditEvent.child_id == merge.kept_id,
        AuditEvent.id > merged.scalar_subquery(),
        AuditEvent.action.in_(WRITTEN),
    )
    found = Counter(uow.session.scalars(since))
    if not found:
        return []
    parts = [_counted_words(found[action], words) for action, words in WRITTEN.items() if found[action]]
    return [
        f"Written since the merge, and left with {merge.kept.full_name}: {', '.join(parts)}. What was about the other"
        " child has to be moved by hand: withdraw a visit and offer it to the right child."
    ]


def _counted_words(number: int, words: str) -> str:
    if words.startswith(("visit ", "profile ", "change ", "spell ")):
        first, _, rest = words.partition(" ")
        return f"{counted(number, first)} {rest}"
    return counted(number, words)


def _words(change: Change) -> str:
    if change.table == "child":
        return f"the child’s {change.column.replace('_id', '').replace('_', ' ')}"
    return TABLE_WORDS[change.table] + (" (removed)" if change.column == ADDED else "")
