"""Each domain of a child in words: where it stands by the latest grades. Facts, no verdict."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from gcp_tracker.children.queries.latest import AND, IS, GradesSoFar
from gcp_tracker.rules.instrument import Domain, Instrument

# A sparkline of so many visits is as much as its width can tell.
VISITS_DRAWN = 16


class Step(NamedTuple):
    """One visit’s grades in one domain, as much as a sparkline draws of them; `is_turn` where other items are asked
    than at the visit before.
    """

    on: date
    mean: float
    worst: int
    is_turn: bool = False


@dataclass(frozen=True, slots=True)
class DomainNow:
    """The worst of the latest grades in a domain, the items at it, and `points` over time in the same home.

    `grade` is None where nothing was graded yet. `from_on` is the day of the grade, where a later visit graded other
    items of the domain but not these: an older grade is never passed off as today’s. `home` is named if there are two.
    """

    title: str
    instrument: Instrument
    grade: int | None = None
    worst_items: tuple[str, ...] = ()
    from_on: date | None = None
    home: str = ""
    points: tuple[Step, ...] = ()


def domains_now(series: Sequence[GradesSoFar], homes: Mapping[int, str]) -> list[DomainNow]:
    """`series`: the one graded last first; `homes`: where the child lives today. A home left behind is not told.

    Of two homes the one where the domain is worse is told, and named.
    """
    current = [one for one in series if one.carer_id is not None or one.household_id in homes] or list(series[:1])
    if not current:
        return []
    by_series = [(one, _standing(one)) for one in current]
    told = []
    for domain in current[0].instrument.domains:
        worst: DomainNow | None = None
        for one, standing in by_series:
            now = standing.get(domain.key)
            if now is not None and (worst is None or _is_worse(now, worst)):
                home = homes.get(one.household_id or 0, "") if len(current) > 1 else ""
                worst = replace(now, home=home)
        told.append(worst or DomainNow(domain.title, current[0].instrument))
    return told


def _standing(series: GradesSoFar) -> dict[str, DomainNow]:
    instrument, band = series.instrument, series.last.band
    latest = _latest_grades(series, {item.key for item in instrument.items_for(band)})
    steps = _steps(series)
    found = {}
    for domain in instrument.domains:
        # What a child has outgrown is history, not where the domain stands now.
        given = {item.key: latest[item.key] for item in domain.items_for(band) if item.key in latest}
        if given:
            found[domain.key] = _domain_now(instrument, domain, given, tuple(steps[domain.key]))
    return found


def _latest_grades(series: GradesSoFar, asked: Collection[str]) -> dict[str, tuple[int, date]]:
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


def _domain_now(
    instrument: Instrument, domain: Domain, given: Mapping[str, tuple[int, date]], points: tuple[Step, ...]
) -> DomainNow:
    worst = instrument.worst_of(value for value, _ in given.values())
    worst_days = {key: on for key, (value, on) in given.items() if value == worst}
    last = max(on for _, on in given.values())
    from_on = max(worst_days.values())
    return DomainNow(
        title=domain.title,
        instrument=instrument,
        grade=worst,
        worst_items=tuple(instrument.item(key).title for key in worst_days),
        from_on=from_on if from_on < last else None,
        points=points,
    )


def _is_worse(one: DomainNow, other: DomainNow) -> bool:
    return one.grade is not None and (other.grade is None or one.instrument.is_worse(one.grade, other.grade))
