"""What must be closed where a plan ends: told in plain sentences before it is signed. Only what the rules of plans
refuse stands in the way; what stays open all the same is kept with the signature.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.clock_facts import MeetingFact
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from gcp_tracker.rules.plan_vocabulary import OutcomeState
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.vocabulary import MeetingKind

# What the plan holds together; any other meeting may well be about what comes next.
OF_THE_PLAN = frozenset({MeetingKind.CORE_GROUP, MeetingKind.REVIEW_CONFERENCE, MeetingKind.IN_NEED_REVIEW})
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class AtTheEnd:
    """What stands in the record on the day a plan would end. `outcomes`: each sentence with how it stands;
    `has_plan`: whether the plan is written here at all.
    """

    name: str
    has_plan: bool
    outcomes: Sequence[tuple[str, OutcomeState]] = ()
    open_actions: Sequence[str] = ()
    meetings: Sequence[MeetingFact] = ()
    triggers: int = 0
    challenges: int = 0
    written_by: str = ""
    next_help: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    sentence: str
    is_closed: bool


def checks_at_the_end(at: AtTheEnd, today: date) -> list[Check]:
    """In the order in which a chair asks; each says how it is, closed or not."""
    return list(_checks(at, today))


def left_open(checks: Sequence[Check]) -> list[str]:
    return [one.sentence for one in checks if not one.is_closed]


def _checks(at: AtTheEnd, today: date) -> Iterator[Check]:
    yield from _of_plan(at)
    planned = [
        one for one in at.meetings if one.kind in OF_THE_PLAN and one.state is MeetingState.PLANNED and one.on >= today
    ]
    if planned:
        named = listed_words([f"{one.kind.inside} on {long_date(one.on)}" for one in planned])
        yield Check(f"Still planned: {named}. Say of each whether it is held.", is_closed=False)
    else:
        yield Check("No meeting of this plan is planned any more.", is_closed=True)
    if at.triggers:
        waits = "waits" if at.triggers == 1 else "wait"
        yield Check(f"{counted(at.triggers, 'trigger point')} {waits} for an answer.", is_closed=False)
    else:
        yield Check("Every trigger point is answered.", is_closed=True)
    if at.challenges:
        waits = "waits" if at.challenges == 1 else "wait"
        yield Check(f"{counted(at.challenges, 'challenge')} {waits} for an answer.", is_closed=False)
    if at.next_help:
        yield Check(f"What comes next is named: {at.next_help}.", is_closed=True)
    else:
        yield Check(f"Nobody has said which help {at.name} is under next.", is_closed=False)


def _of_plan(at: AtTheEnd) -> Iterator[Check]:
    if not at.has_plan:
        yield Check("The plan is not written here, so what it promised cannot be looked at.", is_closed=False)
        return
    not_met = [(sentence, state) for sentence, state in at.outcomes if state is not OutcomeState.MET]
    for sentence, state in not_met:
        yield Check(f"“{sentence.rstrip('.')}”: {state.inside}.", is_closed=False)
    if not not_met:
        yield Check("Every outcome is met, and has held.", is_closed=True)
    if at.open_actions:
        named = "; ".join(one.rstrip(".") for one in at.open_actions[:NAMED_AT_MOST])
        more = len(at.open_actions) - NAMED_AT_MOST
        rest = f"; and {more} more" if more > 0 else ""
        yield Check(f"{counted(len(at.open_actions), 'action')} still to be done: {named}{rest}.", is_closed=False)
    else:
        yield Check("Nothing is left to be done.", is_closed=True)
    if at.written_by:
        yield Check(f"{at.written_by} is writing a new version of the plan, which is not put aside.", is_closed=False)
