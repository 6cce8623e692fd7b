"""What the form of scrutiny hands to its service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gcp_tracker.models import Escalation
from gcp_tracker.rules.scrutiny import Challenged, Decided, NextHelp, Threshold, Working
from gcp_tracker.rules.vocabulary import AbuseCategory


@dataclass(frozen=True, slots=True)
class ScrutinyDetails:
    """In a draft any of them may be missing. `texts` by the field of their question."""

    texts: Mapping[str, str] = field(default_factory=dict)
    decided: Decided | None = None
    threshold: Threshold | None = None
    category: AbuseCategory | None = None
    working: Working | None = None
    challenged: Challenged | None = None
    escalation: Escalation | None = None
    next_help: NextHelp | None = None
    core_group_on: date | None = None
    review_on: date | None = None
