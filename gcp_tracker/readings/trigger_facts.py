"""What trigger points look at: earlier firings, grades that stand, headlines as read, how long a plan has held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import constants_of
from gcp_tracker.change.kept import headline_as_at, kept_from
from gcp_tracker.instruments import newest
from gcp_tracker.models import (
    Child,
    Grade,
    InstrumentVersion,
    Plan,
    Reading,
    TriggerAnswer,
    TriggerFiring,
    TriggerGrade,
    Visit,
)
from gcp_tracker.readings.signed import SignedRecord
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import key_in
from gcp_tracker.rules.plan_vocabulary import PlanState
from gcp_tracker.rules.triggers import Behind, Fired, VerdictFor, VisitGrades, is_as_bad
from gcp_tracker.rules.vocabulary import Answer, VisitState
from gcp_tracker.unit_of_work import AnySession

# Built once, for every signing.
_KNOWN = (
    select(
        TriggerFiring.id,
        TriggerFiring.rule_key,
        TriggerFiring.fired_on,
        TriggerFiring.lapsed_at,
        TriggerAnswer.id.label("answer_id"),
        Visit.first_id,
        TriggerGrade.item_key,
    )
    .outerjoin(TriggerAnswer, TriggerAnswer.firing_id == TriggerFiring.id)
    .outerjoin(TriggerGrade, TriggerGrade.firing_id == TriggerFiring.id)
    .outerjoin(Visit, Visit.id == TriggerGrade.visit_id)
    .where(TriggerFiring.child_id == bindparam("child"))
)
# Every grade that stands, with its visit.
STANDING_GRADES = (
    select(
        Visit.child_id,
        Visit.id,
        Visit.first_id,
        Visit.visited_on,
        Visit.household_id,
        Visit.carer_id,
        Grade.item_key,
        Grade.value,
    )
    .join(Grade, Grade.visit_id == Visit.id)
    .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
    .where(Visit.state == VisitState.SIGNED, Grade.answer == Answer.GRADED)
)
_GRADED = STANDING_GRADES.where(
    Visit.child_id == bindparam("child"), InstrumentVersion.key == bindparam("key")
).order_by(Visit.visited_on, Visit.opened_at)
_STANDING = _GRADED.where(Visit.first_id.in_(bindparam("visits", expanding=True)))
_VERSIONS = (
    select(Plan.id, Plan.before_id, Plan.starts_on, Plan.state, InstrumentVersion.key)
    .join(Plan.instrument)
    .where(Plan.child_id == bindparam("child"))
)
_READINGS = select(Reading).where(Reading.child_id == bindparam("child"), Reading.instrument_key == bindparam("key"))
_HELD_THEN = _READINGS.where(Reading.as_of <= bindparam("on")).order_by(Reading.id.desc()).limit(1)
_SINCE = _READINGS.where(Reading.id >= bindparam("id")).order_by(Reading.id)


@dataclass(slots=True)
class _Known:
    rule_key: str
    fired_on: date
    is_open: bool
    behind: set[tuple[UUID, str]]


def known_firings(session: AnySession, child: Child) -> dict[str, list[Fired]]:
    """By rule, without those that lapsed: what was taken back may fire again."""
    rows: dict[UUID, _Known] = {}
    for row in session.execute(_KNOWN, {"child": child.id}):
        if row.lapsed_at is not None:
            continue
        one = rows.setdefault(row.id, _Known(row.rule_key, row.fired_on, row.answer_id is None, set()))
        if row.item_key is not None:
            one.behind.add((row.first_id, row.item_key))
    found: dict[str, list[Fired]] = defaultdict(list)
    for one in rows.values():
        found[one.rule_key].append(Fired(one.fired_on, one.is_open, frozenset(one.behind)))
    return found


def as_graded(visit: Visit, instrument: Instrument) -> VisitGrades:
    grades = {key_in(instrument, one.item_key): one.value for one in visit.grades if one.value is not None}
    return VisitGrades(visit.id, visit.first_id, visit.visited_on, visit.care_of, grades)


def visits_within(record: SignedRecord, instrument: Instrument, first: date, last: date) -> list[VisitGrades]:
    return [
        VisitGrades(
            one.id,
            one.first_id,
            one.graded.on,
            one.graded.care_of,
            {key_in(instrument, key): value for key, value in one.graded.values},
        )
        for one in record.visits
        if first <= one.graded.on <= last and one.graded.instrument.key == instrument.key
    ]


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A plan that is agreed: with which instrument, and from which day the first of the versions held that it goes on
    with.
    """

    instrument_key: str
    since: date


def held_plan(session: AnySession, child: Child) -> HeldPlan | None:
    versions = {row.id: row for row in session.execute(_VERSIONS, {"child": child.id})}
    agreed = next((row for row in versions.values() if row.state is PlanState.AGREED), None)
    if agreed is None:
        return None
    first = agreed
    while first.before_id in versions:
        first = versions[first.before_id]
    return HeldPlan(agreed.key, first.starts_on)


def last_of_plan(session: AnySession, child: Child, plan: Plan) -> tuple[Behind, ...]:
    """The last grade of each item that the plan is about."""
    instrument = newest(plan.instrument.key)
    items = {key_in(instrument, item.item_key) for outcome in plan.outcomes for item in outcome.items}
    last: dict[str, Behind] = {}
    for row in session.execute(_GRADED, {"child": child.id, "key": instrument.key}):
        key = key_in(instrument, row.item_key)
        if key in items:
            last[key] = Behind(row.id, key, row.value)
    return tuple(last.values())


def headlines_since(
    session: AnySession, child: Child, key: str, since: date, when: VerdictFor
) -> Iterable[tuple[date, str]]:
    """The headline at each reading from the one that held on that day, up to the first that is not as bad."""
    then = session.scalar(_HELD_THEN, {"child": child.id, "key": key, "on": since})
    if then is None or not is_as_bad(when, _headline(session, child, then)):
        return []
    found = []
    for row in session.scalars(_SINCE, {"child": child.id, "key": key, "id": then.id}):
        found.append((row.as_of, _headline(session, child, row)))
        if not is_as_bad(when, found[-1][1]):
            break
    return found


def _headline(session: AnySession, child: Child, row: Reading) -> str:
    constants = constants_of(settings_of(session, child.authority_id, row.as_of))
    return headline_as_at(kept_from(row.outputs), row.as_of.toordinal(), constants).value


def standing_of(
    session: AnySession, child_id: UUID, instrument: Instrument, behind: Mapping[UUID, Collection[str]]
) -> dict[UUID, dict[str, int]]:
    """Of these items at these visits, named by their first version: the grades that stand now."""
    left: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in session.execute(_STANDING, {"child": child_id, "key": instrument.key, "visits": list(behind)}):
        key = key_in(instrument, row.item_key)
        if key in behind[row.first_id]:
            left[row.first_id][key] = row.value
    return left
