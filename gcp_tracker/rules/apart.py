"""One visit graded by two workers apart: who may be asked, how long neither sees the other's, and what may be shown of
many such pairs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import APART_MOVES, ApartState, SafeTonight

# Fewer pairs say more about the people in them than about the profile.
FEWEST_PAIRS_SHOWN = 5


def seen_from(first_signed_on: date, settings: Settings) -> date:
    """The day from which the second worker reads what the first signed, signed or not: who has not signed by then is
    not going to, and must not be kept from the file. By what was set on the day of the first signature.
    """
    return first_signed_on + timedelta(days=settings.on(first_signed_on).days("apart_for"))


def has_run_out(first_signed_on: date | None, today: date, settings: Settings) -> bool:
    """Whether the two are hidden from each other no longer. Nothing is, while neither has signed."""
    return first_signed_on is not None and today >= seen_from(first_signed_on, settings)


def state_when_both_signed(first_signed_on: date | None, today: date, settings: Settings) -> ApartState:
    return ApartState.SIGNED_LATE if has_run_out(first_signed_on, today, settings) else ApartState.BOTH_SIGNED


def check_apart_move(state: ApartState, to: ApartState) -> None:
    if to not in APART_MOVES[state]:
        raise RuleBroken(f"This is “{state.words}” already; look at it again.")


def check_can_ask(*, is_first_draft: bool, is_held: bool, is_before_birth: bool, is_manager: bool) -> None:
    """Whether a visit can be graded by a second worker too; `is_manager`: its author manages the child's team."""
    if not is_first_draft:
        raise RuleBroken(
            "A second worker is asked before the visit is signed: afterwards nobody could show that it was graded apart"
        )
    if not is_held:
        raise RuleBroken("This visit did not take place, so there is nothing to grade")
    if is_before_birth:
        raise RuleBroken("Before the birth nothing is graded")
    if is_manager:
        raise RuleBroken(
            "The team’s manager has to see every grade at once, and so cannot be one of two who grade apart"
        )


def check_second_worker(name: str, *, may_record: bool, is_manager: bool, came_along: bool) -> None:
    """Raises RuleBroken beside `second`. `came_along`: already grades in the same draft."""
    if is_manager:
        raise RuleBroken(
            f"{name} manages the child’s team and has to see every grade at once: ask somebody else", field="second"
        )
    if came_along:
        raise RuleBroken(f"{name} grades in your draft already: take {name} off it first", field="second")
    if not may_record:
        raise RuleBroken(f"{name} does not work with this child", field="second")


def check_stays_one_visit(other: str, *, same_day: bool, same_care: bool, same_items: bool) -> None:
    """Two gradings of one visit are of the same day, home and items. `other`: who grades it too."""
    if same_day and same_care and same_items:
        return
    field = "visited_on" if not same_day else "care_of" if not same_care else "band"
    raise RuleBroken(
        f"{other} grades the same visit apart from you, on the same day, in the same home, with the same items. Call"
        " that off first, then change it.",
        field=field,
    )


def check_agreed(grades: Mapping[str, int], values: Collection[int], asked: Collection[str]) -> None:
    """What two workers agree on after both have signed: at least one item, each with a grade of the scale."""
    if not grades:
        raise RuleBroken("Choose the grade of at least one item that you agree on")
    for item, value in grades.items():
        if item not in asked or value not in values:
            raise RuleBroken("One of these grades is not on the scale, or of an item that was not graded")


def asked_words(other: str, on: date) -> str:
    return f"{other} asks you to grade the visit of {long_date(on)} too, apart from {other}."


def grading_words(other: str, on: date) -> str:
    return f"You and {other} grade the visit of {long_date(on)} apart."


def hidden_words(other: str, until: date | None) -> str:
    """What the reader does not see, and for how long at most. `until` is None while neither has signed."""
    words = f"Until both have signed you see nothing of what {other} graded or wrote at it, and everything here stands"
    words += " as it was before."
    if until is None:
        return words
    return f"{words} {other} has signed. On {long_date(until)} it is shown, whether you have signed or not."


def waiting_words(other: str, on: date, until: date) -> str:
    """For whoever has signed."""
    return (
        f"{other} grades the visit of {long_date(on)} too and has not signed. {other} does not see your grades before"
        f" that, or before {long_date(until)}."
    )


def safety_words(answer: SafeTonight | None, who_was_told: str, told_at: str, what_was_agreed: str) -> str:
    """*Safe tonight?* for somebody who does not see the grade that asked."""
    if answer is None:
        return "It was asked whether the child is safe tonight, and nobody has answered yet."
    words = f"It was asked whether the child is safe tonight: {answer.inside}. Told: {who_was_told}"
    words += f", {told_at}." if told_at else "."
    if answer is SafeTonight.YES or not what_was_agreed:
        return words
    return f"{words} Agreed: {what_was_agreed.rstrip('.')}."


def agreement_words(kappa: float) -> str:
    """The words of Landis and Koch (1977) for agreement beyond chance."""
    for above, words in ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair")):
        if kappa > above:
            return words
    return "slight" if kappa >= 0 else "less than chance"
