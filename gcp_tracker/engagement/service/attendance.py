"""How often a child was in school, by half term."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from sqlalchemy import select

from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.engagement.details import SessionDetails
from gcp_tracker.models import Child, HalfTerm, ImportRun, SchoolAttendance
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.schooling import Term, check_sessions
from gcp_tracker.unit_of_work import UnitOfWork

SESSIONS = ("possible", "attended", "unauthorised")


class Written(Enum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


def record_attendance(
    uow: UnitOfWork, child: Child, half_term: HalfTerm, details: SessionDetails, import_run: ImportRun | None = None
) -> Written:
    """The figures of one half term at one school; those that are there already are put right. Raises RuleBroken."""
    lock_child_alone(uow, child)
    if not details.school:
        raise RuleBroken("Enter the school", "school")
    if half_term.authority_id != child.authority_id:
        raise RuleBroken("This half term is another authority’s", "half_term")
    check_sessions(
        child.first_name,
        child.born_on,
        term_of(half_term),
        possible=details.possible,
        attended=details.attended,
        unauthorised=details.unauthorised,
        today=uow.today,
    )
    row = _row_at(uow, child, half_term, details.school)
    if row is None:
        row = SchoolAttendance(
            child=child,
            half_term=half_term,
            school=details.school,
            recorded_at=uow.now,
            recorded_by=uow.author,
            import_run=import_run,
            **{name: getattr(details, name) for name in SESSIONS},
        )
        uow.session.add(row)
        uow.record("attendance:record", subject=row, child=child)
        return Written.NEW
    changed = [name for name in SESSIONS if getattr(row, name) != getattr(details, name)]
    if not changed:
        return Written.SAME
    for name in changed:
        setattr(row, name, getattr(details, name))
    row.recorded_at, row.recorded_by, row.import_run = uow.now, uow.author, import_run
    uow.record("attendance:change", subject=row, child=child, changed=changed)
    return Written.CHANGED


def write_sessions(
    uow: UnitOfWork, child: Child, terms: Sequence[tuple[HalfTerm, SessionDetails]], run: ImportRun | None
) -> list[Written]:
    """What becomes of each, of a file that was checked; without a `run` nothing is written. One event for the child."""
    known = {
        (row.half_term_id, row.school): row
        for row in uow.session.scalars(select(SchoolAttendance).where(SchoolAttendance.child_id == child.id))
    }
    became = []
    for term, details in terms:
        row = known.get((term.id, details.school))
        figures = {name: getattr(details, name) for name in SESSIONS}
        if row is not None and all(getattr(row, name) == value for name, value in figures.items()):
            became.append(Written.SAME)
            continue
        became.append(Written.NEW if row is None else Written.CHANGED)
        if run is None:
            continue
        if row is None:
            row = SchoolAttendance(child_id=child.id, half_term_id=term.id, school=details.school)
            uow.session.add(row)
        for name, value in figures.items():
            setattr(row, name, value)
        row.recorded_at, row.recorded_by, row.import_run = uow.now, uow.author, run
    if run is not None and set(became) != {Written.SAME}:
        uow.record("attendance:import", subject=run, child=child)
    return became


def remove_attendance(uow: UnitOfWork, row: SchoolAttendance) -> None:
    """Figures of another child, or of another half term. What they were stays in the audit’s commitments."""
    lock_child_alone(uow, row.child)
    uow.record("attendance:remove", subject=row, child=row.child)
    uow.session.delete(row)


def term_of(half_term: HalfTerm) -> Term:
    return Term(half_term.name, half_term.school_year, half_term.from_on, half_term.to_on)


def _row_at(uow: UnitOfWork, child: Child, half_term: HalfTerm, school: str) -> SchoolAttendance | None:
    return uow.session.scalar(
        select(SchoolAttendance).where(
            SchoolAttendance.child_id == child.id,
            SchoolAttendance.half_term_id == half_term.id,
            SchoolAttendance.school == school,
        )
    )
