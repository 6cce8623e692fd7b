"""What follows when a date of birth is corrected: said before it is done, and once it is.

Nothing that was graded changes, and no band: a visit keeps the items that it was graded with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.ages import age_words, is_adult
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.sentences import begun_small


@dataclass(frozen=True, slots=True)
class Birth:
    born_on: date | None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class BandedVisit:
    """A visit with the band that it was, or is being, graded in. `is_chosen`: the worker chose it, with a reason."""

    on: date
    instrument: Instrument
    band: str
    is_chosen: bool = False
    is_draft: bool = False


def check_reason_for_birth(before: Birth, after: Birth, reason: str) -> None:
    """A birth that is recorded for the first time needs none. Raises RuleBroken on `birth_reason`."""
    if before.born_on is not None and after.born_on != before.born_on and not reason:
        raise RuleBroken("Say how you know the right date of birth", "birth_reason")


def effects_of_birth(name: str, visits: Sequence[BandedVisit], before: Birth, after: Birth, today: date) -> list[str]:
    """Sentences for whoever is about to correct the date; empty when the dates are the same."""
    if before == after:
        return []
    signed = [visit for visit in visits if not visit.is_draft]
    said = [
        *_age_sentences(name, before, after, today),
        *(
            f"{words} Nothing graded is changed; the charts will say so."
            for words in other_band_sentences(signed, after)
        ),
        *_draft_sentences((visit for visit in visits if visit.is_draft), after),
        *_out_of_bounds(signed, after),
    ]
    if not said and before.born_on is not None:
        return ["No age and no visit changes with it."]
    return said


def other_band_sentences(visits: Iterable[BandedVisit], birth: Birth) -> list[str]:
    """Visits that were graded with the items of another age than the child’s by this date of birth."""
    found = Counter(pair for visit in visits if (pair := _bands(visit, birth)) is not None)
    return [
        f"{counted(number, 'visit')} {'was' if number == 1 else 'were'} graded with the items for {begun_small(used)};"
        f" by the date of birth {'it belongs' if number == 1 else 'they belong'} to {begun_small(by_age)}."
        for (used, by_age), number in found.items()
    ]


def _bands(visit: BandedVisit, birth: Birth) -> tuple[str, str] | None:
    """The title of the band used and of the one of that age, where they differ."""
    titles = {band.key: band.title for band in visit.instrument.bands}
    if visit.is_chosen or visit.band not in titles or birth.born_on is None or visit.on < birth.born_on:
        return None
    by_age = visit.instrument.band_at(birth.born_on, visit.on)
    if by_age is None or by_age.key == visit.band:
        return None
    return titles[visit.band], by_age.title


def _draft_sentences(drafts: Iterable[BandedVisit], birth: Birth) -> list[str]:
    return [
        f"The open visit of {long_date(draft.on)} keeps the items for {begun_small(pair[0])}, unless its worker changes"
        f" them; by the new date they would be those for {begun_small(pair[1])}."
        for draft in drafts
        if (pair := _bands(draft, birth)) is not None
    ]


def _age_sentences(name: str, before: Birth, after: Birth, today: date) -> list[str]:
    if after.born_on is None:
        if before.born_on is None:
            return []
        return [f"{name} would count as not yet born: no visit can be graded until a date of birth is recorded."]
    if before.born_on is None:
        return [f"{name} counts as born: visits from {long_date(after.born_on)} on can be graded."]
    said = []
    old_age, new_age = (age_words(birth.born_on, None, today) for birth in (before, after))
    if old_age != new_age:
        said.append(f"{name}’s age is {new_age} by the new date, not {old_age}.")
    was_adult, now_adult = (is_adult(born_on, today) for born_on in (before.born_on, after.born_on))
    if now_adult and not was_adult:
        said.append(f"{name} is 18 or over by the new date: only visits before the eighteenth birthday can be graded.")
    if was_adult and not now_adult:
        said.append(f"{name} is not yet 18 by the new date: visits can be graded again.")
    return said


def _out_of_bounds(signed: Iterable[BandedVisit], birth: Birth) -> list[str]:
    if birth.born_on is None:
        return []
    born_on = birth.born_on
    signed = list(signed)
    early = sum(visit.on < born_on for visit in signed)
    late = sum(is_adult(born_on, visit.on) for visit in signed if visit.on >= born_on)
    said = []
    if early:
        said.append(f"{_dated(early)} before the new date of birth. What was graded stays: check which date is wrong.")
    if late:
        said.append(f"{_dated(late)} on or after the eighteenth birthday by the new date. What was graded stays.")
    return said


def _dated(number: int) -> str:
    return f"{counted(number, 'signed visit')} {'is' if number == 1 else 'are'} dated"
