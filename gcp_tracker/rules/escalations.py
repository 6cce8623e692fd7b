"""Challenge between professionals and agencies: its stages, its clock, and what may become of it.

Which stages there are and how long each may take is the authority’s to set; the names of the stages are common ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clocks import Clock
from gcp_tracker.rules.dates import check_not_in_future, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Worded


class EscalationState(Worded):
    ASKED = "asked", "Waiting for an answer"
    TAKEN_FURTHER = "taken_further", "Taken further, waiting for an answer"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"
    SET_ASIDE = "set_aside", "Set aside by somebody else"

    @property
    def waits(self) -> bool:
        return self in WAITING

    @property
    def is_open(self) -> bool:
        return self.waits or self is EscalationState.ANSWERED


WAITING = (EscalationState.ASKED, EscalationState.TAKEN_FURTHER)
# Nothing closes that was not answered. docs/states.md is generated from it.
ESCALATION_MOVES: dict[EscalationState, frozenset[EscalationState]] = {
    EscalationState.ASKED: frozenset(
        {EscalationState.TAKEN_FURTHER, EscalationState.ANSWERED, EscalationState.SET_ASIDE}
    ),
    EscalationState.TAKEN_FURTHER: frozenset(
        {EscalationState.TAKEN_FURTHER, EscalationState.ANSWERED, EscalationState.SET_ASIDE}
    ),
    EscalationState.ANSWERED: frozenset({EscalationState.TAKEN_FURTHER, EscalationState.CLOSED}),
    EscalationState.CLOSED: frozenset(),
    EscalationState.SET_ASIDE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """`days_key` names the authority’s setting for how many working days an answer may take."""

    title: str
    days_key: str
    clock: Clock


STAGES = (
    Stage("Between those who work with the child", "escalation_1_within", Clock.ESCALATION_1),
    Stage("Between their managers", "escalation_2_within", Clock.ESCALATION_2),
    Stage("Between senior managers", "escalation_3_within", Clock.ESCALATION_3),
    Stage("To the safeguarding partners", "escalation_4_within", Clock.ESCALATION_4),
)


def stages_of(settings: Settings) -> tuple[Stage, ...]:
    """As many as the authority uses."""
    return STAGES[: settings.stages("escalation_stages")]


def stage_of(number: int) -> Stage:
    """Counted from 1. One that the authority has since given up is still known."""
    return STAGES[number - 1]


def stage_words(number: int) -> str:
    """stage 2, between their managers."""
    title = stage_of(number).title
    return f"stage {number}, {title[0].lower()}{title[1:]}"


def check_stage(stage: int, stages: int) -> None:
    if not 1 <= stage <= stages:
        raise RuleBroken("There is no such stage here", "stage")


def check_taken_further(stage: int, to_stage: int, stages: int) -> None:
    """To the next stage or, at the last one, once more to somebody else there."""
    check_stage(to_stage, stages)
    if to_stage < min(stage + 1, stages):
        raise RuleBroken("Taken further it goes to the next stage, not back", "stage")


def check_escalation_move(state: EscalationState, to: EscalationState) -> None:
    if to in ESCALATION_MOVES[state]:
        return
    if to is EscalationState.CLOSED and state.waits:
        raise RuleBroken("It has not been answered. It can be taken further, and closed once there is an answer.")
    raise RuleBroken(f"This is {state.inside} already. Look at it again.")


def check_set_aside(raised_by: int, by: int) -> None:
    """Nobody ends their own challenge unanswered."""
    if raised_by == by:
        raise RuleBroken("You raised this yourself: it stays open until it is answered. Take it further if it is late.")


def check_answer(raised_by: int, asked_of: int | None, by: int, asked_on: date, on: date, today: date) -> None:
    """`asked_of`: whom it was put to, where that is somebody who works here: then they answer, and not who asked."""
    check_not_in_future(on, today, "Day of the answer", "on")
    if on < asked_on:
        raise RuleBroken(f"It was asked on {long_date(asked_on)}: enter that day or a later one", "on")
    if asked_of is not None and asked_of != by and raised_by == by:
        raise RuleBroken("It was put to somebody here, who answers it. You can take it further.")
