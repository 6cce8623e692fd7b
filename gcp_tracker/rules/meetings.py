"""What practice says of meetings: what may become of one, when enough people came, and cancellations in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from gcp_tracker.rules.dates import check_not_in_future, check_within_reach
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.meeting_vocabulary import (
    CONFERENCES,
    MEETING_MOVES,
    WITHOUT_FAMILY,
    Agency,
    CancelledBy,
    MeetingState,
)
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.vocabulary import MeetingKind

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TIMES = {1: "once", 2: "twice"}
IN_A_ROW = 2
# Local, not national: agencies that must be there beside children’s social care.
OTHERS_NEEDED = {
    MeetingKind.INITIAL_CONFERENCE: 2,
    MeetingKind.REVIEW_CONFERENCE: 2,
    MeetingKind.CORE_GROUP: 1,
    MeetingKind.IN_NEED_REVIEW: 1,
}


def check_can_become(state: MeetingState, to: MeetingState) -> None:
    """Raises RuleBroken."""
    if to not in MEETING_MOVES[state]:
        raise RuleBroken(f"This meeting is {state.inside} already: it cannot become {to.inside}")


def can_become(state: MeetingState, to: MeetingState) -> bool:
    try:
        check_can_become(state, to)
    except RuleBroken:
        return False
    return True


def check_may_be_invited(kind: MeetingKind, adults: Iterable[tuple[str, bool]], *, child: bool) -> None:
    """`adults`: each name, and whether they are not to be contacted. Raises RuleBroken."""
    named = list(adults)
    if kind in WITHOUT_FAMILY and (named or child):
        raise RuleBroken(f"The family is not invited to a {kind.inside}", "adults")
    for name, not_to_be_contacted in named:
        if not_to_be_contacted:
            raise RuleBroken(f"{name} is not to be contacted, so cannot be invited", "adults")


def check_planned_for(on: date, today: date) -> None:
    check_within_reach(on, today, "Date of the meeting", "planned_on")


def check_held_on(on: date, today: date) -> None:
    check_not_in_future(on, today, "Date of the meeting", "held_on")
    check_within_reach(on, today, "Date of the meeting", "held_on")


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough came, and why so; `is_national` says whose rule it is."""

    is_met: bool
    words: str
    is_national: bool = False


def quorum(kind: MeetingKind, came: Collection[Agency]) -> Quorum | None:
    """None for a kind that needs nobody in particular."""
    if kind is MeetingKind.STRATEGY_DISCUSSION:
        return _strategy_quorum(came)
    needed = OTHERS_NEEDED.get(kind)
    if needed is None:
        return None
    others = sorted({agency for agency in came if agency is not Agency.SOCIAL_CARE}, key=list(Agency).index)
    has_care = Agency.SOCIAL_CARE in came
    who = listed_words([agency.words for agency in others]) or "nobody else"
    asked = f"{NUMBERS[needed]} other {'agency' if needed == 1 else 'agencies'}"
    if has_care and len(others) >= needed:
        return Quorum(True, f"Quorate: {who} beside children’s social care; {asked} needed")
    if not has_care:
        return Quorum(False, f"Not quorate: children’s social care did not come; it and {asked} are needed")
    return Quorum(False, f"Not quorate: {who} came beside children’s social care; {asked} needed")


def _strategy_quorum(came: Collection[Agency]) -> Quorum:
    missing = []
    if Agency.SOCIAL_CARE not in came:
        missing.append("children’s social care")
    if Agency.POLICE not in came:
        missing.append("the police")
    if not any(agency.is_health for agency in came):
        missing.append("health")
    needed = "children’s social care, the police and health are needed"
    if missing:
        return Quorum(False, f"Not quorate: without {listed_words(missing)}; {needed}", is_national=True)
    return Quorum(True, f"Quorate: {needed}, and came", is_national=True)


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """A meeting that was held or cancelled. `on`: the day of it, or for which it was planned."""

    kind: MeetingKind
    on: date
    cancelled_by: CancelledBy | None = None


def cancelled_in_a_row(meetings: Sequence[PastMeeting], kind: MeetingKind) -> list[PastMeeting]:
    """The latest of that kind that were lost, newest first; none where the last one was held."""
    of_kind = sorted((one for one in meetings if one.kind is kind), key=lambda one: (one.on, one.cancelled_by is None))
    counted_ones = [one for one in reversed(of_kind) if one.cancelled_by is None or one.cancelled_by.is_a_loss]
    return list(takewhile(lambda one: one.cancelled_by is not None, counted_ones))


def cancelled_words(lost: Sequence[PastMeeting]) -> str:
    """The last three core groups were cancelled, twice by the social worker and once by the family."""
    if len(lost) < IN_A_ROW:
        return ""
    kind = lost[0].kind
    by = Counter(one.cancelled_by for one in lost if one.cancelled_by is not None)
    said = [(TIMES.get(times) or f"{_number(times)} times", who.agent) for who, times in by.most_common()]
    if len(said) == 1:
        how = ("both" if len(lost) == IN_A_ROW else "all") + f" {said[0][1]}"
    else:
        how = listed_words([f"{times} {agent}" for times, agent in said])
    return f"The last {_number(len(lost))} {_plural(kind)} were cancelled, {how}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _plural(kind: MeetingKind) -> str:
    """core groups; review conferences."""
    if kind in CONFERENCES:
        return f"{'initial' if kind is MeetingKind.INITIAL_CONFERENCE else 'review'} conferences"
    return f"{kind.inside}s"
