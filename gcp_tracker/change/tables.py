"""Tables of grades of like size as one stack of arrays, filled up with nothing at the end; what is read from one never
depends on the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.filling import blocks, filled_up, places_alike, stacked
from gcp_tracker.change.gradings import Days, DomainSeries, Flags, Numbers

# Nothing here is dear to fill up, so a few sizes do.
STEP = 8
# Wide enough for the domains of most instruments, so that all of a child’s stand in one stack.
ITEMS_STEP = 16
NEVER = 10**8


@dataclass(frozen=True, slots=True)
class Tables:
    """`places` says where each of `series` stands among all. Rows are as in the series.

    `is_live`, `days`, `forms` are (series, rows), `values` and `graded` (series, rows, items). `is_day` marks the first
    row of each day; what was graded on it by whoever was there stands in `day_values` and `day_graded` at that row
    alone, of two workers the worse. `day_marks` is 1 where `day_graded`, for products; `day_counts` (series, rows) adds
    it up.
    """

    places: Sequence[int]
    series: Sequence[DomainSeries]
    is_live: Flags
    days: Days
    workers: Days
    forms: Days
    values: Numbers
    graded: Flags
    is_day: Flags
    day_values: Numbers
    day_graded: Flags
    day_marks: Numbers
    day_counts: Numbers

    def items_on(self, is_marked: Flags) -> Flags:
        """(series, items): what was graded on any of the days of which the first row is marked."""
        found: Flags = (is_marked[:, None, :].astype(np.float64) @ self.day_marks)[:, 0] > 0
        return found

    def last_graded(self) -> tuple[Numbers, Days]:
        """(series, items): as each was graded last, NaN where it never was, and on which day."""
        last = self.day_graded.shape[1] - 1 - self.day_graded[:, ::-1].argmax(axis=1)
        values: Numbers = np.take_along_axis(self.day_values, last[:, None, :], axis=1)[:, 0]
        return values, np.take_along_axis(self.days, last, axis=1)

    def whole_days(self, is_marked: Flags) -> Flags:
        """(series, rows): all rows of the days of which the first row is marked."""
        found = is_marked.copy()
        for by, same in _same_days(self.days, self.is_live):
            found[:, by:] |= is_marked[:, :-by] & same
        return found


def tables_of(series: Sequence[DomainSeries]) -> Iterator[Tables]:
    """All of them, those of like size together; each has at least one row."""
    for size, alike in places_alike(_sizes(series)).items():
        for some in blocks(len(alike), size[0] * size[1]):
            places = alike[some]
            yield _tables(places, [series[place] for place in places], size)


def _sizes(series: Sequence[DomainSeries]) -> list[tuple[int, int]]:
    """Rows and items of each, filled up."""
    sizes = np.array([one.values.shape for one in series]).reshape(-1, 2)
    return list(map(tuple, filled_up(sizes, np.array([STEP, ITEMS_STEP])).tolist()))


def counting_visits(tables: Tables, constants: Constants) -> Flags:
    """(series, rows): the domain’s visits, on which enough of the form was graded, by whoever was there."""
    enough = np.maximum(constants.form_least, tables.forms * constants.form_share)
    counting: Flags = tables.is_day & (tables.day_counts >= enough - 1e-9)
    return counting


def baseline(days: Days, visits: Flags, constants: Constants) -> Flags:
    """(series, rows): which of these visits, from the first, are the start."""
    first = np.where(visits, days, NEVER).min(axis=1, keepdims=True)
    start = visits & (days <= first + constants.baseline_days)
    is_alone = start.sum(axis=1, keepdims=True) == 1
    second = np.where(visits & ~start, days, NEVER).min(axis=1, keepdims=True)
    is_near = is_alone & (second - first <= constants.baseline_pair_days)
    found: Flags = start | (visits & is_near & (days == second))
    return found


def _tables(places: Sequence[int], alike: Sequence[DomainSeries], size: tuple[int, int]) -> Tables:
    is_live = np.arange(size[0]) < np.array([len(one.days) for one in alike])[:, None]
    days = stacked([one.days for one in alike], is_live, 0)
    values = np.full((len(alike), *size), np.nan)
    for place, one in enumerate(alike):
        values[place, : len(one.days), : len(one.items)] = one.values
    graded = np.isfinite(values)
    is_day, day_values, day_graded = is_live.copy(), values, graded
    is_day[:, 1:] &= days[:, 1:] != days[:, :-1]
    if is_day.sum() < is_live.sum():
        day_values, day_graded = values.copy(), graded.copy()
        for by, same in _same_days(days, is_live):
            day_graded[:, :-by] |= graded[:, by:] & same[:, :, None]
            others = np.where(same[:, :, None], values[:, by:], np.nan)
            day_values[:, :-by] = np.fmax(day_values[:, :-by], others)
        day_values[~is_day], day_graded[~is_day] = np.nan, False
    day_marks = day_graded.astype(np.float64)
    return Tables(
        places=places,
        series=alike,
        is_live=is_live,
        days=days,
        workers=stacked([one.workers for one in alike], is_live, -1),
        forms=stacked([one.forms for one in alike], is_live, 0),
        values=values,
        graded=graded,
        is_day=is_day,
        day_values=day_values,
        day_graded=day_graded,
        day_marks=day_marks,
        day_counts=day_marks @ np.ones(size[1]),
    )


def _same_days(days: Days, is_live: Flags) -> Iterator[tuple[int, Flags]]:
    """By 1, 2 and so on: which rows have their day in common with the row so many before."""
    for by in range(1, days.shape[1]):
        same = is_live[:, by:] & (days[:, by:] == days[:, :-by])
        if not same.any():
            return
        yield by, same
