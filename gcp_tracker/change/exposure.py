"""How long the care that was graded was likely at 4 or 5, in days and as a share of the child’s life so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gcp_tracker.change.care_curve import Band, bands_of, chance_below
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence, visits_and_items
from gcp_tracker.change.gradings import Days, DomainSeries

STEP_DAYS = 7


class Exposure(NamedTuple):
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


def exposures_of(
    read: Sequence[tuple[DomainSeries, Evidence]], born: int | None, constants: Constants
) -> list[DomainExposure]:
    """One for each, in their order; its items with the longest exposure first. A series is up to the day in question,
    its evidence what was read from it; `born` is the day of birth.
    """
    fits = [_whole(series, evidence, constants) for series, evidence in read]
    grids = [_grid(int(whole.days[0]), whole.latest) for whole, _ in fits]
    bands = bands_of([whole for whole, _ in fits], grids, constants)
    return [
        _exposure(series, offsets, band, None if born is None else whole.latest - born + 1, constants)
        for (series, _), (whole, offsets), band in zip(read, fits, bands, strict=True)
    ]


def _whole(series: DomainSeries, evidence: Evidence, constants: Constants) -> tuple[Evidence, dict[str, float]]:
    """The evidence with all visits and all items, and the items’ offsets."""
    if evidence.common == series.items and len(evidence.days) == len(series.days):
        # That is what it has.
        return evidence, dict(zip(evidence.common, evidence.offsets.tolist(), strict=True))
    fitted, offsets = visits_and_items(series, constants)
    return evidence._replace(
        days=fitted.days, workers=fitted.workers, means=fitted.means, graded=fitted.graded
    ), offsets


def _exposure(
    series: DomainSeries, offsets: dict[str, float], band: Band, life: int | None, constants: Constants
) -> DomainExposure:
    """`life` is the child’s age in days."""
    graded = np.isfinite(series.values)
    if len(offsets) < len(series.items):
        graded = graded[:, [series.items.index(item) for item in offsets]]
    first = series.days[graded.argmax(axis=0)]
    above = band.middle + np.array(list(offsets.values()))[:, None] - constants.exposed_from
    away = above / np.maximum(band.spread, 1e-9)
    chances = np.where(band.days >= first[:, None], chance_below(away.ravel()).reshape(away.shape), 0.0)

    def told(name: str, likely: float) -> Exposure:
        return Exposure(name, likely, None if not life or life < 1 else min(1.0, likely / life))

    days = band.days.astype(np.float64)
    likely = np.trapezoid(np.vstack([chances, chances.max(axis=0)]), days, axis=1).tolist()
    items = sorted(
        (told(*one) for one in zip(offsets, likely, strict=False)), key=lambda one: (-round(one.days, 6), one.name)
    )
    return DomainExposure(told(series.domain, likely[-1]), tuple(items))


def _grid(first: int, latest: int) -> Days:
    return np.append(np.arange(first, latest, STEP_DAYS), latest)
