"""A verdict in words: for those who work with the child, manage the work or chair the conference.

A probability is told as “about N in 20”, beside the very sentence it is the probability of; where a sentence speaks of
several domains there is none, and each domain’s own stands with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from gcp_tracker.change.constants import STANDARD, Constants
from gcp_tracker.change.item_facts import RunOfConcern
from gcp_tracker.change.reading import SeriesAsAt
from gcp_tracker.change.series_reading import SeriesReading
from gcp_tracker.change.verdict import Verdict, verdict_of
from gcp_tracker.rules.dates import MONTHS, counted, long_date

NO_PREDICTION = "A verdict describes recorded care. It is no prediction, and by itself no reason to close a case."
CANNOT_SETTLE = "The grades recorded cannot settle this."

SHORT: Mapping[Verdict, str] = {
    Verdict.IMPROVING_SUSTAINED: "Better, and it has probably lasted",
    Verdict.IMPROVING_NOT_YET: "Better, too early to rely on",
    Verdict.BETTER_IN_PART: "Better in part",
    Verdict.NO_CLEAR_CHANGE: "No clear change",
    Verdict.FLUCTUATING: "Up and down",
    Verdict.DETERIORATING: "Worse than at the start",
    Verdict.NOT_ENOUGH: "Not enough to tell",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What people call domains, items and homes, by their keys. A name that is missing is told as its key."""

    domains: Mapping[str, str]
    items: Mapping[str, str]
    homes: Mapping[str, str]

    def domain(self, key: str) -> str:
        return self.domains.get(key, key)

    def item(self, key: str) -> str:
        return self.items.get(key, key)

    def home(self, key: str) -> str:
        return self.homes.get(key, "another home")


@dataclass(frozen=True, slots=True)
class Said:
    """`lead` stands first and strongest, with its `odds` beside it, “(about 17 in 20)” or empty; `rest` after them,
    and last what may `settle` it.
    """

    lead: str
    rest: str = ""
    odds: str = ""
    settle: str = ""

    @property
    def sentence(self) -> str:
        return " ".join(part for part in (self.lead, self.odds, self.rest, self.settle) if part)


def series_said(one: SeriesAsAt, names: Names, constants: Constants = STANDARD, *, where: str = "") -> Said:
    """One domain in one home, as at its day. `where` is put into the sentence: “ in Safety”."""
    return _SAID[one.verdict](one, names, constants, where)


def newly_words(run: RunOfConcern, names: Names) -> str:
    """Keeping clean newly at 5 on 3 May 2026."""
    since = run.newly_since or run.gradings[0][0]
    value = dict(run.gradings).get(since, run.gradings[-1][1])
    return f"{names.item(run.item)} newly at {value:g} on {day_words(since)}"


def rests_on(reading: SeriesReading) -> str:
    """7 visits by 2 workers over 430 days, 15 of 15 items compared, until the visit of 3 May 2026."""
    words = f"{counted(reading.visits, 'visit')}"
    if reading.workers:
        words += f" by {counted(reading.workers, 'worker')}"
    words += f" over {counted(reading.latest - reading.first, 'day')}"
    if reading.lack is None:
        words += f", {len(reading.common)} of {counted(reading.form, 'item')} compared"
    return f"{words}, until the visit of {day_words(reading.latest)}"


def about_in_20(probability: float) -> str:
    """Never “0 in 20” nor “20 in 20”: nothing read from grades is certain."""
    return f"about {min(19, max(1, round(probability * 20)))} in 20"


def day_words(day: int) -> str:
    return long_date(date.fromordinal(day))


def month_words(day: int) -> str:
    on = date.fromordinal(day)
    return f"{MONTHS[on.month - 1]} {on.year}"


def _lasted(one: SeriesAsAt, names: Names, constants: Constants, where: str) -> Said:
    lead = f"Better than at the start{where}, and it has probably lasted six months."
    begun, latest = one.reading.better_since, day_words(one.reading.latest)
    rest = f"Better since about {month_words(begun)}, until the visit of {latest}." if begun else ""
    return Said(lead, rest, _odds(one))


