"""Each domain of a child in words: its verdict from the kept reading, and where it stands by the latest grades."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from gcp_tracker.attention.queries import titles_of
from gcp_tracker.change.constants import STANDARD
from gcp_tracker.change.reading import SeriesAsAt
from gcp_tracker.change.verdict import LEAST_FAVOURABLE_FIRST, Verdict
from gcp_tracker.change.words import SHORT, Names, series_said
from gcp_tracker.children.queries.latest import AND, IS, GradesSoFar
from gcp_tracker.instruments import newest
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import as_one
from gcp_tracker.rules.sentences import listed_words

# A sparkline of so many visits is as much as its width can tell.
VISITS_DRAWN = 16
NAMED_AT_MOST = 3
# The probability of a sentence names nobody.
NAMELESS = Names({}, {}, {})


class Step(NamedTuple):
    """One visit’s grades in one domain, as much as a sparkline draws of them; `is_turn` where other items are asked
    than at the visit before.
    """

    on: date
    mean: float
    worst: int
    is_turn: bool = False


@dataclass(frozen=True, slots=True)
class HomeNow:
    """A domain in one home: what the kept reading says of it today, and the grades themselves.

    `home` is named where the child has several. `verdict` is None where change is not judged, or where the home is no
    longer counted; `odds` are the probability of it in words. `grade` is the worst of the latest grades, given to
    `worst_items`; `from_on` is its day, where a later visit graded other items of the domain but not these: an older
    grade is never passed off as today’s. Of the `of` items of the form `graded` were graded last, on `graded_on`.
    """

    home: str
    grade: int
    worst_items: tuple[str, ...]
    from_on: date | None
    graded: int
    of: int
    graded_on: date
    points: tuple[Step, ...]
    verdict: Verdict | None = None
    odds: str = ""
    is_silent: bool = False

    @property
    def verdict_words(self) -> str:
        return SHORT[self.verdict] if self.verdict else ""

    @property
    def worst_words(self) -> str:
        """The items by name; of many at one grade only how many."""
        if len(self.worst_items) > NAMED_AT_MOST:
            return f"({counted(len(self.worst_items), 'item')})"
        return listed_words(self.worst_items)


@dataclass(frozen=True, slots=True)
class DomainNow:
    """`homes`, the least favourable first; none where nothing was graded yet. `verdict` is that of all of them."""

    key: str
    title: str
    instrument: Instrument
    homes: tuple[HomeNow, ...] = ()
    verdict: Verdict | None = None

    @property
    def verdict_words(self) -> str:
        return SHORT[self.verdict] if self.verdict else ""

    @property
    def worst(self) -> HomeNow | None:
        """The home where the worst of the latest grades was given."""
        places = {value: place for place, value in enumerate(self.instrument.values)}
        return max(self.homes, key=lambda home: places[home.grade], default=None)


def current_series(series: Sequence[GradesSoFar], reading: ReadingToday | None) -> list[GradesSoFar]:
    """Those on the instrument graded last whose home the child lives in today, or that the reading still counts."""
    counted = {one.reading.care_of for domain in reading.reading.domains for one in domain.series} if reading else set()
    lived = [one for one in series if one.carer_id is not None or one.lives_there or one.care_of in counted] or list(
        series[:1]
    )
    return [one for one in lived if one.instrument.key == lived[0].instrument.key]


def domains_now(current: Sequence[GradesSoFar], reading: ReadingToday | None, today: date) -> list[DomainNow]:
    """`current`: from `current_series`. Worst first, as the reading has them; without one in the instrument’s order."""
    if not current:
        return []
    instrument = current[0].instrument
    standing = [(one, _standing(one)) for one in current]
    read = {domain.domain: domain for domain in reading.reading.domains} if reading else {}
    order = list(read)
    domains = sorted(instrument.domains, key=lambda one: order.index(one.key) if one.key in read else len(order))
    told = []
    for domain in domains:
        said = {one.reading.care_of: one for one in read[domain.key].series} if domain.key in read else {}
        homes = [
            _read_as(home if len(current) > 1 else replace(home, home=""), said.get(one.care_of), today)
            for one, found in standing
            if (home := found.get(domain.key)) is not None
        ]
        homes.sort(key=lambda home: LEAST_FAVOURABLE_FIRST.index(home.verdict or Verdict.NOT_ENOUGH))
        verdict = read[domain.key].verdict if domain.key in read else None
        told.append(DomainNow(domain.key, domain.title, instrument, tuple(homes), verdict))
    return told


def names_of(series: Sequence[GradesSoFar]) -> Names:
    """What people call the domains, items and homes of one child’s series, all on one instrument."""
    instrument = as_one(frozenset({newest(series[0].instrument.key), *(one.instrument for one in series)}))
    return Names(*titles_of(instrument), homes={one.care_of: one.care_name for one in series})


def _read_as(home: HomeNow, said: SeriesAsAt | None, today: date) -> HomeNow:
    silent = (today - home.graded_on).days > STANDARD.not_graded_days
    if said is None:
        return replace(home, is_silent=silent)
    odds = series_said(said, NAMELESS).odds.strip("()")
    return replace(home, verdict=said.verdict, odds=odds, of=said.reading.form, is_silent=silent)


def _standing(series: GradesSoFar) -> dict[str, HomeNow]:
    band = series.last.band
    latest = latest_grades(series, {item.key for item in series.instrument.items_for(band)})
    steps = _steps(series)
    found = {}
    for domain in series.instrument.domains:
        # What a child has outgrown is history, not where the domain stands now.
        asked = domain.items_for(band)
        given = {item.key: latest[item.key] for item in asked if item.key in latest}
        if given:
            found[domain.key] = _home_now(series, given, len(asked), tuple(steps[domain.key]))
    return found


def latest_grades(series: GradesSoFar, asked: Collection[str]) -> dict[str, tuple[int, date]]:
    """Of the items `asked`, the last grade of each and its day; of two on that day the worse."""
    latest: dict[str, tuple[int, date]] = {}
    # An item that goes on with another one has its grades too, until it has some of its own.
    heirs = {older: key for key in asked for older in series.instrument.line_of_descent(key)[1:] if older not in asked}
    day = series.last.on
    for visit in reversed(series.visits):
        if visit.on < day and len(latest) == len(asked):
            break
        day = visit.on
        for item, value in visit.by_item().items():
            item = heirs.get(item, item)
            if item not in asked:
                continue
            held = latest.get(item)
            if held is None or (held[1] == day and series.instrument.is_worse(value, held[0])):
                latest[item] = (value, day)
    return latest


def _steps(series: GradesSoFar) -> dict[str, list[Step]]:
    """By domain, oldest first, of the last VISITS_DRAWN visits."""
    found: dict[str, list[Step]] = {domain.key: [] for domain in series.instrument.domains}
    before: dict[str, str] = {}
    for visit in series.visits[-VISITS_DRAWN:]:
        for domain, mean, worst in _sums(series.instrument, visit.grades):
            found[domain].append(Step(visit.on, mean, worst, before.get(domain, visit.band) != visit.band))
            before[domain] = visit.band
    return found


# What is signed stays as it is. At most three megabytes, and nothing in it says whose grades they are.
@lru_cache(maxsize=2048)
def _sums(instrument: Instrument, grades: str) -> tuple[tuple[str, float, int], ...]:
    """Mean and worst of each domain that these grades, of one visit, are about."""
    meant = _meant(instrument)
    by_domain: dict[str, list[int]] = {}
    for one in grades.split(AND):
        if one in meant:
            domain, value = meant[one]
            by_domain.setdefault(domain, []).append(value)
    return tuple(
        (domain, sum(values) / len(values), instrument.worst_of(values)) for domain, values in by_domain.items()
    )


@lru_cache(maxsize=16)
def _meant(instrument: Instrument) -> dict[str, tuple[str, int]]:
    """What each grade that can be given says of which domain: {"enough-food:3": ("physical", 3)}."""
    domains = {older: item.domain_key for item in instrument.items for older in instrument.line_of_descent(item.key)}
    domains |= {item.key: item.domain_key for item in instrument.items}
    return {f"{key}{IS}{value}": (domain, value) for key, domain in domains.items() for value in instrument.values}


def _home_now(
    series: GradesSoFar, given: Mapping[str, tuple[int, date]], asked: int, points: tuple[Step, ...]
) -> HomeNow:
    instrument = series.instrument
    worst = instrument.worst_of(value for value, _ in given.values())
    worst_days = {key: on for key, (value, on) in given.items() if value == worst}
    last = max(on for _, on in given.values())
    from_on = max(worst_days.values())
    return HomeNow(
        home=series.care_name,
        grade=worst,
        worst_items=tuple(instrument.item(key).title for key in worst_days),
        from_on=from_on if from_on < last else None,
        graded=sum(on == last for _, on in given.values()),
        of=asked,
        graded_on=last,
        points=points,
    )
