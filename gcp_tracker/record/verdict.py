"""The verdict as the child’s page tells it: the sentence, what is not better in the same size, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gcp_tracker.change.headline_words import HomeSaid, domain_said, headline_said, is_told_by_headline
from gcp_tracker.change.kept import Kept
from gcp_tracker.change.reading import ChildReading, DomainReading
from gcp_tracker.change.settling import MaySettle
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import NO_PREDICTION, SHORT, Names, Said, joined, rests_on
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.record.story import Series, Story


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
    lines: list[Line] = []
    for domain in reading.domains:
        if not is_told_by_headline(domain, reading):
            lines += _lines(domain, domain_said(domain, names, settles, reading.as_of), names)
    told = [one for one in reading.domains if is_told_by_headline(one, reading) and one.deciding is not None]
    rests = {names.domain(one.domain): rests_on(one.deciding.reading) for one in told if one.deciding is not None}
    return VerdictTold(
        headline=headline_said(reading, names, settles),
        short=SHORT[reading.verdict],
        is_better=reading.verdict.is_improving,
        lines=tuple(_alike_together(lines)),
        rests="; ".join(f"{title}: {words}" for title, words in rests.items())
        if len(rests) > 1
        else "".join(rests.values()),
        no_prediction=NO_PREDICTION,
    )


def settles_in(kept: Kept) -> Mapping[tuple[str, str], MaySettle]:
    """By home and domain: what may settle it, where the grades left it open at its latest visit."""
    return {(one.reading.care_of, one.reading.domain): one.settles for one in kept.series if one.settles is not None}


def verdict_since(reading: ChildReading, names: Names) -> VerdictSince:
    by_verdict: dict[Verdict, list[str]] = {}
    for domain in reading.domains:
        by_verdict.setdefault(domain.verdict, []).append(names.domain(domain.domain))
    said = [f"{joined(domains)}: {_small(SHORT[verdict])}" for verdict, domains in by_verdict.items()]
    return VerdictSince(SHORT[reading.verdict], f"{'. '.join(said)}." if len(by_verdict) > 1 else "")


def verdicts_of_home(reading: ChildReading, care_of: str) -> Mapping[str, str]:
    """In a few words, by domain, for the charts of one home; nothing for a home that no longer counts."""
    return {
        domain.domain: SHORT[one.verdict]
        for domain in reading.domains
        for one in domain.series
        if one.reading.care_of == care_of
    }


def _lines(domain: DomainReading, said: Iterable[HomeSaid], names: Names) -> list[Line]:
    title = names.domain(domain.domain)
    return [
        Line(
            who=f"{title}, {home.home}" if home.home else title,
            said=home.said,
            rests=rests_on(home.one.reading) if home.one else "",
            is_better=(home.one.verdict if home.one else Verdict.NOT_ENOUGH).is_improving,
        )
        for home in said
    ]


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _alike_together(lines: Iterable[Line]) -> list[Line]:
    """Domains of which exactly the same is said and true stand in one line."""
    found: dict[tuple[Said, str, bool], list[str]] = {}
    for line in lines:
        found.setdefault((line.said, line.rests, line.is_better), []).append(line.who)
    return [Line(joined(who), *of) for of, who in found.items()]
