"""What is said to a trigger point that fired, and from when an answer is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.dates import check_not_in_future, counted, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.trigger_vocabulary import Step, TriggerState
from gcp_tracker.rules.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class AnswerDetails:
    """What somebody says to a trigger. Of what was done: which steps, in their words, by whom and on which day; of
    what was not: why.
    """

    is_done: bool
    steps: tuple[Step, ...] = ()
    what: str = ""
    who: str = ""
    done_on: date | None = None
    why: str = ""


def check_answer(details: AnswerDetails, fired_on: date, today: date) -> None:
    """Raises RuleBroken beside `why`, `what`, `who` or `done_on`."""
    if not details.is_done:
        if not details.why:
            raise RuleBroken("Say why nothing is done", field="why")
        return
    if not details.steps and not details.what:
        raise RuleBroken("Say what was done, or choose it from the list", field="what")
    if not details.who:
        raise RuleBroken("Say who did it", field="who")
    if details.done_on is None:
        raise RuleBroken("Enter the day on which it was done, like 16 11 2026", field="done_on")
    check_not_in_future(details.done_on, today, "The day", field="done_on")
    if details.done_on < fired_on - timedelta(days=31):
        raise RuleBroken("What was done more than a month before cannot answer it", field="done_on")


def state_of(is_done: bool | None, *, has_lapsed: bool) -> TriggerState:
    """`is_done`: as it was answered; None where it was not. An answer stands, whatever became of the grades."""
    if is_done is not None:
        return TriggerState.DONE if is_done else TriggerState.NOT_DONE
    return TriggerState.LAPSED if has_lapsed else TriggerState.OPEN


def answer_due_on(fired_on: date, settings: Settings) -> date:
    """The last day on which an answer is not late, by what the authority has set."""
    return add_working_days(fired_on, settings.working_days("trigger_answered_within"), settings.days_off)


def unanswered_words(title: str, fired_on: date, settings: Settings, today: date) -> str:
    """Why a child stands on a list: “A need is not met” fired on 3 May 2026 and waits for an answer, 4 days late."""
    words = f"“{title}” fired on {long_date(fired_on)} and waits for an answer"
    late = (today - answer_due_on(fired_on, settings)).days
    return f"{words}, {counted(late, 'day')} late" if late > 0 else words
