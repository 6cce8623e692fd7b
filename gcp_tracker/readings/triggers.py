"""Trigger points fire in the transaction that signs a visit; months of a plan pass by themselves, and are asked daily.

Whatever is asked here is asked for everybody, whoever is signed in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.instruments import newest
from gcp_tracker.models import (
    Authority,
    Base,
    Child,
    Outcome,
    Plan,
    TriggerFiring,
    TriggerGrade,
    Visit,
)
from gcp_tracker.readings.outcomes import outcomes_on
from gcp_tracker.readings.signed import SignedRecord
from gcp_tracker.readings.trigger_facts import (
    as_graded,
    headlines_since,
    held_plan,
    known_firings,
    last_of_plan,
    standing_of,
    visits_within,
)
from gcp_tracker.readings.trigger_rules import InForce, remember_rules, rules_about, rules_in_force
from gcp_tracker.rules.ages import LifeStage, life_stage
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import OutcomeState, PlanState
from gcp_tracker.rules.trigger_kept import rule_as_json, rule_from
from gcp_tracker.rules.triggers import (
    Behind,
    Fired,
    PlanFor,
    TriggerRule,
    VerdictFor,
    VisitGrades,
    could_fire,
    grades_behind,
    is_as_bad,
    may_fire_again,
    plan_has_not_helped,
    reach_of,
    still_stands,
    verdict_has_held,
)
from gcp_tracker.rules.working_days import add_months
from gcp_tracker.unit_of_work import AnySession, UnitOfWork
from gcp_tracker.unseen import everything_seen

# Not through the mapper, which adds them one by one: there may be dozens. What they hold is told to the event.
GRADES = Base.metadata.tables[TriggerGrade.__tablename__].insert()
BETTER = (OutcomeState.ON_THE_WAY, OutcomeState.MET_NOT_HELD, OutcomeState.MET)
_AGREED = (
    select(Plan)
    .where(Plan.child_id == bindparam("child"), Plan.state == PlanState.AGREED)
    .options(joinedload(Plan.instrument), selectinload(Plan.outcomes).selectinload(Outcome.items))
)


def fire_triggers(uow: UnitOfWork, visit: Visit, record: SignedRecord, headlines: Mapping[str, str]) -> None:
    """What the visit just signed makes fire; and what an amendment took from earlier firings. `record` is all that is
    signed of the child, this visit with it; `headlines` what was just read, by the key of the instrument.
    """
    child, instrument = visit.child, newest(visit.instrument.key)
    with everything_seen(uow.session):
        if visit.number > 1:
            _lapse(uow, visit)
        in_force = rules_in_force(uow.session, child.authority_id, uow.today)
        rules = rules_about(instrument, in_force)
        known = known_firings(uow.session, child)
        this = as_graded(visit, instrument)
        _fire_on_grades(uow, child, instrument, rules, known, this, record)
        _fire_on_verdicts(uow, child, instrument, rules, known, this, headlines.get(instrument.key))
        if record.plan_id is not None:
            _fire_on_plan(uow, child, in_force, known)


def take_back_triggers(uow: UnitOfWork, visit: Visit) -> None:
    """After the visit was withdrawn: a firing that no longer has enough to stand on lapses, and says so."""
    uow.session.flush()
    with everything_seen(uow.session):
        _lapse(uow, visit)


def fire_plan_triggers(session: AnySession, now: datetime) -> int:
    """The rules about plans, for every child with a plan, by the day of `now`: how many fired. Each child is a unit of
    work of its own, and one for whom nothing fires is not written.
    """
    today = UnitOfWork(session, None, now).today
    return sum(_ask_plan(session, child_id, now) for child_id in _with_old_plan(session, today))


def _with_old_plan(session: AnySession, today: date) -> list[UUID]:
    """Children with a plan, one of whose versions began long enough ago for a rule of their authority."""
    found: list[UUID] = []
    for authority_id in session.scalars(select(Authority.id)).all():
        in_force = rules_in_force(session, authority_id, today)
        months = [rule.when.months for rule in in_force.rules.rules if isinstance(rule.when, PlanFor)]
        if months:
            agreed = select(Plan.child_id).where(Plan.state == PlanState.AGREED)
            old = select(Plan.child_id).where(Plan.starts_on <= add_months(today, -min(months)))
            both = Child.id.in_(agreed) & Child.id.in_(old) & (Child.authority_id == authority_id)
            found += session.scalars(select(Child.id).where(both).order_by(Child.id)).all()
    return found


def _ask_plan(session: AnySession, child_id: UUID, now: datetime) -> int:
    today = UnitOfWork(session, None, now).today
    child = session.get_one(Child, child_id)
    if life_stage(child.born_on, child.expected_on, today) is LifeStage.ADULT:
        return 0
    in_force = rules_in_force(session, child.authority_id, today)
    if not due_on_plan(session, child, in_force, known_firings(session, child), today):
        return 0
    with UnitOfWork(session, None, now) as uow, everything_seen(session):
        child = session.get_one(Child, child_id)
        return _fire_on_plan(uow, child, in_force, known_firings(session, child))


def _fire_on_grades(
    uow: UnitOfWork,
    child: Child,
    instrument: Instrument,
    rules: Sequence[tuple[TriggerRule, InForce]],
    known: Mapping[str, list[Fired]],
    this: VisitGrades,
    record: SignedRecord,
) -> None:
    could = [(rule, in_force) for rule, in_force in rules if could_fire(rule, instrument, this.grades)]
    if not could:
        return
    reach = max(reach_of(rule) or timedelta() for rule, _ in could)
    visits = visits_within(record, instrument, this.on - reach, this.on + reach)
    for rule, in_force in could:
        near = [one for one in visits if abs(one.on - this.on) <= (reach_of(rule) or timedelta())]
        behind = grades_behind(rule, instrument, near, this, known.get(rule.key, []))
        if behind:
            _fire(uow, child, rule, in_force, behind)


def _fire_on_verdicts(
    uow: UnitOfWork,
    child: Child,
    instrument: Instrument,
    rules: Sequence[tuple[TriggerRule, InForce]],
    known: Mapping[str, list[Fired]],
    this: VisitGrades,
    headline: str | None,
) -> None:
    for rule, in_force in rules:
        when, fired = rule.when, known.get(rule.key, [])
        # Nearly always today’s headline says already that it has not held, and no earlier one is asked for.
        if not isinstance(when, VerdictFor) or headline is None or not is_as_bad(when, headline):
            continue
        if not may_fire_again(when.months, fired, uow.today):
            continue
        held = headlines_since(uow.session, child, instrument.key, add_months(uow.today, -when.months), when)
        if verdict_has_held(when, held, fired, uow.today):
            _fire(uow, child, rule, in_force, _worst_of(instrument, this))


def _worst_of(instrument: Instrument, this: VisitGrades) -> tuple[Behind, ...]:
    """The grades of concern at this visit; where there are none, its worst."""
    if not this.grades:
        return ()
    worst = instrument.worst_of(this.grades.values())
    bar = instrument.concern_from if instrument.is_concern(worst) else worst
    return tuple(
        Behind(this.id, key, value) for key, value in this.grades.items() if not instrument.is_better(value, bar)
    )


def _fire_on_plan(uow: UnitOfWork, child: Child, in_force: InForce, known: Mapping[str, list[Fired]]) -> int:
    due = due_on_plan(uow.session, child, in_force, known, uow.today)
    for plan, rule, of_file in due:
        _fire(uow, child, rule, of_file, last_of_plan(uow.session, child, plan), plan)
    return len(due)


def due_on_plan(
    session: AnySession, child: Child, in_force: InForce, known: Mapping[str, list[Fired]], today: date
) -> list[tuple[Plan, TriggerRule, InForce]]:
    """The rules that fire today for months of the plan. Nearly every signing asks no more than how long it has held."""
    held = held_plan(session, child)
    if held is None:
        return []
    about = [
        (rule, rule.when, of_file)
        for rule, of_file in rules_about(newest(held.instrument_key), in_force)
        if isinstance(rule.when, PlanFor) and held.since <= add_months(today, -rule.when.months)
    ]
    plan = session.scalar(_AGREED, {"child": child.id}) if about else None
    if plan is None:
        return []
    states = outcomes_on(session, plan, today)
    better = [outcome.id in states and states[outcome.id].as_at.state in BETTER for outcome in plan.outcomes]
    return [
        (plan, rule, of_file)
        for rule, when, of_file in about
        if plan_has_not_helped(when, plan.kind, held.since, better, known.get(rule.key, []), today)
    ]


def _fire(
    uow: UnitOfWork,
    child: Child,
    rule: TriggerRule,
    in_force: InForce,
    behind: Sequence[Behind],
    plan: Plan | None = None,
) -> None:
    firing = TriggerFiring(
        child=child,
        version=remember_rules(uow, in_force),
        rule_key=rule.key,
        rule=rule_as_json(rule),
        fired_on=uow.today,
        fired_at=uow.now,
        plan=plan,
    )
    uow.session.add(firing)
    uow.session.flush()
    grades = [{"visit_id": one.visit_id, "item_key": one.item_key, "value": one.value} for one in behind]
    if grades:
        uow.session.execute(GRADES, [{"firing_id": firing.id, **grade} for grade in grades])
    uow.record("trigger:fire", subject=firing, child=child, reason=rule.title, values={"trigger_grades": grades})


def _lapse(uow: UnitOfWork, visit: Visit) -> None:
    """Whatever stood on a version of this visit, and has not enough to stand on any more."""
    stands_on = select(TriggerGrade.firing_id).join(Visit).where(Visit.first_id == visit.first_id)
    firings = uow.session.scalars(
        select(TriggerFiring)
        .where(TriggerFiring.id.in_(stands_on), TriggerFiring.lapsed_at.is_(None))
        .options(selectinload(TriggerFiring.grades).joinedload(TriggerGrade.visit))
    ).all()
    for firing in firings:
        rule = rule_from(firing.rule)
        instrument = newest(rule.instrument_key)
        behind: dict[UUID, set[str]] = defaultdict(set)
        for grade in firing.grades:
            behind[grade.visit.first_id].add(grade.item_key)
        left = standing_of(uow.session, visit.child_id, instrument, behind)
        if not still_stands(rule, instrument, left):
            firing.lapsed_at = uow.now
            uow.record("trigger:lapse", subject=firing, child=visit.child, reason=rule.title)
