"""What a child can be in need of attention for, and which comes first: a stated order, and never a score."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.vocabulary import Worded


class ReasonKind(Worded):
    """The words are those of a filter: short, and about what is to be looked at."""

    SAFETY_UNANSWERED = "safety_unanswered", "Safe tonight not answered"
    SAFETY_ANSWERED = "safety_answered", "No plain yes to “safe tonight?”"
    NEWLY_BAD = "newly_bad", "Newly at 4 or 5"
    TRIGGER = "trigger", "Trigger not answered"
    STEP = "step", "Care against the step taken"
    WORSE = "worse", "Care is worse"
    DRIFT = "drift", "Drift"
    NOT_NAMED = "not_named", "Not yet named"
    NOT_ALLOCATED = "not_allocated", "Nobody allocated"
    DRAFT = "draft", "Visit not signed"
    BIRTH = "birth", "Birth not recorded"
    VISIT_LATE = "visit_late", "Visit late"
    MISSED = "missed", "Visits missed"
    NOT_SEEN = "not_seen", "Not seen"
    NOT_ALONE = "not_alone", "Not seen alone"
    HOME = "home", "Home or bedroom not seen"
    REVIEW_LATE = "review_late", "Review or meeting late"
    CHALLENGE = "challenge", "Challenge not answered"
    CANCELLED = "cancelled", "Cancelled in a row"
    PROFILE = "profile", "Profile not repeated"
    PLAN_LONG = "plan_long", "Long under the plan"
    PLAN_AGAIN = "plan_again", "Plan again"
    ACTIONS = "actions", "Actions overdue"
    MINUTES = "minutes", "Minutes late"
    EVIDENCE = "evidence", "Evidence missing"
    VIEWS = "views", "Two see it differently"
    NO_FATHER = "no_father", "No father recorded"
    ONE_WORKER = "one_worker", "One worker only"
    SUPERVISION = "supervision", "Supervision late"


SAFETY = (ReasonKind.SAFETY_UNANSWERED, ReasonKind.SAFETY_ANSWERED)
# These are looked at before anything else that is on the list.
GRAVE = frozenset(list(ReasonKind)[: list(ReasonKind).index(ReasonKind.NOT_ALLOCATED) + 1])
# The manager’s order is that of the list above, but for a begun visit, which is the worker’s to sign.
MANAGERS_ORDER = (*(kind for kind in ReasonKind if kind is not ReasonKind.DRAFT), ReasonKind.DRAFT)
WORKERS_ORDER = (*SAFETY, ReasonKind.DRAFT, *(kind for kind in MANAGERS_ORDER[len(SAFETY) : -1]))


@dataclass(frozen=True, slots=True)
class Reason:
    """`sentence` and `rule` without their full stops. `since` is the day from which it is so, None where nobody can
    say. `mark` tells what it is about and how far it has gone: when it changes, a reason that was put off is back.
    """

    kind: ReasonKind
    sentence: str
    rule: str
    since: date | None
    mark: str

    @property
    def is_grave(self) -> bool:
        return self.kind in GRAVE

    @property
    def key(self) -> str:
        """For an address: names the reason as it stands now, and nobody."""
        return f"{self.kind.value}-{hashlib.sha256(self.mark.encode()).hexdigest()[:8]}"


def in_order(reasons: Sequence[Reason], order: Sequence[ReasonKind]) -> list[Reason]:
    """By kind, and of one kind what has been so for longest."""
    places = {kind: place for place, kind in enumerate(order)}
    return sorted(reasons, key=lambda reason: (places[reason.kind], reason.since or date.min, reason.mark))
