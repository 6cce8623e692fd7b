"""When a child was last seen, seen alone, and where the child sleeps; and visits that did not take place, on end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Protocol, TypeVar

from gcp_tracker.rules.ages import age_in_months
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.vocabulary import Pronoun, VisitOutcome

# From this age a practitioner talks with the child; of a younger one, “alone” says little.
TALKS_FROM_MONTHS = 36


class Visited(Protocol):
    """What is asked of a signed visit."""

    @property
    def on(self) -> date: ...
    @property
    def outcome(self) -> VisitOutcome: ...
    @property
    def child_seen(self) -> bool: ...
    @property
    def child_seen_alone(self) -> bool: ...
    @property
    def bedroom_seen(self) -> bool: ...
    @property
    def is_before_birth(self) -> bool: ...


AnyVisit = TypeVar("AnyVisit", bound=Visited)


@dataclass(frozen=True, slots=True)
class NotSince:
    """`since`: the last day on which it was so; None where it never was."""

    sentence: str
    since: date | None


def not_seen(name: str, pronoun: Pronoun, visits: Sequence[Visited], today: date, within: int) -> NotSince | None:
    """Visits took place, and the child was not there. `visits` oldest first, as everywhere here."""
    held = [visit for visit in visits if visit.outcome.is_held and not visit.is_before_birth]
    seen = _last(visit.on for visit in held if visit.child_seen)
    without = [visit for visit in held if seen is None or visit.on > seen]
    if not without or (seen is not None and (today - seen).days <= within):
        return None
    since = f"since {days_since(seen, today)}" if seen else "at any visit"
    count = f"{counted(len(without), 'visit')} {'has' if len(without) == 1 else 'have'}"
    return NotSince(f"{name} has not been seen {since}; {count} taken place without {pronoun.them}.", seen)


def not_seen_alone(
    name: str, born_on: date | None, visits: Iterable[Visited], today: date, within: int
) -> NotSince | None:
    """Nothing of a child who does not talk yet."""
    if born_on is None or age_in_months(born_on, max(today, born_on)) < TALKS_FROM_MONTHS:
        return None
    alone = _last(visit.on for visit in visits if visit.child_seen_alone)
    if alone is None:
        return NotSince(f"{name} has not been seen alone at any visit.", None)
    if (today - alone).days <= within:
        return None
    return NotSince(f"{name} has not been seen alone since {days_since(alone, today)}.", alone)


def bedroom_not_seen(name: str, visits: Iterable[Visited], today: date, within: int) -> NotSince | None:
    seen = _last(visit.on for visit in visits if visit.bedroom_seen and not visit.is_before_birth)
    if seen is None:
        return NotSince(f"Nobody has seen where {name} sleeps.", None)
    if (today - seen).days <= within:
        return None
    return NotSince(f"Where {name} sleeps has not been seen since {days_since(seen, today)}.", seen)


def visits_missed_in_a_row(visits: Sequence[AnyVisit]) -> list[AnyVisit]:
    """The latest, newest first, that did not take place: whoever cancelled, the child was not seen."""
    return list(takewhile(lambda visit: not visit.outcome.is_held, reversed(visits)))


def missed_sentence(missed: Sequence[Visited]) -> str:
    """The last 3 visits did not take place, from 2 May 2026 to 20 May 2026: 2 no access and 1 cancelled by us."""
    counts = Counter(visit.outcome for visit in missed)
    kinds = [f"{counts[outcome]} {outcome.inside.partition(':')[0]}" for outcome in VisitOutcome if counts[outcome]]
    return (
        f"The last {len(missed)} visits did not take place, from {long_date(missed[-1].on)} to"
        f" {long_date(missed[0].on)}: {listed_words(kinds)}."
    )


def days_since(on: date, today: date) -> str:
    """3 May 2026 (24 days)."""
    return f"{long_date(on)} ({counted((today - on).days, 'day')})"


def _last(days: Iterable[date]) -> date | None:
    return max(days, default=None)
