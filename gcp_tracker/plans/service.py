"""Writing a plan: its versions, outcomes and actions; agreeing to it, ending it; and what becomes of its actions."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select

from gcp_tracker.judgements.service import record_judgement
from gcp_tracker.models import (
    ActionMove,
    ActionPerson,
    Child,
    Outcome,
    OutcomeItem,
    Plan,
    PlanAction,
)
from gcp_tracker.plans.details import ActionDetails, OutcomeDetails, PlanDetails
from gcp_tracker.plans.queries import action_states, agreed_plan, draft_plan, last_graded
from gcp_tracker.plans.written import written_plan
from gcp_tracker.readings.service import keep_plan_reading
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.plan_vocabulary import ActionState, PlanState
from gcp_tracker.rules.plans import (
    check_action_move,
    check_can_be_agreed,
    check_can_be_written,
    check_dates,
    check_plan_kind,
    check_plan_move,
    check_targets,
)
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import remember_instrument

CHANGED_ELSEWHERE = (
    "Somebody else changed this plan while you wrote. What you typed is still here; look at the plan, then save again."
)


def open_plan(uow: UnitOfWork, child: Child, instrument: Instrument, details: PlanDetails) -> Plan:
    """A plan that is being written; a new version, with all that it says, where one is agreed.

    Raises RuleBroken beside its field, or when somebody is writing one already.
    """
    check_plan_kind(details.kind)
    check_dates(details.starts_on, uow.today)
    # Two people who begin one at the same moment wait for each other here.
    uow.session.execute(select(Child.id).where(Child.id == child.id).with_for_update())
    if (open_one := draft_plan(uow.session, child)) is not None:
        raise RuleBroken(f"{open_one.opened_by.name} is already writing a plan. Go on with that one.")
    before = agreed_plan(uow.session, child)
    if before is not None and not details.why:
        raise RuleBroken("Say why the plan is to be changed", field="why")
    plan = Plan(
        child=child,
        before=before,
        number=before.number + 1 if before else 1,
        kind=details.kind,
        starts_on=details.starts_on,
        why=details.why,
        instrument=remember_instrument(uow, instrument),
        opened_at=uow.now,
        opened_by=uow.author,
    )
    uow.session.add(plan)
    for outcome in before.outcomes if before else ():
        plan.outcomes.append(_copy(outcome))
    uow.record("plan:open", subject=plan, child=child, reason=details.why)
    return plan


def describe_plan(uow: UnitOfWork, plan: Plan, details: PlanDetails, seen: int) -> None:
    check_plan_kind(details.kind)
    check_dates(details.starts_on, uow.today)
    if plan.before_id is not None and not details.why:
        raise RuleBroken("Say why the plan is to be changed", field="why")
    _lock_draft(uow, plan, seen)
    plan.kind, plan.starts_on, plan.why = details.kind, details.starts_on, details.why
    _record(uow, "plan:describe", plan)


def write_outcome(uow: UnitOfWork, plan: Plan, outcome: Outcome | None, details: OutcomeDetails, seen: int) -> Outcome:
    """A new outcome, or this one anew. The grade now of each item is the last one signed, never typed; an item that
    goes on keeps the grade from which it began.
    """
    check_targets([item.item_key for item in details.items])
    _lock_draft(uow, plan, seen)
    if outcome is None:
        outcome = Outcome(line_id=uuid4(), place=len(plan.outcomes) + 1)
        plan.outcomes.append(outcome)
    outcome.sentence, outcome.how_known, outcome.if_not = details.sentence, details.how_known, details.if_not
    held = {item.item_key: item for item in outcome.items}
    graded = last_graded(uow.session, plan)
    kept = []
    for asked in details.items:
        item = held.get(asked.item_key) or OutcomeItem(item_key=asked.item_key)
        if item.began_on is None:
            last = graded.get(asked.item_key)
            item.now, item.now_on = (last.value, last.on) if last else (None, None)
        item.aim, item.by_on = asked.aim, asked.by_on
        kept.append(item)
    outcome.items = kept
    _record(uow, "outcome:write", plan)
    return outcome


def remove_outcome(uow: UnitOfWork, plan: Plan, outcome: Outcome, seen: int) -> None:
    _lock_draft(uow, plan, seen)
    plan.outcomes.remove(outcome)
    _record(uow, "outcome:remove", plan)


def write_action(
    uow: UnitOfWork, plan: Plan, outcome: Outcome, action: PlanAction | None, details: ActionDetails, seen: int
) -> PlanAction:
    """A new action under an outcome, or this one anew."""
    _lock_draft(uow, plan, seen)
    if action is None:
        action = PlanAction(line_id=uuid4(), place=len(outcome.actions) + 1)
        outcome.actions.append(action)
    action.what, action.by_on = details.what, details.by_on
    action.people = [
        ActionPerson(
            kind=who.kind,
            words=who.words,
            agency=who.agency,
            adult_id=who.adult.id if who.adult else None,
            user_id=who.user.id if who.user else None,
        )
        for who in details.who
    ]
    _record(uow, "plan_action:write", plan)
    return action


def remove_action(uow: UnitOfWork, plan: Plan, action: PlanAction, seen: int) -> None:
    _lock_draft(uow, plan, seen)
    action.outcome.actions.remove(action)
    _record(uow, "plan_action:remove", plan)


def agree_plan(uow: UnitOfWork, plan: Plan, seen: int) -> None:
    """From now on it holds and never changes; the version before it is replaced.

    Raises RuleBroken where something is lacking that it must say.
    """
    _lock_draft(uow, plan, seen)
    check_can_be_agreed(written_plan(plan))
    before = agreed_plan(uow.session, plan.child)
    if before is not None:
        _close(uow, before, PlanState.REPLACED, plan.why)
    for outcome in plan.outcomes:
        for item in outcome.items:
            item.began_on = item.began_on or uow.today
    # All of it comes first: the database lets nothing into a plan that is agreed.
    uow.session.flush()
    plan.state, plan.agreed_on, plan.agreed_at, plan.agreed_by = PlanState.AGREED, uow.today, uow.now, uow.author
    _record(uow, "plan:agree", plan, plan.why)
    keep_plan_reading(uow, plan.child)


def discard_plan(uow: UnitOfWork, plan: Plan, reason: str) -> None:
    if not reason:
        raise RuleBroken("Say why this is put aside", field="reason")
    _close(uow, plan, PlanState.DISCARDED, reason)


def end_plan(uow: UnitOfWork, plan: Plan, reason: str) -> None:
    """Nothing follows it: the help has ended, or goes on without a plan."""
    stop_plan(uow, plan, reason)
    record_judgement(uow, plan.child, Occasion.PLAN_ENDED, f"{plan.kind.words}: the plan ended", reason)


def stop_plan(uow: UnitOfWork, plan: Plan, reason: str) -> None:
    """The same where it is kept elsewhere what the grades said: with the scrutiny that ends it."""
    if not reason:
        raise RuleBroken("Say why the plan ends", field="reason")
    _close(uow, plan, PlanState.ENDED, reason)


def move_action(uow: UnitOfWork, plan: Plan, action: PlanAction, to: ActionState, reason: str = "") -> None:
    """What became of an action of the plan that is agreed. Its state goes on in the versions that follow."""
    uow.session.refresh(plan, ["state"], with_for_update={"of": Plan})
    if plan.state is not PlanState.AGREED:
        raise RuleBroken("This version of the plan does not hold any more. Look at the plan again.")
    check_action_move(action_states(uow.session, [action.line_id])[action.line_id].state, to, reason)
    uow.session.add(ActionMove(line_id=action.line_id, state=to, at=uow.now, by=uow.author, reason=reason))
    uow.record(f"plan_action:{_VERBS[to]}", subject=action, child=plan.child, reason=reason)


_VERBS = {
    ActionState.TO_DO: "reopen",
    ActionState.STARTED: "start",
    ActionState.DONE: "finish",
    ActionState.DROPPED: "drop",
}
_CLOSING = {PlanState.REPLACED: "replace", PlanState.ENDED: "end", PlanState.DISCARDED: "discard"}


def _lock_draft(uow: UnitOfWork, plan: Plan, seen: int) -> None:
    """The plan as it is now, held until the commit. Raises RuleBroken unless it is being written, and as it was
    seen.
    """
    uow.session.flush()
    uow.session.refresh(plan, ["state", "version"], with_for_update={"of": Plan})
    check_can_be_written(plan.state)
    if plan.version != seen:
        raise RuleBroken(CHANGED_ELSEWHERE)
    plan.version += 1


def _close(uow: UnitOfWork, plan: Plan, to: PlanState, reason: str) -> None:
    uow.session.flush()
    uow.session.refresh(plan, ["state"], with_for_update={"of": Plan})
    check_plan_move(plan.state, to)
    plan.state, plan.closed_at, plan.closed_by, plan.closing_reason = to, uow.now, uow.author, reason
    _record(uow, f"plan:{_CLOSING[to]}", plan, reason)


def _record(uow: UnitOfWork, event: str, plan: Plan, reason: str = "") -> None:
    uow.record(event, subject=plan, child=plan.child, reason=reason)


def _copy(outcome: Outcome) -> Outcome:
    return Outcome(
        **_same(outcome, "line_id", "place", "sentence", "how_known", "if_not"),
        items=[
            OutcomeItem(**_same(item, "item_key", "now", "now_on", "aim", "by_on", "began_on"))
            for item in outcome.items
        ],
        actions=[
            PlanAction(
                **_same(action, "line_id", "place", "what", "by_on"),
                people=[
                    ActionPerson(**_same(person, "kind", "words", "agency", "adult_id", "user_id"))
                    for person in action.people
                ],
            )
            for action in outcome.actions
        ],
    )


def _same(row: object, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}
