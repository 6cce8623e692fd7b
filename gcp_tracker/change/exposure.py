"""How long the care that was graded was likely at 4 or 5, in days and as a share of the child’s life so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gcp_tracker.change.care_curve import Band, chance_below
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence
from gcp_tracker.change.gradings import Days, DomainSeries, Numbers
from gcp_tracker.change.levels import visits_and_items

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


class AllGraded(NamedTuple):
    """All visits and all items of a domain, whatever they have in common, as `evidence`, with the items’ offsets; and
    the days of which the curve is asked.
    """

    series: DomainSeries
    evidence: Evidence
    offsets: dict[str, float]
    grid: Days


def all_graded(series: DomainSeries, evidence: Evidence, constants: Constants) -> AllGraded:
    """A series is up to the day in question, its evidence what was read from it."""
    if evidence.common == series.items and evidence.graded.sum() == np.isfinite(series.values).sum():
        # That is what it has, and nothing besides.
        offsets = dict(zip(evidence.common, evidence.offsets.tolist(), strict=True))
    else:
        fitted, offsets = visits_and_items(series, constants)
        evidence = evidence._replace(
            days=fitted.days,
            workers=fitted.workers,
            means=fitted.means,
            graded=fitted.graded,
            is_start=fitted.days <= evidence.baseline[-1],
        )
    return AllGraded(series, evidence, offsets, _grid(int(evidence.days[0]), evidence.latest))


def exposures_of(
    asked: Sequence[AllGraded], bands: Sequence[Band], born: int | None, constants: Constants
) -> list[DomainExposure]:
    """One for each, in their order; its items with the longest exposure first. `bands` are of their evidence on the
    days of their grids, `born` is the day of birth.
    """
    return [
        _exposure(one, band, None if born is None else one.evidence.latest - born + 1, constants)
        for one, band in zip(asked, bands, strict=True)
    ]


def _exposure(asked: AllGraded, band: Band, life: int | None, constants: Constants) -> DomainExposure:
    """`life` is the child’s age in days."""
    series, offsets = asked.series, asked.offsets
    graded = np.isfinite(series.values)
    if len(offsets) < len(series.items):
        graded = graded[:, [series.items.index(item) for item in offsets]]
    first = series.days[graded.argmax(axis=0)]
    above = band.middle + np.array(list(offsets.values()))[:, None] - constants.exposed_from
    away = above / np.maximum(band.spread, 1e-9)
    chances = np.where(band.days >= first[:, None], chance_below(away.ravel()).reshape(away.shape), 0.0)
    worst: Numbers = chances.max(axis=0)
    lasting = _lasting(band.days)
    likely = sorted(
        zip(offsets, (chances @ lasting).tolist(), strict=True), key=lambda one: (-round(one[1], 6), one[0])
    )
    return DomainExposure(
        _told(series.domain, float(worst @ lasting), life), tuple([_told(*one, life) for one in likely])
    )


def _told(name: str, likely: float, life: int | None) -> Exposure:
    return Exposure(name, likely, None if not life or life < 1 else min(1.0, likely / life))


def _lasting(days: Days) -> Numbers:
    """For how many days each stands: half of the time to the one before it and half of that to the next."""
    halves = (days[1:] - days[:-1]) / 2
    lasting = np.zeros(len(days))
    lasting[1:] += halves
    lasting[:-1] += halves
    return lasting


def _grid(first: int, latest: int) -> Days:
    return np.append(np.arange(first, latest, STEP_DAYS), latest)
