"""Our own visits as offers, and who interpreted at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from gcp_tracker.models import Child, Visit
from gcp_tracker.rules.engagement_vocabulary import InterpreterBy
from gcp_tracker.rules.vocabulary import VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class VisitOffered:
    on: date
    outcome: VisitOutcome
    detail: str
    announced: bool
    interpreter_needed: bool
    interpreter_used: bool
    interpreter_by: InterpreterBy | None


def visits_offered(session: AnySession, child: Child) -> list[VisitOffered]:
    """Those that stand, oldest first."""
    query = (
        select(
            Visit.visited_on,
            Visit.outcome,
            Visit.outcome_detail,
            Visit.announced,
            Visit.interpreter_needed,
            Visit.interpreter_used,
            Visit.interpreter_by,
        )
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED)
        .order_by(Visit.visited_on, Visit.opened_at)
    )
    return [VisitOffered(*row) for row in session.execute(query)]
