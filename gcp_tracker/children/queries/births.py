"""What a date of birth bears on: the bands of the child’s visits."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Child, Visit
from gcp_tracker.rules.birth_dates import BandedVisit
from gcp_tracker.rules.vocabulary import VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession


def banded_visits(session: AnySession, child: Child) -> list[BandedVisit]:
    """Visits that took place: those that stand signed, and open ones; oldest first."""
    query = (
        select(Visit)
        .where(
            Visit.child_id == child.id,
            Visit.state.in_((VisitState.SIGNED, VisitState.DRAFT)),
            Visit.outcome == VisitOutcome.HELD,
        )
        .options(joinedload(Visit.instrument))
        .order_by(Visit.visited_on, Visit.opened_at)
    )
    return [
        BandedVisit(
            visit.visited_on, instrument_of(visit.instrument), visit.band, bool(visit.band_reason), visit.is_draft
        )
        for visit in session.scalars(query)
    ]
