"""What a plan for a child says, what it must say before it can be agreed, and what it may become.

An outcome is about the child’s life; what adults do are actions under it. Source: the practice page on plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.rules.dates import check_within_reach
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.plan_vocabulary import (
    ACTION_MOVES,
    PLAN_KINDS,
    PLAN_MOVES,
    PROTECTIVE,
    ActionState,
    PlanState,
    WhoKind,
)
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.vocabulary import HelpKind

MOST_ITEMS = 4


@dataclass(frozen=True, slots=True)
class Target:
    """One item of an outcome: its grade when it was set (None where it was never graded), and the grade aimed at."""

    item_key: str
    title: str
    now: int | None
    now_on: date | None
    aim: int
    by_on: date | None


@dataclass(frozen=True, slots=True)
class Doer:
    """`key` tells two apart: "child", "adult:12", "agency:school"; `words` is what people call them."""

    kind: WhoKind
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Deed:
    """An action. `line_id` is the same in every version of the plan that has it."""

    line_id: UUID
    what: str
    doers: tuple[Doer, ...]
    by_on: date | None

    @property
    def who_words(self) -> str:
        """Dawn Marsh; Dawn Marsh with School and Gary Pope; empty where nobody is named."""
        names = [one.words for one in self.doers]
        return " with ".join(part for part in (*names[:1], listed_words(names[1:])) if part)


@dataclass(frozen=True, slots=True)
class Aim:
    """An outcome. `line_id` is the same in every version of the plan that has it."""

    line_id: UUID
    sentence: str
    how_known: str
    if_not: str
    targets: tuple[Target, ...]
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    kind: HelpKind
    starts_on: date
    aims: tuple[Aim, ...]

    @property
    def deeds(self) -> list[Deed]:
        return [deed for aim in self.aims for deed in aim.deeds]


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a plan must say before it can be agreed; `line_id` is the outcome’s, None for the plan itself."""

    line_id: UUID | None
    sentence: str


def check_plan_kind(kind: HelpKind) -> None:
    if kind not in PLAN_KINDS:
        raise RuleBroken("Choose which plan it is", field="kind")


def check_plan_move(state: PlanState, to: PlanState) -> None:
    if to not in PLAN_MOVES[state]:
        raise RuleBroken(f"This version of the plan is {_now(state)}; it cannot become {_now(to)}.")


def check_can_be_written(state: PlanState) -> None:
    if state is not PlanState.DRAFT:
        raise RuleBroken(f"This version of the plan is {_now(state)} and stays as it is. Begin a new version.")


def check_action_move(state: ActionState, to: ActionState, reason: str) -> None:
    """Dropping an action needs its reason. A second tap that says the same again is refused in words."""
    if to not in ACTION_MOVES[state]:
        raise RuleBroken(f"This action is {state.inside} already. Look at the plan again.")
    if to is ActionState.DROPPED and not reason:
        raise RuleBroken("Say why this is not to be done any more", field="reason")


def check_targets(item_keys: Sequence[str]) -> None:
    if len(set(item_keys)) != len(item_keys):
        raise RuleBroken("One item stands there twice: give it one target", field="item_1")


def check_dates(starts_on: date, today: date) -> None:
    check_within_reach(starts_on, today, "The day from which it holds", field="starts_on")


def lacking(plan: WrittenPlan) -> list[Lacking]:
    """What keeps a plan from being agreed. Everything else is advice, and never does."""
    found = []
    if not plan.aims:
        found.append(Lacking(None, "There is no outcome yet. A plan says what must change for the child."))
    if plan.kind not in PROTECTIVE:
        return found
    for aim in plan.aims:
        if not aim.how_known:
            found.append(Lacking(aim.line_id, f"“{aim.sentence}” does not say how we will know."))
        if not aim.if_not:
            found.append(Lacking(aim.line_id, f"“{aim.sentence}” does not say what happens if it does not change."))
    return found


def check_can_be_agreed(plan: WrittenPlan) -> None:
    """Under child protection and before proceedings every outcome says how we will know, and what happens if not."""
    for one in lacking(plan):
        raise RuleBroken(one.sentence)


def _now(state: PlanState) -> str:
    return state.inside
