"""What the grades say of the outcomes of a child’s plan: kept beside the reading, brought to a day when looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.change.gradings import ChildGrades
from gcp_tracker.change.kept import as_json, made_of
from gcp_tracker.change.outcomes import ItemAim, KeptOutcome, OutcomeAsAt, keep_outcomes, outcome_as_at
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.models import Base, Outcome, OutcomeReading, Plan
from gcp_tracker.readings.grades import graded_children, level_of
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import end_of_line
from gcp_tracker.unit_of_work import AnySession, UnitOfWork
from gcp_tracker.unseen import left_out

# Not through the mapper, as with readings.
READING = Base.metadata.tables[OutcomeReading.__tablename__].insert()
PLAN = (
    select(Plan)
    .where(Plan.id == bindparam("plan"))
    .options(joinedload(Plan.instrument), selectinload(Plan.outcomes).selectinload(Outcome.items))
)
NEWEST = select(OutcomeReading).where(
    OutcomeReading.id.in_(
        select(func.max(OutcomeReading.id))
        .where(OutcomeReading.outcome_id.in_(bindparam("outcomes", expanding=True)))
        .group_by(OutcomeReading.outcome_id)
    )
)


@dataclass(frozen=True, slots=True)
class OutcomeToday:
    """`kept` is what `as_at` rests on."""

    as_at: OutcomeAsAt
    kept: KeptOutcome


def keep_outcome_readings(uow: UnitOfWork, by_instrument: Mapping[str, ChildGrades], plan_id: UUID | None) -> None:
    """Add what the grades say now of each outcome of the plan that is agreed; nothing where there is none."""
    if plan_id is None:
        return
    plan = uow.session.scalars(PLAN, {"plan": plan_id}).one()
    grades = by_instrument.get(plan.instrument.key)
    if grades is None:
        return
    for outcome, kept in zip(plan.outcomes, _kept(plan, grades), strict=True):
        uow.session.execute(
            READING,
            {
                "outcome_id": outcome.id,
                "engine": kept.engine,
                "as_of": uow.today,
                "computed_at": uow.now,
                "state": outcome_as_at(kept, uow.today.toordinal()).state,
                "outputs": as_json(kept),
            },
        )


def outcomes_on(session: AnySession, plan: Plan, on: date) -> dict[int, OutcomeToday]:
    """By outcome, in one query and without running the curve; nothing for one that no grade has been read for. For a
    reader who does not see all of the child’s grades yet, what the others say.
    """
    if plan.child_id in left_out(session).child_ids:
        grades = graded_children(session, plan.child).get(plan.instrument.key)
        found = zip(plan.outcomes, _kept(plan, grades), strict=True) if grades else ()
        return {outcome.id: _brought_to(kept, on) for outcome, kept in found}
    rows = session.scalars(NEWEST, {"outcomes": [outcome.id for outcome in plan.outcomes]})
    return {row.outcome_id: _brought_to(made_of(KeptOutcome, row.outputs), on) for row in rows}


def outcomes_as_at(session: AnySession, plan: Plan, on: date) -> dict[int, OutcomeToday]:
    """The same as the record stood on that day: of what was read of the grades by then. To a reader who does not see
    all of the child’s grades yet nothing is told that rests on them.
    """
    hidden = left_out(session).first_day_of(plan.child_id)
    newest_then = (
        select(func.max(OutcomeReading.id))
        .where(OutcomeReading.outcome_id.in_([outcome.id for outcome in plan.outcomes]), OutcomeReading.as_of <= on)
        .where(OutcomeReading.as_of < hidden if hidden else true())
        .group_by(OutcomeReading.outcome_id)
    )
    rows = session.scalars(select(OutcomeReading).where(OutcomeReading.id.in_(newest_then)))
    return {row.outcome_id: _brought_to(made_of(KeptOutcome, row.outputs), on) for row in rows}


def _brought_to(kept: KeptOutcome, on: date) -> OutcomeToday:
    return OutcomeToday(outcome_as_at(kept, on.toordinal()), kept)


def _kept(plan: Plan, grades: ChildGrades) -> Sequence[KeptOutcome]:
    written, latest = instrument_of(plan.instrument), newest(plan.instrument.key)
    return keep_outcomes(grades, [_aims(outcome, written, latest) for outcome in plan.outcomes])


def _aims(outcome: Outcome, written: Instrument, latest: Instrument) -> list[ItemAim]:
    """As the engine takes grades, and under the key by which the newest version of the instrument goes on with each."""
    return [
        ItemAim(
            item=end_of_line(latest, item.item_key),
            then=None if item.now is None else level_of(written, item.now),
            aim=level_of(written, item.aim),
            began=(item.began_on or outcome.plan.starts_on).toordinal(),
        )
        for item in outcome.items
    ]
