"""How an outcome of a plan stands, in words for those who work with the child, manage the work or chair a conference.

Its start is not the child’s first visit but the time when the plan was made, and every sentence is read so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from gcp_tracker.change.outcomes import ItemReading
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import Names, day_words, newly_words, series_said
from gcp_tracker.rules.dates import how_long_ago, long_date
from gcp_tracker.rules.plan_vocabulary import OutcomeState

HOW_JUDGED = (
    "Read from the verdict of its items since the plan was made, not from the last grade. “Held” means for six months,"
    " up to a visit in the last 60 days."
)
NO_ITEMS = "No item is tied to it, so no visit can show how it stands."
NOT_READ = "Nothing has been graded since it was agreed."
MEANING: Mapping[OutcomeState, str] = {
    OutcomeState.WORSE: "Worse than when the plan was made.",
    OutcomeState.NOT_MOVING: "No clear change since the plan was made.",
    OutcomeState.NOT_ENOUGH: "The grades recorded cannot settle it yet.",
    OutcomeState.ON_THE_WAY: "Better, and not yet where it is to be.",
    OutcomeState.MET_NOT_HELD: "Where it is to be, and too early to rely on.",
    OutcomeState.MET: "Where it is to be, and it has probably lasted six months.",
}


def item_said(reading: ItemReading, names: Names, then: float | None, grade: Callable[[float], float]) -> str:
    """One item’s verdict in a sentence or two. `then` and `grade` are of the engine’s scale and back."""
    deciding = reading.deciding
    if deciding is None:
        return NOT_READ
    newly = next((run for run in deciding.reading.runs if run.newly_since is not None), None)
    last = ""
    if reading.last is not None:
        was = f", {grade(then):g} when the plan was made" if then is not None else ""
        last = f"Last graded {grade(reading.last.value):g} on {day_words(reading.last.day)}{was}."
    if reading.state is OutcomeState.WORSE and newly is not None:
        return " ".join([f"{newly_words(newly, names)}.", last]).strip()
    if reading.state is OutcomeState.NOT_ENOUGH and deciding.verdict is Verdict.NO_CLEAR_CHANGE:
        return f"{last} Better on paper; too few grades to call it a change."
    said = series_said(deciding, names)
    return " ".join(part for part in (said.lead, said.odds, said.rest, last) if part)


def due_said(state: OutcomeState, by_on: date | None, today: date) -> str:
    """By 3 May 2026 (in 24 days); was to be so by 3 May 2026 (2 months ago)."""
    if by_on is None:
        return "By no day that is written down."
    when = f"{long_date(by_on)} ({how_long_ago(by_on, today)})"
    is_late = by_on < today and state not in (OutcomeState.MET, OutcomeState.MET_NOT_HELD)
    return f"Was to be so by {when}." if is_late else f"By {when}."
