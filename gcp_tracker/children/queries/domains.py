"""Each domain of a child in words: where it stands by the latest grades. Facts, no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gcp_tracker.change.histories import DomainPoint, domain_points, latest_grades
from gcp_tracker.children.queries.latest import GradesSoFar
from gcp_tracker.instruments import instrument_of
from gcp_tracker.rules.instrument import Domain, Instrument


@dataclass(frozen=True, slots=True)
class DomainNow:
    """The worst of the latest grades in a domain, the items at it, and `points` over time in the same home.

    `grade` is None where nothing was graded yet; `home` is named where the child has two.
    """

    title: str
    instrument: Instrument
    grade: int | None = None
    worst_items: tuple[str, ...] = ()
    home: str = ""
    points: tuple[DomainPoint, ...] = ()


def domains_now(series: Sequence[GradesSoFar], homes: Mapping[int, str]) -> list[DomainNow]:
    """`series`: the one graded last first; `homes`: where the child lives today. A home left behind is not told.

    Of two homes the one where the domain is worse is told, and named.
    """
    current = [one for one in series if one.carer_id is not None or one.household_id in homes] or list(series[:1])
    if not current:
        return []
    by_series = [(one, _standing(one)) for one in current]
    told = []
    for domain in instrument_of(current[0].instrument).domains:
        worst: DomainNow | None = None
        for one, standing in by_series:
            now = standing.get(domain.key)
            if now is not None and (worst is None or _is_worse(now, worst)):
                home = homes.get(one.household_id or 0, "") if len(current) > 1 else ""
                worst = DomainNow(now.title, now.instrument, now.grade, now.worst_items, home, now.points)
        told.append(worst or DomainNow(domain.title, instrument_of(current[0].instrument)))
    return told


def _standing(grades: GradesSoFar) -> dict[str, DomainNow]:
    instrument = instrument_of(grades.instrument)
    latest = {item: value for item, (value, _) in latest_grades(grades.latest, instrument).items()}
    band = max(grades.latest, key=lambda visit: visit.on).band
    found = {}
    for domain in instrument.domains:
        # What a child has outgrown is history, not where the domain stands now.
        given = {item.key: latest[item.key] for item in domain.items_for(band) if item.key in latest}
        if given:
            found[domain.key] = _domain_now(instrument, domain, given, grades)
    return found


def _domain_now(instrument: Instrument, domain: Domain, given: Mapping[str, int], grades: GradesSoFar) -> DomainNow:
    worst = instrument.worst_of(given.values())
    return DomainNow(
        title=domain.title,
        instrument=instrument,
        grade=worst,
        worst_items=tuple(instrument.item(key).title for key, value in given.items() if value == worst),
        points=tuple(domain_points(instrument, grades.recent, domain.key)),
    )


def _is_worse(one: DomainNow, other: DomainNow) -> bool:
    return one.grade is not None and (other.grade is None or one.instrument.is_worse(one.grade, other.grade))
