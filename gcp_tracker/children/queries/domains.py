"""Each domain of a child in words: where it stands by the latest grades. Facts, no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gcp_tracker.change.histories import DomainPoint, domain_points, latest_grades
from gcp_tracker.children.queries.latest import GradesSoFar
from gcp_tracker.instruments import instrument_of
from gcp_tracker.rules.instrument import Domain, Instrument


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
                worst = replace(now, home=home)
        told.append(worst or DomainNow(domain.title, instrument_of(current[0].instrument)))
    return told


def _standing(grades: GradesSoFar) -> dict[str, DomainNow]:
    instrument = instrument_of(grades.instrument)
    latest = latest_grades(grades.latest, instrument)
    band = max(grades.latest, key=lambda visit: visit.on).band
    found = {}
    for domain in instrument.domains:
        # What a child has outgrown is history, not where the domain stands now.
        given = {item.key: latest[item.key] for item in domain.items_for(band) if item.key in latest}
        if given:
            found[domain.key] = _domain_now(instrument, domain, given, grades)
    return found


def _domain_now(
    instrument: Instrument, domain: Domain, given: Mapping[str, tuple[int, date]], grades: GradesSoFar
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
        points=tuple(domain_points(instrument, grades.recent, domain.key)),
    )


def _is_worse(one: DomainNow, other: DomainNow) -> bool:
    return one.grade is not None and (other.grade is None or one.instrument.is_worse(one.grade, other.grade))
