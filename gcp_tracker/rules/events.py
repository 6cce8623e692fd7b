"""What an event of a chronology must say: a day that can be, what happened, and what it meant for this child."""

from __future__ import annotations

import hashlib
from datetime import date

from gcp_tracker.rules.ages import check_day_of_child
from gcp_tracker.rules.dates import check_in_order, check_not_in_future, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.event_vocabulary import EVENT_MOVES, SHADES, EventSource, EventState, Exactness
from gcp_tracker.rules.recipients import OF_THE_FAMILY, Recipient

LONGEST_WHAT, LONGEST_SO_WHAT, LONGEST_WHO = 4000, 2000, 120
NO_SO_WHAT = "Say what it meant for this child: what the child saw, heard, felt or went without"


def check_event_day(
    on: date,
    until: date | None,
    exactness: Exactness,
    today: date,
    born_on: date | None = None,
    expected_on: date | None = None,
) -> None:
    """Raises RuleBroken beside `happened_on` or `until_on`."""
    check_not_in_future(on, today, "The day", "happened_on")
    check_day_of_child(on, born_on, expected_on, today, "The day", "happened_on")
    if exactness is Exactness.PERIOD:
        if until is None:
            raise RuleBroken("Enter the last day of that time", "until_on")
        check_in_order(on, until, "the first day", "The last day", "until_on")
        check_not_in_future(until, today, "The last day", "until_on")
    elif until is not None:
        raise RuleBroken("Only something that went on over a time has a last day", "until_on")


def check_event_words(what: str, so_what: str) -> None:
    """Raises RuleBroken beside `what` or `so_what`."""
    if not what:
        raise RuleBroken("Say what happened", "what")
    if not so_what:
        raise RuleBroken(NO_SO_WHAT, "so_what")
    if folded(so_what) == folded(what):
        raise RuleBroken(f"This repeats what happened. {NO_SO_WHAT}", "so_what")


def check_event_can_become(state: EventState, to: EventState) -> None:
    """Raises RuleBroken."""
    if to not in EVENT_MOVES[state]:
        raise RuleBroken(f"This event cannot be changed any more: {state.inside}")


def event_day_words(on: date, until: date | None, exactness: Exactness) -> str:
    """3 May 2026; about 3 May 2026; 3 May 2026 to 9 May 2026."""
    if exactness is Exactness.PERIOD and until is not None:
        return f"{long_date(on)} to {long_date(until)}"
    return f"about {long_date(on)}" if exactness is Exactness.ABOUT else long_date(on)


def is_told_to(source: EventSource, recipient: Recipient) -> bool:
    """Nobody of the family is given what a neighbour, a relative or the child told: from the day alone it could be
    guessed who it was. A young person has what they told themselves.
    """
    if source is EventSource.CHILD and recipient is Recipient.YOUNG_PERSON:
        return True
    return recipient not in OF_THE_FAMILY or source not in SHADES["people"]


def names_who_told(source: EventSource, recipient: Recipient) -> bool:
    """Who told of it as a private person stands in nothing that leaves for somebody else."""
    return recipient is Recipient.OWN or source not in SHADES["people"]


def content_key(on: date, until: date | None, source: EventSource, what: str) -> str:
    """By which an event is known again, however it was typed or brought in."""
    told = "\n".join((on.isoformat(), until.isoformat() if until else "", source.value, folded(what)))
    return hashlib.sha256(told.encode()).hexdigest()


def folded(words: str) -> str:
    """For telling texts alike: letters and figures only, without case."""
    return " ".join("".join(one if one.isalnum() else " " for one in words.casefold()).split())
