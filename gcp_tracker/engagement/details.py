"""What a form or a file tells a service about engagement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.models import Adult
from gcp_tracker.rules.engagement_vocabulary import AppointmentState, NotMetReason, Service


@dataclass(frozen=True, slots=True)
class AppointmentDetails:
    """`adult`: for whom, where it is not the child. `words`: what it was for, or why it was not kept."""

    service: Service
    falls_on: date
    state: AppointmentState
    adult: Adult | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class WhyNotDetails:
    """`adult` is None for a father of whom nothing is on file."""

    adult: Adult | None
    reason: NotMetReason
    words: str = ""


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """One half term at one school, in sessions."""

    school: str
    possible: int
    attended: int
    unauthorised: int
