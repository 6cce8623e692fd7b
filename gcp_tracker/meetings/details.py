"""What a form tells a service about a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from gcp_tracker.models import Adult
from gcp_tracker.rules.meeting_vocabulary import Agency, CancelledBy, Paper
from gcp_tracker.rules.vocabulary import MeetingKind


@dataclass(frozen=True, slots=True)
class PlanDetails:
    kind: MeetingKind
    planned_on: date
    planned_at: time | None = None
    place: str = ""
    adults: tuple[Adult, ...] = ()
    agencies: tuple[Agency, ...] = ()
    invites_child: bool = False


@dataclass(frozen=True, slots=True)
class HeldDetails:
    """`came`, `apologies` and `reports` are keys of people, as `person_key` makes them; who is in neither of the first
    two did not come. `also_came`: agencies that nobody had invited.
    """

    held_on: date
    came: frozenset[str] = frozenset()
    apologies: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
    also_came: tuple[Agency, ...] = ()
    enquiry_begun: bool | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class CancelDetails:
    """`anew_on`: the day for which it is planned again, where there is one already."""

    by: CancelledBy
    reason: str
    anew_on: date | None = None


@dataclass(frozen=True, slots=True)
class SentDetails:
    paper: Paper
    sent_on: date
    to: frozenset[str]
