"""What stands in the record of a child whose plan would end: what was promised, and what is still open."""

from __future__ import annotations

from datetime import date

from gcp_tracker.meetings.queries import meeting_fact, meeting_facts_query
from gcp_tracker.models import Escalation, Meeting, Scrutiny
from gcp_tracker.plans.queries import action_states, agreed_plan, draft_plan, lines_of
from gcp_tracker.readings.outcomes import outcomes_on
from gcp_tracker.rules.plan_ends import AtTheEnd
from gcp_tracker.rules.plan_vocabulary import OutcomeState
from gcp_tracker.rules.scrutiny import PLAN_OF
from gcp_tracker.supervision.queries import waiting_challenges
from gcp_tracker.triggers.queries import open_triggers
from gcp_tracker.unit_of_work import AnySession


def at_the_end(session: AnySession, one: Scrutiny, today: date) -> AtTheEnd:
    """Of the plan that the meeting was about, as it stands today; outcomes by what the grades say of their items."""
    child = one.child
    agreed, draft = agreed_plan(session, child), draft_plan(session, child)
    plan = agreed if agreed is not None and agreed.kind is PLAN_OF[one.conference] else None
    states = {number: read.as_at.state for number, read in outcomes_on(session, plan, today).items()} if plan else {}
    moves = action_states(session, lines_of(plan)) if plan else {}
    outcomes = plan.outcomes if plan else []
    meetings = session.execute(meeting_facts_query().where(Meeting.child_id == child.id).order_by("on", Meeting.id))
    waiting = session.scalars(waiting_challenges(Escalation.id).where(Escalation.child_id == child.id))
    return AtTheEnd(
        name=child.first_name,
        has_plan=plan is not None,
        outcomes=[(row.sentence, states.get(row.id, OutcomeState.NOT_ENOUGH)) for row in outcomes],
        open_actions=[action.what for row in outcomes for action in row.actions if moves[action.line_id].state.is_open],
        meetings=[meeting_fact(row) for row in meetings],
        triggers=len(open_triggers(session, child)),
        challenges=len(list(waiting)),
        written_by=draft.opened_by.name if draft else "",
        next_help=one.next_help.inside if one.next_help else "",
    )
