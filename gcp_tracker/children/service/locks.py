"""Who writes about the same child, family or authority at once waits here, and then reads what the other has written.

Each lock is taken before anything that it guards is read, and raises StaleDataError when the record has gone. They are
always taken in this order: child, families, authority; so two writers never wait for each other. On SQLite the unit of
work lets one writer in at a time anyway.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from gcp_tracker.models import (
    Adult,
    Allocation,
    Authority,
    Child,
    Family,
    HelpEpisode,
    Household,
    Residence,
    Scrutiny,
    SupervisionRecord,
)
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.records import RecordState, check_record_move
from gcp_tracker.unit_of_work import UnitOfWork

CHANGED_ELSEWHERE = (
    "Somebody else changed this while you wrote. What you typed is still here; look at theirs, then save again."
)


def lock_child(uow: UnitOfWork, child: Child) -> None:
    """The child, and the spells of work, help and homes that are checked against each other, as they are now."""
    _lock(uow, child)
    for kind in (Allocation, HelpEpisode, Residence):
        spells = select(kind).where(kind.child_id == child.id)
        uow.session.scalars(spells.execution_options(populate_existing=True)).all()


def lock_child_alone(uow: UnitOfWork, child: Child) -> None:
    """The child, for what is checked against no spell."""
    _lock(uow, child)


def lock_families(uow: UnitOfWork, *families: Family) -> None:
    """Each family with its children and homes, as they are now."""
    for family in sorted(families, key=lambda one: one.id):
        _lock(uow, family)
        for kind in (Child, Household):
            members = select(kind).where(kind.family_id == family.id)
            uow.session.scalars(members.execution_options(populate_existing=True)).all()


def lock_adult(uow: UnitOfWork, adult: Adult) -> None:
    _lock(uow, adult)


def lock_authority(uow: UnitOfWork, authority: Authority) -> None:
    """For numbers that one child of an authority has alone."""
    # A new child that is half described must not be written by the lock.
    with uow.session.no_autoflush:
        _lock_row(uow, authority)


def lock_draft(uow: UnitOfWork, record: Scrutiny | SupervisionRecord, seen: int) -> None:
    """`seen`: the count of the draft as its page showed it. Raises RuleBroken unless it is still that, and a draft."""
    lock_record(uow, record, RecordState.SIGNED)
    if record.version != seen:
        raise RuleBroken(CHANGED_ELSEWHERE)


def lock_record(uow: UnitOfWork, record: Scrutiny | SupervisionRecord, to: RecordState) -> None:
    """As it is now. Raises RuleBroken where it cannot become `to` any more."""
    uow.session.flush()
    uow.session.refresh(record, ["state", "version"], with_for_update={"of": type(record)})
    check_record_move(record.state, to)


def _lock(uow: UnitOfWork, record: Adult | Child | Family) -> None:
    uow.session.flush()
    _lock_row(uow, record)
    # Not in one step: a page may have loaded the record with others joined to it, which cannot be locked along.
    uow.session.refresh(record)


def _lock_row(uow: UnitOfWork, record: Adult | Authority | Child | Family) -> None:
    kind = type(record)
    # Rows that point at the locked one may still be added by others: every entry of the audit does.
    row = select(kind.id).where(kind.id == record.id).with_for_update(key_share=True)
    if uow.session.scalar(row) is None:
        raise StaleDataError("what was to be written on has been removed meanwhile")
