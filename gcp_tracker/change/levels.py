"""Levels of visits and of items that together fit what was graded, so that to leave out a bad item is no progress."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.gradings import Days, DomainSeries, Flags, Numbers


@dataclass(frozen=True, slots=True)
class Fit:
    """Visits’ levels from all that was graded. All of shape (rows,)."""

    days: Days
    workers: Days
    means: Numbers
    graded: Numbers


def visits_and_items(series: DomainSeries, constants: Constants) -> tuple[Fit, dict[str, float]]:
    """The fit of all visits and all items ever graded, whatever they have in common; an item’s offset by its name."""
    graded = np.isfinite(series.values)
    asked: Flags = np.logical_or.reduce(graded, axis=0)
    rows = series.rows(np.logical_or.reduce(graded, axis=1))
    cells = np.isfinite(rows.values[None])
    (means,), (offsets,) = two_way_fit(rows.values[None], cells, constants)
    fit = Fit(rows.days, rows.workers, means, cells[0].sum(axis=1).astype(np.float64))
    return fit, dict(zip(compress(series.items, asked), offsets[asked].tolist(), strict=True))


def two_way_fit(values: Numbers, cells: Flags, constants: Constants) -> tuple[Numbers, Numbers]:
    """Levels of the visits (series, rows) and of the items (series, items) from those cells of `values` (series, rows,
    items).
    """
    known, weights = np.where(cells, values, 0.0), cells.astype(np.float64)
    whole = np.ones(weights.shape[2])
    by_visit, by_item = weights @ whole, weights.sum(axis=1)
    of_visit, of_item = known @ whole, known.sum(axis=1)
    is_item = by_item > 0
    shrunken, count = by_item + constants.item_shrink, np.maximum(is_item.sum(axis=1, keepdims=True), 1)
    by_visit = np.maximum(by_visit, 1.0)
    means = of_visit / by_visit
    items = np.zeros(of_item.shape)
    for _ in range(int(constants.fit_rounds)):
        items = (of_item - (means[:, None, :] @ weights)[:, 0]) / shrunken
        items = np.where(is_item, items - items.sum(axis=1, keepdims=True) / count, 0.0)
        means = (of_visit - (weights @ items[:, :, None])[:, :, 0]) / by_visit
    return means, items
