"""What the grades of one domain in one home can be asked: which visits count, which are the start, which items are the
same then and now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress
from typing import NamedTuple

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.filling import pieces
from gcp_tracker.change.gradings import Days, DomainSeries, Flags, Numbers
from gcp_tracker.change.stacks import Rows, own_drift
from gcp_tracker.change.tables import NEVER, Tables, baseline, counting_visits, tables_of


class Lack(StrEnum):
    """Why nothing can be settled, the first that holds."""

    VISITS = "visits"
    DAYS = "days"
    ITEMS = "items"


class Evidence(NamedTuple):
    """One domain of one home up to a day. Rows are those of visits that count for the domain.

    `means` (rows,) are the visits’ levels of care from the items in common, `graded` (rows,) on how many each rests;
    `offsets` (items,) how much worse than the domain each item in common is, by `common` items’ names.
    `is_start` (rows,) marks the baseline, and `began_of_concern` tells of its grades, whatever they were of. `drift_sd`
    is how far care moves, as its own grades tell; `graders` counts who graded, `lately` who did in the last six months.
    Empty arrays, and the constant’s number, where `lack` says that nothing can be settled.
    """

    care_of: str
    domain: str
    lack: Lack | None
    visits: int
    first: int
    latest: int
    baseline: tuple[int, ...]
    common: tuple[str, ...]
    offsets: Numbers
    days: Days
    workers: Days
    means: Numbers
    graded: Numbers
    is_start: Flags
    drift_sd: float
    graders: int
    lately: int
    starts_with_first: bool
    started_again: int | None
    began_of_concern: bool


def evidences_of(series: Sequence[DomainSeries], constants: Constants) -> list[Evidence]:
    """One for each, in their order. `series` are up to the day in question; each has at least one row."""
    found: dict[int, Evidence] = {}
    for tables in tables_of(series):
        visits = counting_visits(tables, constants)
        found.update(zip(tables.places, evidences_in(tables, visits, constants), strict=True))
    return [found[place] for place in range(len(series))]


def evidences_in(tables: Tables, counting: Flags, constants: Constants) -> list[Evidence]:
    """One for each series of the tables, in their order; `counting` marks the domain’s visits."""
    visits, start, started_again = _visits(tables, counting, constants)
    common = _in_common(tables, visits, start, constants)
    lacks = _lacks(tables, visits, common, constants)
    is_settled = np.array([lack is None for lack in lacks])[:, None]

    of_common = tables.graded & common[:, None, :]
    fitted = is_settled & tables.whole_days(visits) & of_common.any(axis=2)
    cells = of_common & fitted[:, :, None]
    means, offsets = _two_way_fit(tables.values, cells, constants)

    graded, again = cells.sum(axis=2), started_again.tolist()
    rows = _rows(tables, fitted, means, graded, started_again == 0, constants)
    drift = np.where(is_settled[:, 0], own_drift(rows, constants), constants.drift_sd)
    # Of a domain never graded enough, all that there is.
    told_of = np.where(visits.any(axis=1, keepdims=True), visits, tables.is_live)
    latest = np.where(told_of, tables.days, 0).max(axis=1)
    lately = fitted & (tables.days >= latest[:, None] - constants.held_days)
    until = np.where(start, tables.days, 0).max(axis=1, keepdims=True)
    lengths = fitted.sum(axis=1)
    told = zip(
        [one.care_of for one in tables.series],
        [one.domain for one in tables.series],
        lacks,
        visits.sum(axis=1).tolist(),
        np.where(told_of, tables.days, NEVER).min(axis=1).tolist(),
        latest.tolist(),
        map(tuple, pieces(tables.days[start].tolist(), start.sum(axis=1))),
        [tuple(compress(one.items, some)) for one, some in zip(tables.series, common.tolist(), strict=True)],
        pieces(offsets[common], common.sum(axis=1)),
        pieces(tables.days[fitted], lengths),
        pieces(tables.workers[fitted], lengths),
        pieces(means[fitted], lengths),
        pieces(graded[fitted].astype(np.float64), lengths),
        pieces((tables.days <= until)[fitted], lengths),
        drift.tolist(),
        _count_different(tables.workers, fitted).tolist(),
        _count_different(tables.workers, lately).tolist(),
        [not day for day in again],
        [day or None for day in again],
        _began_of_concern(tables, start, constants).tolist(),
        strict=True,
    )
    return [Evidence(*one) for one in told]


def _rows(
    tables: Tables, fitted: Flags, means: Numbers, graded: Days, starts_with_first: Flags, constants: Constants
) -> Rows:
    """What was fitted of each series, where it stands in the tables; it moves as far as any."""
    first = np.where(fitted, tables.days, NEVER).min(axis=1, keepdims=True)
    days = np.where(fitted, tables.days - first, 0).astype(np.float64)
    return Rows(
        is_live=fitted,
        days=days,
        workers=tables.workers,
        above=np.where(fitted, means - constants.prior_mean, 0.0),
        noise=constants.item_sd**2 / np.maximum(graded, 1),
        is_crisis=fitted & starts_with_first[:, None] & (days == 0),
        drift=np.full(len(days), constants.drift_sd),
    )


def _count_different(workers: Days, is_marked: Flags) -> Days:
    """(series,): how many workers there are among the marked rows."""
    found = np.sort(np.where(is_marked, workers, -1), axis=1)
    count: Days = (found[:, 0] >= 0) + (found[:, 1:] != found[:, :-1]).sum(axis=1)
    return count


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
    (means,), (offsets,) = _two_way_fit(rows.values[None], cells, constants)
    fit = Fit(rows.days, rows.workers, means, cells[0].sum(axis=1).astype(np.float64))
    return fit, dict(zip(compress(series.items, asked), offsets[asked].tolist(), strict=True))


def _visits(tables: Tables, visits: Flags, constants: Constants) -> tuple[Flags, Flags, Days]:
    """(series, rows): the domain’s visits, from the day (series,) on which it last began anew (0 where it goes on), and
    which of them are the start.
    """
    started_again = np.zeros(len(visits), dtype=np.int64)
    while True:
        start = baseline(tables.days, visits, constants)
        again = _starts_again(tables, visits, start, constants)
        if not again.any():
            return visits, start, started_again
        started_again = np.where(again > 0, again, started_again)
        visits = visits & (tables.days >= started_again[:, None])


def _starts_again(tables: Tables, visits: Flags, start: Flags, constants: Constants) -> Days:
    """(series,): the day of the visit from which so much of the form has no start that the domain begins anew; 0 where
    it goes on.

    It must be so at the latest visit; it begins at the first at which it was so.
    """
    unknown = ~tables.items_on(start)
    new = (tables.day_marks @ unknown[:, :, None].astype(np.float64))[:, :, 0]
    is_new: Flags = (new >= constants.new_items_least) & (new >= constants.new_items_share * tables.day_counts)
    is_new &= visits & ~start
    series = np.arange(len(visits))
    latest = visits.shape[1] - 1 - visits[:, ::-1].argmax(axis=1)
    found: Days = np.where(is_new[series, latest], tables.days[series, is_new.argmax(axis=1)], 0)
    return found


def _in_common(tables: Tables, visits: Flags, start: Flags, constants: Constants) -> Flags:
    """(series, items): graded at the start and again, after it, lately."""
    latest = np.where(visits, tables.days, 0).max(axis=1, keepdims=True)
    lately = visits & ~start & (tables.days >= latest - constants.common_days)
    return tables.items_on(start) & tables.items_on(lately)


def _lacks(tables: Tables, visits: Flags, common: Flags, constants: Constants) -> list[Lack | None]:
    days = np.where(visits, tables.days, 0).max(axis=1) - np.where(visits, tables.days, NEVER).min(axis=1)
    forms = np.array([one.forms[-1] for one in tables.series])
    least = np.maximum(constants.least_items, forms * constants.least_items_share - 1e-9)
    # The first that holds is told.
    lacking = (
        (Lack.VISITS, visits.sum(axis=1) < constants.least_visits),
        (Lack.DAYS, days < constants.least_days),
        (Lack.ITEMS, common.sum(axis=1) < least),
    )
    found: list[Lack | None] = [None] * len(days)
    for lack, is_so in reversed(lacking):
        for place in np.flatnonzero(is_so).tolist():
            found[place] = lack
    return found


def _began_of_concern(tables: Tables, start: Flags, constants: Constants) -> Flags:
    """(series,): from all the grades between the first and the last day of the start."""
    first = np.where(start, tables.days, NEVER).min(axis=1, keepdims=True)
    last = np.where(start, tables.days, 0).max(axis=1, keepdims=True)
    then = tables.graded & (tables.is_live & (tables.days >= first) & (tables.days <= last))[:, :, None]
    values = np.where(then, tables.values, 0.0)
    mean = values.sum(axis=(1, 2)) / np.maximum(then.sum(axis=(1, 2)), 1)
    found: Flags = (mean >= constants.concern_mean) | (values.max(axis=(1, 2)) >= constants.concern_grade)
    return found


def _two_way_fit(values: Numbers, cells: Flags, constants: Constants) -> tuple[Numbers, Numbers]:
    """Levels of the visits (series, rows) and of the items (series, items) from those cells of `values` (series, rows,
    items), so that leaving out a bad item is no progress.
    """
    known, weights = np.where(cells, values, 0.0), cells.astype(np.float64)
    by_visit, by_item = weights.sum(axis=2), weights.sum(axis=1)
    of_visit, of_item = known.sum(axis=2), known.sum(axis=1)
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
