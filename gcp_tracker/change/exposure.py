"""How long the care that was graded was likely at 4 or 5, in days and as a share of the child’s life so far."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gcp_tracker.change.care_curve import band_of, chance_below
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence, visits_and_items
from gcp_tracker.change.gradings import DomainSeries, Numbers

STEP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Exposure:
    """`days` on which the item (the domain: at least its worst item) was likely at 4 or 5, between its first grading
    and the domain’s latest visit; nothing is counted for the time after it. `share_of_life` is None for an unknown
    date of birth.
    """

    name: str
    days: float
    share_of_life: float | None


@dataclass(frozen=True, slots=True)
class DomainExposure:
    domain: Exposure
    items: tuple[Exposure, ...]


def exposure_of(series: DomainSeries, evidence: Evidence, born: int | None, constants: Constants) -> DomainExposure:
    """Items with the longest exposure first. `series` up to the day in question, `evidence` what was read from it;
    `born` is the day of birth.
    """
    fitted, offsets = visits_and_items(series, constants)
    whole = replace(evidence, days=fitted.days, workers=fitted.workers, means=fitted.means, graded=fitted.graded)
    days = _grid(int(fitted.days[0]), evidence.latest)
    band = band_of(whole, days.tolist(), constants)
    first = {item: int(series.days[np.isfinite(column)][0]) for item, column in _columns(series)}
    chances = {}
    for item, offset in offsets.items():
        away = (band.middle + offset - constants.exposed_from) / np.maximum(band.spread, 1e-9)
        chances[item] = np.where(days >= first[item], chance_below(away), 0.0)
    life = None if born is None else evidence.latest - born + 1

    def told(name: str, chance: Numbers) -> Exposure:
        likely = float(np.trapezoid(chance, days)) if len(days) > 1 else 0.0
        return Exposure(name, likely, None if not life or life < 1 else min(1.0, likely / life))

    items = sorted((told(item, chance) for item, chance in chances.items()), key=lambda one: (-one.days, one.name))
    worst = np.max(np.stack(list(chances.values())), axis=0)
    return DomainExposure(told(series.domain, worst), tuple(items))


def _grid(first: int, latest: int) -> Numbers:
    return np.unique(np.append(np.arange(first, latest, STEP_DAYS), latest)).astype(np.float64)


def _columns(series: DomainSeries) -> list[tuple[str, Numbers]]:
    return [
        (item, column) for item, column in zip(series.items, series.values.T, strict=True) if np.isfinite(column).any()
    ]
