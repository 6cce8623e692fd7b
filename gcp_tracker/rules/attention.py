"""Which child first: the order of lists, and the reason in a sentence. Never a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from gcp_tracker.rules.ages import LifeStage
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.dates import how_long_ago, long_date
from gcp_tracker.rules.duties import Pressing
from gcp_tracker.rules.vocabulary import SafeTonight

MY_CHILDREN_ORDER = (
    "Most pressing first: “safe tonight?” not answered, or of late answered with “no” or with steps; then a visit"
    " begun and not signed, then a birth that is expected and not recorded, then what is late or was cancelled in a"
    " row, the longest first, then never visited, then whoever has gone longest without being seen. Last, whoever"
    " is 18."
)
TEAM_ORDER = (
    "First what must be looked at now: “safe tonight?” not answered, or of late answered with “no” or with steps."
    " Then children who have no name yet, then those nobody is allocated to, then the rest as for a worker."
    " Children whose help has ended stand last."
)


class Press(IntEnum):
    """Why a child stands where it stands; the smaller, the earlier."""

    SAFETY_UNANSWERED = 0
    SAFETY_ANSWERED = 1
    NOT_NAMED = 2
    NOT_ALLOCATED = 3
    DRAFT_OPEN = 4
    BIRTH_NOT_RECORDED = 5
    LATE = 6
    NEVER_VISITED = 7
    NEVER_SEEN = 8
    SEEN = 9
    ADULT = 10
    CLOSED = 11


@dataclass(frozen=True, slots=True)
class Facts:
    """What the order looks at. `visited_on`: the last signed visit of any outcome; `seen_on`: the last to see them.

    `closed_on`: when the work ended of a child who is under no help today and whom nobody works with any more;
    `gone`: workers who still have the child on paper, but have left or may not work with the family; `clocks`: what is
    late, and cancelled in a row.
    """

    name: str
    is_named: bool
    is_allocated: bool
    safety_unanswered: bool
    safety_answer: SafeTonight | None
    safety_answered_on: date | None
    draft_on: date | None
    visited_on: date | None
    seen_on: date | None
    stage: LifeStage = LifeStage.CHILD
    closed_on: date | None = None
    gone: tuple[str, ...] = ()
    clocks: Pressing = Pressing()
    # In days: an answer that was not a plain yes stays before the manager for so long.
    answer_stays: int = LOCAL["answer_stays"].usual


def press_for_worker(facts: Facts, today: date) -> Press:
    """Where the child stands among a worker's own."""
    if facts.safety_unanswered:
        return Press.SAFETY_UNANSWERED
    if is_recent_worry(facts.safety_answer, facts.safety_answered_on, today, facts.answer_stays):
        return Press.SAFETY_ANSWERED
    if facts.draft_on is not None:
        return Press.DRAFT_OPEN
    if facts.stage is LifeStage.ADULT:
        return Press.ADULT
    if facts.stage is LifeStage.OVERDUE:
        return Press.BIRTH_NOT_RECORDED
    if facts.clocks.words:
        return Press.LATE
    if facts.visited_on is None:
        return Press.NEVER_VISITED
    if facts.stage is LifeStage.EXPECTED:
        return Press.SEEN
    return Press.NEVER_SEEN if facts.seen_on is None else Press.SEEN


def press_for_manager(facts: Facts, today: date) -> Press:
    """Where the child stands among a team's."""
    for_worker = press_for_worker(facts, today)
    if for_worker in (Press.SAFETY_UNANSWERED, Press.SAFETY_ANSWERED):
        return for_worker
    if facts.closed_on is not None:
        return Press.CLOSED
    if not facts.is_named:
        return Press.NOT_NAMED
    if not facts.is_allocated and for_worker is not Press.ADULT:
        return Press.NOT_ALLOCATED
    return for_worker


def is_recent_worry(answer: SafeTonight | None, answered_on: date | None, today: date, stays: int) -> bool:
    """“No”, or “yes” only because of steps, in the last `stays` days."""
    if answer is None or answered_on is None:
        return False
    return answer is not SafeTonight.YES and (today - answered_on).days < stays


def in_order_of_press(press: Press, facts: Facts) -> tuple[int, date, str]:
    """A key to sort by: the press, then the longest unseen (a draft: the oldest; late: the longest), then the name."""
    seen_on = facts.stage.seen_on(facts.visited_on, facts.seen_on)
    since = {Press.DRAFT_OPEN: facts.draft_on, Press.LATE: facts.clocks.since}.get(press, seen_on)
    return press, since or date.min, facts.name.casefold()


def press_sentence(press: Press, facts: Facts, today: date) -> str:
    """The reason in a sentence about the child; empty where there is nothing to press for."""
    name = facts.name
    if press is Press.SAFETY_UNANSWERED:
        return f"“Is {name} safe tonight?” is not answered"
    if press is Press.SAFETY_ANSWERED and facts.safety_answer is not None:
        return f"“Is {name} safe tonight?” was answered: {facts.safety_answer.words}"
    if press is Press.NOT_NAMED:
        return f"{name} came in a return and has no name yet"
    if press is Press.NOT_ALLOCATED:
        if facts.gone:
            return f"{' and '.join(facts.gone)} had {name} and can work with {name} no longer: hand {name} over"
        return f"Nobody is allocated to {name}"
    if press is Press.DRAFT_OPEN and facts.draft_on is not None:
        return (
            f"The visit of {long_date(facts.draft_on)} is begun and not signed ({how_long_ago(facts.draft_on, today)})"
        )
    if press is Press.NEVER_VISITED:
        return f"{name} has not been visited yet"
    if press is Press.NEVER_SEEN:
        return f"{name} has not been seen at any visit"
    if press is Press.CLOSED and facts.closed_on is not None:
        return f"Closed on {long_date(facts.closed_on)}"
    return ""
