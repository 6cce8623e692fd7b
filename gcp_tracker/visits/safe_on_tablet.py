"""The answer to *is the child safe tonight?* as a tablet sends it: once, and never over somebody else’s unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gcp_tracker.models import SafetyCheck, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import SafeTonight
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.operations import Stamp, known_operations
from gcp_tracker.visits.safety import answer_safe_tonight, check_is_draft, check_now, hold_visit

# As the tablet names it among its cards and notes.
SAFE = "safe-tonight"


@dataclass(frozen=True, slots=True)
class SafeDetails:
    """`stamp.base` is the `safe_version` of the answer that the device had seen."""

    answer: SafeTonight | None
    who_was_told: str
    told_at: str
    what_was_agreed: str
    stamp: Stamp

    @property
    def fields(self) -> dict[str, str]:
        return {
            "answer": self.answer.value if self.answer else "",
            "who_was_told": self.who_was_told,
            "told_at": self.told_at,
            "what_was_agreed": self.what_was_agreed,
        }


def is_repeat(uow: UnitOfWork, visit: Visit, details: SafeDetails) -> bool:
    """Whether the draft has kept just this before; under its lock, since it may be on its way twice at once."""
    hold_visit(uow, visit)
    return known_operations(uow, visit, [details.stamp]).is_repeat(details.stamp, SAFE, details.fields)


def save_safe_tonight(uow: UnitOfWork, visit: Visit, details: SafeDetails) -> SafetyCheck | None:
    """Keep the answer, or return what stands and was not overwritten: another device answered since, and otherwise.

    Raises RuleBroken as `answer_safe_tonight` does.
    """
    if is_repeat(uow, visit, details):
        return None
    check_is_draft(visit)
    check = check_now(uow, visit)
    if check is not None and safe_version(check) > details.stamp.base and safe_fields(check) != details.fields:
        return check
    if details.answer is None:
        raise RuleBroken("Choose an answer", field="answer")
    answer_safe_tonight(
        uow,
        visit,
        details.answer,
        who_was_told=details.who_was_told,
        told_at=details.told_at,
        what_was_agreed=details.what_was_agreed,
    )
    known = known_operations(uow, visit, [details.stamp])
    known.keep(details.stamp, SAFE, details.fields)
    known.write_down()
    return None


def safe_version(check: SafetyCheck | None) -> int:
    """When it was answered, in milliseconds, so that a device can say which answer it had seen; 0 for none."""
    return int(check.answered_at.timestamp() * 1000) if check is not None and check.answered_at is not None else 0


def safe_fields(check: SafetyCheck) -> dict[str, Any]:
    """As the panel holds it."""
    return {
        "answer": check.answer.value if check.answer else "",
        "who_was_told": check.who_was_told,
        "told_at": check.told_at_words,
        "what_was_agreed": check.what_was_agreed,
    }
