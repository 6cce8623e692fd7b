"""The child’s sentence, and one for each domain and home, worst first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gcp_tracker.change.constants import STANDARD
from gcp_tracker.change.reading import ChildReading, DomainReading, SeriesAsAt
from gcp_tracker.change.settling import MaySettle, after_silence_settles
from gcp_tracker.change.settling_words import settle_words
from gcp_tracker.change.verdict import LEAST_FAVOURABLE_FIRST, Verdict
from gcp_tracker.change.words import (
    CANNOT_SETTLE,
    Names,
    Said,
    day_words,
    month_words,
    odds_words,
    series_said,
)
from gcp_tracker.rules.sentences import listed_words

NEVER_GRADED = f"{STANDARD.least_visits:g} visits over at least {STANDARD.least_days:g} days may settle it."

# By home and domain.
Settles = Mapping[tuple[str, str], MaySettle]


@dataclass(frozen=True, slots=True)
class HomeSaid:
    """`home` is empty where there is one only; `one` is None where the domain was never graded."""

    home: str
    said: Said
    one: SeriesAsAt | None


def headline_said(reading: ChildReading, names: Names, settles: Settles) -> Said:
    """The child’s sentence, with its probability where it speaks of one domain in one home."""
    alike = domains_of_headline(reading)
    if reading.verdict is Verdict.BETTER_IN_PART:
        return _better_in_part(reading, names)
    if len(alike) == 1 and alike[0].deciding is not None:
        domain, deciding = alike[0], alike[0].deciding
        home = f" ({names.home(deciding.reading.care_of)})" if len(domain.series) > 1 else ""
        said = series_said(deciding, names, where=f" in {names.domain(domain.domain)}{home}")
        return _with_settling(said, deciding, names, settles, reading.as_of)
    return _of_several(reading, alike, names)


def domains_of_headline(reading: ChildReading) -> list[DomainReading]:
    """The domains whose verdict the headline is: of all that are worse, or else of those that give concern."""
    asked = list(reading.domains)
    if reading.verdict is not Verdict.DETERIORATING:
        asked = [one for one in asked if one.is_of_concern] or asked
    return [one for one in asked if one.verdict is reading.verdict]


def is_told_by_headline(domain: DomainReading, reading: ChildReading) -> bool:
    """Whether the headline already says all that the domain’s own sentence would."""
    alike = domains_of_headline(reading)
    return domain in alike and len(domain.series) == 1 and (len(alike) == 1 or _says_all(reading.verdict, alike))


def _says_all(verdict: Verdict, alike: list[DomainReading]) -> bool:
    """Of several domains at once: only what is true of each of them with its own probability and nothing more."""
    if any(len(one.series) != 1 for one in alike):
        return False
    if verdict is Verdict.NO_CLEAR_CHANGE:
        return len({one.series[0].reading.first for one in alike}) == 1
    return verdict in (Verdict.DETERIORATING, Verdict.IMPROVING_SUSTAINED)


def domain_said(domain: DomainReading, names: Names, settles: Settles, as_of: int) -> list[HomeSaid]:
    """For each home that counts, the least favourable first."""
    if domain.deciding is None:
        return [HomeSaid("", Said(CANNOT_SETTLE, "It has never been graded.", settle=NEVER_GRADED), None)]
    found = []
    for one in sorted(domain.series, key=lambda one: LEAST_FAVOURABLE_FIRST.index(one.verdict)):
        said = _with_settling(series_said(one, names), one, names, settles, as_of)
        found.append(HomeSaid(names.home(one.reading.care_of) if len(domain.series) > 1 else "", said, one))
    return found


def _with_settling(said: Said, one: SeriesAsAt, names: Names, settles: Settles, as_of: int) -> Said:
    if one.verdict is not Verdict.NOT_ENOUGH:
        return said
    settle = settles.get((one.reading.care_of, one.reading.domain))
    if one.reading.verdict is not Verdict.NOT_ENOUGH:
        settle = after_silence_settles(one.reading, STANDARD)
    if settle is None:
        return said
    words = settle_words(settle, names.domain(one.reading.domain), one.reading.form, as_of)
    return replace(said, settle=words)


def _better_in_part(reading: ChildReading, names: Names) -> Said:
    asked = [one for one in reading.domains if one.is_of_concern] or list(reading.domains)
    better = listed_words([names.domain(one.domain) for one in asked if one.verdict.is_improving])
    same = listed_words([names.domain(one.domain) for one in asked if one.verdict is Verdict.NO_CLEAR_CHANGE])
    open_ = listed_words([names.domain(one.domain) for one in asked if one.verdict is Verdict.NOT_ENOUGH])
    unknown = f" Not enough to tell in {open_}." if open_ else ""
    return Said(f"Better in {better}; no clear change in {same}.", unknown.strip())


def _of_several(reading: ChildReading, alike: list[DomainReading], names: Names) -> Said:
    where = listed_words([names.domain(one.domain) for one in alike])
    series = [one.deciding.reading for one in alike if one.deciding is not None]
    odds = ""
    if _says_all(reading.verdict, alike):
        odds = "; ".join(f"{names.domain(one.domain)} {odds_words(one.series[0])}".replace(";", ",") for one in alike)
        odds = f"({odds})"
    if reading.verdict is Verdict.DETERIORATING:
        return Said(f"Worse than at the start in {where}.", "", odds)
    if reading.verdict is Verdict.FLUCTUATING:
        return Said(f"Up and down in {where}.")
    if reading.verdict is Verdict.NO_CLEAR_CHANGE:
        firsts = {one.first for one in series}
        since = f" since {day_words(firsts.pop())}" if len(firsts) == 1 else ""
        return Said(f"No clear change{since} in {where}.", "", odds)
    if reading.verdict is Verdict.IMPROVING_SUSTAINED:
        return Said(f"Better than at the start in {where}, and it has probably lasted six months.", "", odds)
    if reading.verdict is Verdict.IMPROVING_NOT_YET:
        # What is true of all of them: the latest of their beginnings.
        begun = [one.better_since for one in series if one.better_since is not None]
        lead = f"Better since about {month_words(max(begun))} in {where}." if begun else f"Better in {where}."
        return Said(lead, "Too early to rely on.")
    return Said(CANNOT_SETTLE.replace(" this.", f" this in {where}.") if alike else CANNOT_SETTLE)
