"""What becomes of a decision."""

from __future__ import annotations

from sqlalchemy import select

from gcp_tracker.models import Decision, DecisionMove
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.rules.plans import check_action_move
from gcp_tracker.rules.supervision import outcome_missing_words
from gcp_tracker.supervision.queries.decisions import decision_states
from gcp_tracker.unit_of_work import UnitOfWork

_VERBS = {
    ActionState.TO_DO: "reopen",
    ActionState.STARTED: "start",
    ActionState.DONE: "finish",
    ActionState.DROPPED: "drop",
}


def move_decision(uow: UnitOfWork, decision: Decision, to: ActionState, came_of_it: str = "") -> None:
    """Done needs what came of it for the child; dropped needs why. Raises RuleBroken."""
    # Two taps at once wait for each other here.
    uow.session.execute(select(Decision.id).where(Decision.id == decision.id).with_for_update())
    if not decision.record.is_signed:
        raise RuleBroken("This decision is not signed yet")
    if to is ActionState.DONE and not came_of_it:
        raise RuleBroken(outcome_missing_words(), "reason")
    check_action_move(decision_states(uow.session, [decision.id])[decision.id].state, to, came_of_it)
    move = DecisionMove(decision_id=decision.id, state=to, came_of_it=came_of_it, at=uow.now, by_id=uow.author.id)
    uow.session.add(move)
    uow.record(f"decision:{_VERBS[to]}", subject=decision, child=decision.record.child)
