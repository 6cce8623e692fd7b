"""What may settle “not enough to tell”, in a sentence. It may; it need not."""

from __future__ import annotations

from gcp_tracker.change.settling import MaySettle, NextVisit
from gcp_tracker.change.words import day_words

NUMBERS = ("No", "One", "Two", "Three", "Four")


def settle_words(settle: MaySettle, domain: str, form: int, as_of: int) -> str:
    """One more visit in which at least 3 of the 6 Safety items are graded, not before 3 May 2026, may settle it."""
    start = " that were graded at the start" if settle.of_the_start else ""
    items = f"at least {settle.items} of the {form} {domain} items{start}"
    until = f", not before {day_words(settle.not_before)}," if settle.not_before > as_of else ""
    if settle.kind is NextVisit.MORE:
        return f"Even two more visits probably will not; several more, each grading {items}, may settle it."
    if settle.kind is NextVisit.TWO_VISITS:
        return f"Two more visits, one of them by another worker, each grading {items}{until} may settle it."
    if settle.visits > 1:
        last = f", the last{until[1:]}" if until else ""
        return f"{_number(settle.visits)} more visits, each grading {items}{last} may settle it."
    by = {NextVisit.SAME_WORKER: " by the same worker", NextVisit.OTHER_WORKER: " by another worker"}
    return f"One more visit{by.get(settle.kind, '')} in which {items} are graded{until} may settle it."


def _number(visits: int) -> str:
    return NUMBERS[visits] if visits < len(NUMBERS) else str(visits)
