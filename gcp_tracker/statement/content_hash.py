"""What a signed visit is known by: the SHA-256 of all that was signed, which no later change of the file can alter.

The fields are named one by one. A column that a later release adds is in no hash of this kind, so that a visit keeps
the one that was printed. Whose record it stands under is not in it: records can be merged, and parted again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from gcp_tracker.models import Visit

KIND = "visit, content 1"
OF_VISIT = (
    "id", "first_id", "number", "band", "band_reason", "visited_on", "started_at", "place", "outcome", "outcome_detail",
    "announced", "child_seen", "child_seen_alone", "bedroom_seen", "interpreter_needed", "interpreter_used",
    "interpreter_by", "came_with_me", "author_id", "signed_at", "signed_by_id", "amendment_reason",
)  # fmt: skip
OF_GRADE = (
    "item_key", "answer", "value", "source", "evidence", "child_words", "carer_view", "carer_words", "what_changed",
)  # fmt: skip
OF_NOTE = ("kind", "text")
OF_SAFETY = ("asked_by_items", "answer", "who_was_told", "told_at_words", "what_was_agreed")


def content_hash(visit: Visit) -> str:
    """Of one signed version."""
    instrument = visit.instrument
    told = {
        "what": KIND,
        "visit": _fields(visit, OF_VISIT),
        "instrument": [instrument.key, instrument.version, instrument.content_hash],
        "grades": _rows(visit.grades, OF_GRADE),
        "notes": _rows(visit.notes, OF_NOTE),
        "adults": sorted(row.adult_id for row in visit.adults_seen),
        "colleagues": sorted(row.user_id for row in visit.colleagues),
        "safety": _fields(visit.safety_check, OF_SAFETY) if visit.safety_check else None,
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(rows: Iterable[object], names: Iterable[str]) -> list[dict[str, Any]]:
    return sorted((_fields(row, names) for row in rows), key=lambda told: json.dumps(told, sort_keys=True))


def _fields(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, str | UUID) else value
