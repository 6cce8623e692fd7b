"""What a tablet is answered when it has sent something of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gcp_tracker.models import Grade, KeptOperation, SafetyCheck, Visit, VisitNote
from gcp_tracker.visits.answers import answer_fields
from gcp_tracker.visits.drafts import Saved
from gcp_tracker.visits.grading import milliseconds
from gcp_tracker.visits.safe_on_tablet import SAFE, safe_fields, safe_version
from gcp_tracker.web.templating import clock_time


def saved_fields(
    saved: Saved, visit: Visit, now: datetime, behind: Mapping[str, KeptOperation], stands: SafetyCheck | None
) -> dict[str, Any]:
    """The answer to a save: the version kept, conflicts with what stands, and what came from elsewhere.

    `behind` says who saved what stands or came, and when; `stands` is the answer to *safe tonight?* that another device
    gave.
    """

    def rows(kept: list[Grade | VisitNote]) -> dict[str, Any]:
        return {
            "answers": {row.item_key: answer_fields(row) for row in kept if isinstance(row, Grade)},
            "notes": {row.kind.value: row.text for row in kept if isinstance(row, VisitNote)},
        }

    check = visit.safety_check
    came_from = {name: (one.at, one.by) for name, one in behind.items()}
    if stands is not None and stands.answered_at is not None and stands.answered_by is not None:
        came_from[SAFE] = (stands.answered_at, stands.answered_by)
    return {
        "version": saved.version,
        "received": clock_time(now),
        "now": milliseconds(now),
        "conflicts": rows(saved.conflicts) | {"safe": {SAFE: safe_fields(stands)} if stands else {}},
        "from": {name: f"at {clock_time(at)}, by {by.name}" for name, (at, by) in came_from.items()},
        "others": rows(saved.others),
        "safe_tonight": "none" if check is None else ("answered" if check.is_answered else "asked"),
        "safe_version": safe_version(check),
        "safe": safe_fields(check) if check is not None and check.who_was_told else None,
    }
