"""What the screen before grading says, put into the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import object_session

from gcp_tracker.models import Visit, VisitAdult
from gcp_tracker.rules.bands import BEFORE_BIRTH
from gcp_tracker.visits.draft_bands import reason_to_keep

if TYPE_CHECKING:
    from gcp_tracker.visits.drafts import VisitDetails


def put_details(visit: Visit, details: VisitDetails, band: str) -> None:
    visit.household, visit.carer = details.household, details.carer
    visit.band, visit.band_reason = band, reason_to_keep(visit, details, band)
    held = details.outcome.is_held
    for name in ("visited_on", "started_at", "place", "outcome", "outcome_detail", "announced", "came_with_me"):
        setattr(visit, name, getattr(details, name))
    # Nobody was seen at a visit that did not take place, whatever was ticked.
    for name in ("child_seen", "child_seen_alone", "bedroom_seen", "interpreter_needed"):
        setattr(visit, name, held and getattr(details, name))
    visit.interpreter_by = details.interpreter_by if held else None
    # Older visits say that there was one, and not who: that stays.
    if visit.interpreter_by is not None or not visit.interpreter_needed:
        visit.interpreter_used = visit.interpreter_by is not None and visit.interpreter_by.counts
    if band == BEFORE_BIRTH:
        visit.child_seen = visit.child_seen_alone = False
    seen = {adult.id: adult for adult in details.adults_seen} if held else {}
    for row in list(visit.adults_seen):
        if row.adult_id not in seen:
            visit.adults_seen.remove(row)
            if (here := object_session(row)) is not None:
                here.delete(row)
    known = {row.adult_id for row in visit.adults_seen}
    visit.adults_seen.extend(VisitAdult(adult=adult) for key, adult in seen.items() if key not in known)