def _not_yet(one: SeriesAsAt, names: Names, constants: Constants, where: str) -> Said:
    reading = one.reading
    since = reading.better_since
    lead = f"Better since about {month_words(since)}{where}." if since else f"Better than at the start{where}."
    return Said(lead, _held_words(one, constants), _odds(one))


def _held_words(one: SeriesAsAt, constants: Constants) -> str:
    reading, asked = one.reading, int(constants.held_days)
    if one.silent_days > constants.sustained_silent_days:
        return f"Held until {day_words(reading.latest)}, {_not_since(reading)}."
    held = reading.latest - reading.better_since if reading.better_since else 0
    if held >= asked:
        return "Too early to rely on: that it never slipped back in six months is not yet likely enough."
    return f"Too early to rely on: {held} of {asked} days held, until the visit of {day_words(reading.latest)}."


def _unchanged(one: SeriesAsAt, names: Names, constants: Constants, where: str) -> Said:
    return Said(f"No clear change since {day_words(one.reading.first)}{where}.", "", _odds(one))


def _up_and_down(one: SeriesAsAt, names: Names, constants: Constants, where: str) -> Said:
    reading = one.reading
    newly = [newly_words(run, names) for run in reading.runs if run.newly_since is not None]
    if newly and reading.shares is not None and verdict_of(reading.shares, constants).is_improving:
        lead = f"Better on the whole{where}, but {newly[0]}."
        more = f"Also newly bad: {'; '.join(newly[1:])}." if newly[1:] else ""
        return Said(lead, more, f"(better on the whole: {about_in_20(reading.shares.better)})")
    lost = (
        f"earlier gains were lost in {month_words(reading.lost_on)}" if reading.lost_on else "a change was lost again"
    )
    return Said(f"Up and down{where}: {lost}.", "", _odds(one))


def _worse(one: SeriesAsAt, names: Names, constants: Constants, where: str) -> Said:
    return Said(f"Worse than at the start{where}.", "", _odds(one))


def _unsettled(one: SeriesAsAt, names: Names, constants: Constants, where: str) -> Said:
    silent = ""
    if one.reading.verdict is not Verdict.NOT_ENOUGH:
        silent = f"{_not_since(one.reading).capitalize()} {day_words(one.reading.latest)}, and silence settles nothing."
    return Said(CANNOT_SETTLE.replace(" this.", f" this{where}."), silent)


def _not_since(reading: SeriesReading) -> str:
    """Nothing at all, or too little to count as a visit to the domain."""
    return "not graded since" if reading.last_graded == reading.latest else "too little graded since"


def _odds(one: SeriesAsAt) -> str:
    words = odds_words(one)
    return f"({words})" if words else ""


def odds_words(one: SeriesAsAt) -> str:
    """Of the sentence that the verdict is told in; empty where nothing was worked out. “about 15 in 20”"""
    shares = one.reading.shares
    if shares is None or one.verdict is Verdict.NOT_ENOUGH:
        return ""
    if one.verdict is Verdict.IMPROVING_SUSTAINED:
        return f"{about_in_20(shares.better)}; held, {about_in_20(shares.sustained)}"
    own = {
        Verdict.IMPROVING_NOT_YET: shares.better,
        Verdict.NO_CLEAR_CHANGE: shares.unchanged,
        Verdict.FLUCTUATING: shares.fluctuating,
        Verdict.DETERIORATING: shares.worse,
    }
    return about_in_20(own[one.verdict])


_SAID: Mapping[Verdict, Callable[[SeriesAsAt, Names, Constants, str], Said]] = {
    Verdict.IMPROVING_SUSTAINED: _lasted,
    Verdict.IMPROVING_NOT_YET: _not_yet,
    Verdict.NO_CLEAR_CHANGE: _unchanged,
    Verdict.FLUCTUATING: _up_and_down,
    Verdict.DETERIORATING: _worse,
    Verdict.NOT_ENOUGH: _unsettled,
}
