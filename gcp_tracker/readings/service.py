"""Keeping a child’s reading in the same transaction as what changed it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import VERSION, constants_of
from gcp_tracker.change.kept import as_json, headline_as_at, keep
from gcp_tracker.models import Base, Child, Reading, Visit
from gcp_tracker.readings.grades import by_instrument
from gcp_tracker.readings.outcomes import keep_outcome_readings
from gcp_tracker.readings.signed import SignedRecord, whole_signed_record
from gcp_tracker.rules.vocabulary import VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession, UnitOfWork

# Not through the mapper: what is signed is read, and nobody here holds the reading as an object.
READING = Base.metadata.tables[Reading.__tablename__].insert()


def keep_reading(uow: UnitOfWork, child: Child) -> None:
    """Compute and add what the child’s signed grades say now, also of the outcomes of the plan; the readings before it
    stay as they were seen.
    """
    uow.session.flush()
    keep_reading_of(uow, child, whole_signed_record(uow.session, child))


def keep_reading_of(uow: UnitOfWork, child: Child, record: SignedRecord) -> dict[str, str]:
    """The same of what was read before. Returns the child’s headline today by the key of the instrument."""
    found = by_instrument(record)
    born = child.born_on.toordinal() if child.born_on else None
    constants = constants_of(settings_of(uow.session, child.authority_id, uow.today))
    headlines: dict[str, str] = {}
    for key, grades in found.items():
        kept, curves = keep(grades, born, constants)
        headlines[key] = headline_as_at(kept, uow.today.toordinal(), constants).value
        uow.session.execute(
            READING,
            {
                "child_id": child.id,
                "instrument_key": key,
                "engine": kept.engine,
                "inputs_hash": kept.inputs_hash,
                "as_of": uow.today,
                "computed_at": uow.now,
                "outputs": as_json(kept),
                "curves": as_json(curves),
            },
        )
    keep_outcome_readings(uow, found, record.plan_id)
    return headlines


def keep_plan_reading(uow: UnitOfWork, child: Child) -> None:
    """What the grades say of a plan that was just agreed, before any visit is signed under it."""
    uow.session.flush()
    record = whole_signed_record(uow.session, child)
    keep_outcome_readings(uow, by_instrument(record), record.plan_id)


def keep_missing_readings(session: AnySession, now: datetime) -> int:
    """For every graded child who has no reading by this version of the engine: how many there were.

    Each is a unit of work of its own, so that a start that was cut off goes on where it stopped.
    """
    graded = select(Visit.child_id).where(Visit.state == VisitState.SIGNED, Visit.outcome == VisitOutcome.HELD)
    read = select(Reading.child_id).where(Reading.engine == VERSION)
    missing = session.scalars(
        select(Child.id).where(Child.id.in_(graded), Child.id.not_in(read)).order_by(Child.id)
    ).all()
    for child_id in missing:
        with UnitOfWork(session, None, now) as uow:
            child = session.get_one(Child, child_id)
            keep_reading(uow, child)
            uow.record("reading:recompute", child=child)
        session.expunge_all()
    return len(missing)
