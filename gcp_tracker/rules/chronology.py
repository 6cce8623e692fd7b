"""What adds up in a chronology: how often the same thing was missing in a child’s life, and over how long.

A visit counts for an item when it was graded as of concern there; an event counts for an item when whoever wrote it
said that it tells of something missing or harmful there. The two are counted apart and said apart. What is told of one
item on one day counts once, whoever told of it: a police report and the visit it led to are one day of the child’s
life.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.dates import completed_months, counted, long_date
from gcp_tracker.rules.number_words import number_words, times_words
from gcp_tracker.rules.sentences import begun_large, begun_small, listed_words
from gcp_tracker.rules.vocabulary import HelpKind

# Once is an event; what happens again is a pattern that somebody should have seen.
FEWEST_TIMES = 2
COUNTED_IN_WEEKS, LONGEST_IN_DAYS = 60, 13
STEPS = list(HelpKind)


@dataclass(frozen=True, slots=True)
class Bearing:
    """One telling of one item: at a visit, or (`source` in words) in an event."""

    item: str
    on: date
    source: str = ""

    @property
    def is_visit(self) -> bool:
        return not self.source


@dataclass(frozen=True, slots=True)
class Repeated:
    """`times`: days, not tellings. `by_source`: how many events each told of, the most first."""

    item: str
    title: str
    times: int
    first_on: date
    last_on: date
    visits: int
    events: int
    by_source: tuple[tuple[str, int], ...]
    graded: int

    @property
    def lead(self) -> str:
        """ "Seven times in fourteen months, missing or harmful: Food, enough food" """
        often = f"{begun_large(times_words(self.times))} {over_words(self.first_on, self.last_on)}"
        return f"{often}, missing or harmful: {self.title}"

    def rest(self, at_concern: str) -> str:
        """ "At 4 or 5 at four of nine visits that graded it; in three events, from school (2) and police (1). Between
        3 May 2025 and 2 July 2026." `at_concern` as the instrument has it.
        """
        parts = []
        if self.visits:
            parts.append(f"{at_concern} at {self._of_graded()}")
        if self.events:
            sources = listed_words([f"{begun_small(source)} ({count})" for source, count in self.by_source])
            parts.append(f"in {_many(self.events, 'event')}, from {sources}")
        between = (
            f"On {long_date(self.first_on)}"
            if self.first_on == self.last_on
            else f"Between {long_date(self.first_on)} and {long_date(self.last_on)}"
        )
        return f"{begun_large('; '.join(parts))}. {between}."

    def _of_graded(self) -> str:
        if self.visits == self.graded:
            return (
                "the one visit that graded it"
                if self.graded == 1
                else f"all {number_words(self.graded)} visits that graded it"
            )
        return f"{number_words(self.visits)} of {number_words(self.graded)} visits that graded it"


def repeated(bearings: Iterable[Bearing], graded: Counter[str], titles: dict[str, str]) -> list[Repeated]:
    """What was told on FEWEST_TIMES days or more, the most often first. `graded`: at how many visits each item was."""
    of_item: dict[str, list[Bearing]] = defaultdict(list)
    for bearing in bearings:
        of_item[bearing.item].append(bearing)
    found = [_repeated(item, told, graded[item], titles) for item, told in of_item.items()]
    often = [one for one in found if one.times >= FEWEST_TIMES]
    return sorted(often, key=lambda one: (-one.times, -one.last_on.toordinal(), one.title))


def _repeated(item: str, told: Sequence[Bearing], graded: int, titles: dict[str, str]) -> Repeated:
    days = sorted({bearing.on for bearing in told})
    events = [bearing for bearing in told if not bearing.is_visit]
    sources = Counter(bearing.source for bearing in events)
    return Repeated(
        item=item,
        title=titles.get(item, item),
        times=len(days),
        first_on=days[0],
        last_on=days[-1],
        visits=sum(bearing.is_visit for bearing in told),
        events=len(events),
        by_source=tuple(sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))),
        graded=graded,
    )


def over_words(first: date, last: date) -> str:
    """ "on one day", "in nine days", "in seven weeks", "in fourteen months": never shorter than it was."""
    days = (last - first).days
    if days == 0:
        return "on one day"
    if days <= LONGEST_IN_DAYS:
        return f"in {_many(days + 1, 'day')}"
    if days <= COUNTED_IN_WEEKS:
        return f"in {_many(-(-days // 7), 'week')}"
    months = completed_months(first, last)
    whole = months if first.day == last.day else months + 1
    return f"in {_many(whole, 'month')}"


def step_words(before: HelpKind, after: HelpKind) -> str:
    """ "Stepped up from early help to child protection plan"; empty for the same kind."""
    if before is after:
        return ""
    way = "up" if STEPS.index(after) > STEPS.index(before) else "down"
    return f"Stepped {way} from {before.inside} to {after.inside}"


def _many(number: int, noun: str) -> str:
    return counted(number, noun).replace(str(number), number_words(number), 1)
