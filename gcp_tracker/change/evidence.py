"""What the grades of one domain in one home can be asked: which visits count, which are the start, which items are the
same then and now.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.gradings import Days, DayTable, DomainSeries, Flags, Numbers


class Lack(StrEnum):
    """Why nothing can be settled, the first that holds."""

    VISITS = "visits"
    DAYS = "days"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One domain of one home up to a day. Rows are those of visits that count for the domain.

    `means` (rows,) are the visits’ levels of care from the items in common, `graded` (rows,) on how many each rests;
    `offsets` (items,) how much worse than the domain each item in common is, by `common` items’ names.
    `is_start` (rows,) marks the baseline. Empty arrays where `lack` says that nothing can be settled.
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
    starts_with_first: bool
    started_again: int | None


def counting_visits(table: DayTable, constants: Constants) -> Flags:
    """(days,): the days of the domain’s visits, on which enough of the form was graded, by whoever was there."""
    enough = np.maximum(constants.form_least, table.forms * constants.form_share)
    counting: Flags = np.isfinite(table.values).sum(axis=1) >= enough - 1e-9
    return counting


def baseline_length(days: Days, constants: Constants) -> int:
    """How many of these visits, from the first, are the start."""
    length = int(np.searchsorted(days, days[0] + constants.baseline_days, side="right"))
    if length == 1 and len(days) > 1 and days[1] - days[0] <= constants.baseline_pair_days:
        return 2
    return length


def evidence_of(series: DomainSeries, constants: Constants) -> Evidence:
    """`series` up to the day in question; it has at least one row."""
    table = series.by_day()
    counting = counting_visits(table, constants)
    days, graded = table.days[counting], np.isfinite(table.values[counting])
    started_again: int | None = None
    while (again := _starts_again(days, graded, constants)) is not None:
        started_again = int(days[again])
        days, graded = days[again:], graded[again:]
    start = baseline_length(days, constants) if len(days) else 0
    common = _in_common(days, graded, start, constants)
    lack = _lack(days, int(common.sum()), int(series.forms[-1]), constants)
    fitted = series.rows(_fitted_rows(series, days, common) if lack is None else slice(0, 0))
    values = fitted.values[:, common]
    means, offsets = _two_way_fit(values, constants)
    return Evidence(
        care_of=series.care_of,
        domain=series.domain,
        lack=lack,
        visits=len(days),
        first=int(days[0]) if len(days) else int(series.days[0]),
        latest=int(days[-1]) if len(days) else int(series.days[-1]),
        baseline=tuple(days[:start].tolist()),
        common=tuple(item for item, is_common in zip(series.items, common.tolist(), strict=True) if is_common),
        offsets=offsets,
        days=fitted.days,
        workers=fitted.workers,
        means=means,
        graded=np.isfinite(values).sum(axis=1).astype(np.float64),
        is_start=fitted.days <= (days[start - 1] if start else 0),
        starts_with_first=started_again is None,
        started_again=started_again,
    )


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
    values = rows.values[:, asked]
    means, offsets = _two_way_fit(values, constants)
    names = [item for item, is_asked in zip(series.items, asked.tolist(), strict=True) if is_asked]
    fit = Fit(rows.days, rows.workers, means, np.isfinite(values).sum(axis=1).astype(np.float64))
    return fit, dict(zip(names, offsets.tolist(), strict=True))


def _starts_again(days: Days, graded: Flags, constants: Constants) -> int | None:
    """The visit from which so much of the form has no start that the domain begins anew; None where it goes on.

    It must be so at the latest visit; it begins at the first at which it was so.
    """
    if not len(days):
        return None
    start = baseline_length(days, constants)
    after = graded[start:]
    new = (after & ~graded[:start].any(axis=0)).sum(axis=1)
    is_new = (new >= constants.new_items_least) & (new >= constants.new_items_share * after.sum(axis=1))
    return start + int(np.argmax(is_new)) if len(is_new) and is_new[-1] else None


def _in_common(days: Days, graded: Flags, start: int, constants: Constants) -> Flags:
    """(items,): graded at the start and again, after it, lately."""
    if not start:
        return np.zeros(graded.shape[1], dtype=bool)
    lately = max(start, int(np.searchsorted(days, days[-1] - constants.common_days)))
    common: Flags = np.logical_and(graded[:start].any(axis=0), graded[lately:].any(axis=0))
    return common


def _lack(days: Days, common: int, form: int, constants: Constants) -> Lack | None:
    if len(days) < constants.least_visits:
        return Lack.VISITS
    if days[-1] - days[0] < constants.least_days:
        return Lack.DAYS
    if common < max(constants.least_items, form * constants.least_items_share - 1e-9):
        return Lack.ITEMS
    return None


def _fitted_rows(series: DomainSeries, days: Days, common: Flags) -> Flags:
    """(rows,): of the visits that count, those with an item in common."""
    of_visit = days[np.minimum(np.searchsorted(days, series.days), len(days) - 1)] == series.days
    fitted: Flags = of_visit & np.isfinite(series.values[:, common]).any(axis=1)
    return fitted


def _two_way_fit(values: Numbers, constants: Constants) -> tuple[Numbers, Numbers]:
    """Levels of the visits (rows,) and of the items (items,), so that leaving out a bad item is no progress."""
    if not values.size:
        return np.zeros(len(values)), np.zeros(values.shape[1])
    is_graded = np.isfinite(values)
    known = np.where(is_graded, values, 0.0)
    by_visit, by_item = is_graded.sum(axis=1), is_graded.sum(axis=0)
    items = np.zeros(values.shape[1])
    means = known.sum(axis=1) / by_visit
    for _ in range(int(constants.fit_rounds)):
        residuals = np.where(is_graded, values - means[:, None], 0.0)
        items = residuals.sum(axis=0) / (by_item + constants.item_shrink)
        items = items - items.mean()
        means = np.where(is_graded, values - items, 0.0).sum(axis=1) / by_visit
    return means, items
