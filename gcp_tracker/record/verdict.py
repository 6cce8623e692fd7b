"""The verdict as the child’s page tells it: the sentence, what is not better in the same size, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gcp_tracker.change.headline_words import HomeSaid, domain_said, headline_said, is_told_by_headline
from gcp_tracker.change.kept import Kept
from gcp_tracker.change.reading import ChildReading
from gcp_tracker.change.settling import MaySettle
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import NO_PREDICTION, SHORT, Names, Said, rests_on
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.record.story import Series, Story
from gcp_tracker.rules.sentences import begun_small, listed_words


@dataclass(frozen=True, slots=True)
class Line:
    """`who` is a domain, with its home where the child has several; several of them where the same is true of all."""

    who: str
    said: Said
    rests: str
    is_better: bool


@dataclass(frozen=True, slots=True)
class VerdictTold:
    """`lines` stand worst first and leave out what the headline says already. `rests` is what the headline rests on;
    empty where the lines say it. `short` is the verdict in two or three words.
    """

    headline: Said
    short: str
    is_better: bool
    lines: tuple[Line, ...]
    rests: str
    no_prediction: str

    @property
    def not_better(self) -> list[Line]:
        return [line for line in self.lines if not line.is_better]

    @property
    def better(self) -> list[Line]:
        return [line for line in self.lines if line.is_better]


@dataclass(frozen=True, slots=True)
class VerdictSince:
    """A reading beside another, both in the same few words: the headline, then each domain, worst first."""

    short: str
    domains: str


def names_in(story: Story, series: Series) -> Names:
    """As the newest version of the instrument on the page calls them."""
    instrument = series.instrument
    return Names(
        domains={domain.key: domain.title for domain in instrument.domains},
        items={item.key: item.title for item in instrument.items},
        homes={visit.care_of: visit.care_name for visit in story.visits},
    )


def verdict_told(today: ReadingToday, names: Names) -> VerdictTold:
    """Only for a reading in which something was graded."""
    settles = settles_in(today.kept)
    reading = today.reading
    parts = [
        _Part(names.domain(domain.domain), home)
        for domain in reading.domains
        if not is_told_by_headline(domain, reading)
        for home in domain_said(domain, names, settles, reading.as_of)
    ]
    told = [one for one in reading.domains if is_told_by_headline(one, reading) and one.deciding is not None]
    rests = {names.domain(one.domain): rests_on(one.deciding.reading) for one in told if one.deciding is not None}
    return VerdictTold(
        headline=headline_said(reading, names, settles),
        short=SHORT[reading.verdict],
        is_better=reading.verdict.is_improving,
        lines=tuple(_alike_together(parts)),
        rests=rests_of(rests),
        no_prediction=NO_PREDICTION,
    )


def settles_in(kept: Kept) -> Mapping[tuple[str, str], MaySettle]:
    """By home and domain: what may settle it, where the grades left it open at its latest visit."""
    return {(one.reading.care_of, one.reading.domain): one.settles for one in kept.series if one.settles is not None}


def verdict_since(reading: ChildReading, names: Names) -> VerdictSince:
    by_verdict: dict[Verdict, list[str]] = {}
    for domain in reading.domains:
        by_verdict.setdefault(domain.verdict, []).append(names.domain(domain.domain))
    said = [f"{listed_words(domains)}: {begun_small(SHORT[verdict])}" for verdict, domains in by_verdict.items()]
    return VerdictSince(SHORT[reading.verdict], f"{'. '.join(said)}." if len(by_verdict) > 1 else "")


def verdicts_of_home(reading: ChildReading, care_of: str) -> Mapping[str, str]:
    """In a few words, by domain, for the charts of one home; nothing for a home that no longer counts."""
    return {
        domain.domain: SHORT[one.verdict]
        for domain in reading.domains
        for one in domain.series
        if one.reading.care_of == care_of
    }


@dataclass(frozen=True, slots=True)
class _Part:
    """What one domain gives to a line."""

    domain: str
    home: HomeSaid

    @property
    def is_better(self) -> bool:
        return self.home.one is not None and self.home.one.verdict.is_improving

    @property
    def rests(self) -> str:
        return rests_on(self.home.one.reading) if self.home.one else ""


def _alike_together(parts: Iterable[_Part]) -> list[Line]:
    """Domains of one home of which the same is said stand in one line, each with its own probability and grounds."""
    found: dict[tuple[str, str, str, bool], list[_Part]] = {}
    for part in parts:
        said = part.home.said
        found.setdefault((part.home.home, said.lead, said.rest, part.is_better), []).append(part)
    return [_line(alike) for alike in found.values()]


def _line(parts: list[_Part]) -> Line:
    first = parts[0]
    said = first.home.said
    if len(parts) > 1:
        odds = "; ".join(f"{part.domain} {part.home.said.odds.strip('()').replace(';', ',')}" for part in parts)
        settle = " ".join(dict.fromkeys(part.home.said.settle for part in parts if part.home.said.settle))
        said = Said(said.lead, said.rest, f"({odds})" if said.odds else "", settle)
    who = listed_words([part.domain for part in parts])
    return Line(
        who=f"{who} ({first.home.home})" if first.home.home else who,
        said=said,
        rests=rests_of({part.domain: part.rests for part in parts if part.rests}),
        is_better=first.is_better,
    )


def rests_of(rests: Mapping[str, str]) -> str:
    """By domain; the domain is named where there are several."""
    if len(rests) == 1:
        return next(iter(rests.values()))
    return "; ".join(f"{title}: {words}" for title, words in rests.items())
