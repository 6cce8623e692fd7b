"""Where an entry of the chronology leads."""

from __future__ import annotations

from flask import url_for

from gcp_tracker.models import Child
from gcp_tracker.record.chronology.entries import Entry


def entry_address(entry: Entry, child: Child) -> str:
    """Empty where it stands for itself."""
    if entry.target == "visit":
        return url_for("visits.show", visit_id=entry.record_id)
    if entry.target == "profile":
        return url_for("profiles.profile", profile_id=entry.record_id)
    if entry.target == "plan":
        return url_for("plans.version", child_id=child.id, number=entry.record_id)
    if entry.target == "scrutiny":
        return url_for("scrutiny.entry", child_id=child.id, number=entry.record_id)
    return url_for("chronology.event", child_id=child.id, number=entry.record_id) if entry.target == "event" else ""
