"""What the grades of one domain in one home can be asked: which visits count, which are the start, which items are the
same then and now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress
from typing import NamedTuple, TypeVar

import numpy as np

from gcp_tracker.change.constants import Constants
from gcp_tracker.change.filling import pieces
from gcp_tracker.change.gradings import Days, DomainSeries, Flags, Numbers
from gcp_tracker.change.levels import two_way_fit
from gcp_tracker.change.stacks import Fitted, own_drifts
from gcp_tracker.change.tables import NEVER, Tables, baseline, counting_visits, tables_of

Some = TypeVar("Some")


class Lack(StrEnum):
    """Why nothing can be settled, the first that holds."""

    VISITS = "visits"
    DAYS = "days"
    ITEMS = "items"


class Evidence(NamedTuple):
    """One domain of one home up to a day. Rows are those of visits that count for the domain.

    `means` (rows,) are the visits’ levels of care from the items in common, and from those in `left_out`: of concern
    when they were graded last, left out of the latest visit and taken to stand where they stood. `graded` (rows,) says
    on how many each rests; `offsets` (items,) how much worse than the domain each item in common is, by `common`’s
    names.
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
    left_out: tuple[str, ...]
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


class Told(NamedTuple):
    """Of a stack of series, field by field, what `Evidence` tells of each."""

    lack: list[Lack | None]
    visits: list[int]
    first: list[int]
    latest: list[int]
    baseline: list[tuple[int, ...]]
    common: list[tuple[str, ...]]
    left_out: list[tuple[str, ...]]
    graders: list[int]
    lately: list[int]
    started_again: list[int | None]
    began_of_concern: list[bool]


@dataclass(frozen=True, slots=True)
class Evidences:
    """Evidence of a stack of series, which stand at `places` among all. `last_graded` and `form` (series,) are of each
    one’s last row. `fitted` are the rows that rest on items in common, `offsets` those of all these items, of each
    series as many as `common` (series,).
    """

    places: Sequence[int]
    series: Sequence[DomainSeries]
    told: Told
    last_graded: Days
    form: Days
    fitted: Fitted
    offsets: Numbers
    common: Days


def evidences_of(series: Sequence[DomainSeries], constants: Constants) -> list[Evidence]:
    """One for each, in their order. `series` are up to the day in question; each has at least one row."""
    stacks = [evidences_in(tables, counting_visits(tables, constants), constants) for tables in tables_of(series)]
    return in_order(stacks, each_of(stacks, own_drifts(fitted_in(stacks), constants))) if stacks else []


def in_order(stacks: Iterable[Evidences], told: Iterable[Some]) -> list[Some]:
    """What is told of the series of all stacks, in the order in which they came."""
    found = dict(zip((place for one in stacks for place in one.places), told, strict=True))
    return [found[place] for place in range(len(found))]


def evidences_in(tables: Tables, counting: Flags, constants: Constants) -> Evidences:
    """`counting` marks the domain’s visits."""
    visits, start, started_again = _visits(tables, counting, constants)
    common = _in_common(tables, visits, start, constants)
    lacks = _lacks(tables, visits, common, constants)
    is_settled = np.array([lack is None for lack in lacks])[:, None]

    carried = _carried(tables, visits, start, constants)
    stands = carried > 0
    compared = tables.graded & (common | stands)[:, None, :]
    graded = compared.astype(np.float64) @ np.ones(common.shape[1])
    fitted = is_settled & tables.whole_days(visits) & (graded > 0)
    values, cells = tables.values, compared & fitted[:, :, None]
    if stands.any():
        is_carried = (fitted & (tables.days == _latest(tables, visits)))[:, :, None] & stands[:, None, :]
        values, cells = np.where(is_carried, carried[:, None, :], values), cells | is_carried
        graded = graded + is_carried.sum(axis=2)
    means, offsets = two_way_fit(values, cells, constants)
    # Of a domain never graded enough, all that there is.
    told_of = np.where(visits.any(axis=1, keepdims=True), visits, tables.is_live)
    latest = np.where(told_of, tables.days, 0).max(axis=1)
    lately = fitted & (tables.days >= latest[:, None] - constants.held_days)
    again, start_ended = started_again.tolist(), np.where(start, tables.days, 0).max(axis=1)
    told = Told(
        lacks,
        visits.sum(axis=1).tolist(),
        np.where(told_of, tables.days, NEVER).min(axis=1).tolist(),
        latest.tolist(),
        pieces(tuple(tables.days[start].tolist()), start.sum(axis=1)),
        [_named(one.items, some) for one, some in zip(tables.series, common.tolist(), strict=True)],
        [tuple(compress(one.items, some)) for one, some in zip(tables.series, stands.tolist(), strict=True)],
        _count_different(tables.workers, fitted).tolist(),
        _count_different(tables.workers, lately).tolist(),
        [day or None for day in again],
        _began_of_concern(tables, start, constants).tolist(),
    )
    rows = Fitted(
        days=tables.days[fitted],
        workers=tables.workers[fitted],
        means=means[fitted],
        graded=graded[fitted],
        is_start=(tables.days <= start_ended[:, None])[fitted],
        lengths=fitted.sum(axis=1),
        latest=latest,
        start_ended=start_ended,
        starts_with_first=started_again == 0,
    )
    last = (np.arange(len(lacks)), tables.is_live.sum(axis=1) - 1)
    return Evidences(
        tables.places,
        tables.series,
        told,
        tables.days[last],
        tables.forms[last],
        rows,
        offsets[common],
        common.sum(axis=1),
    )


def fitted_in(stacks: Iterable[Evidences]) -> Fitted:
    """Of all series, one stack after the other."""
    return Fitted(*map(np.concatenate, zip(*(one.fitted for one in stacks), strict=True)))


def each_of(stacks: Sequence[Evidences], drifts: Numbers) -> Iterator[Evidence]:
    """One after the other, one stack after the other; `drifts` (series of all,) say how far the care of each moves."""
    counts = np.array([len(one.series) for one in stacks], dtype=np.int64)
    for one, drift in zip(stacks, pieces(drifts, counts), strict=True):
        told, rows = one.told, one.fitted
        each = zip(
            [series.care_of for series in one.series],
            [series.domain for series in one.series],
            told.lack,
            told.visits,
            told.first,
            told.latest,
            told.baseline,
            told.common,
            told.left_out,
            pieces(one.offsets, one.common),
            pieces(rows.days, rows.lengths),
            pieces(rows.workers, rows.lengths),
            pieces(rows.means, rows.lengths),
            pieces(rows.graded, rows.lengths),
            pieces(rows.is_start, rows.lengths),
            drift.tolist(),
            told.graders,
            told.lately,
            rows.starts_with_first.tolist(),
            told.started_again,
            told.began_of_concern,
            strict=True,
        )
        yield from map(Evidence._make, each)


def _named(items: tuple[str, ...], is_marked: list[bool]) -> tuple[str, ...]:
    # Most often all of them.
    return items if all(is_marked[: len(items)]) else tuple(compress(items, is_marked))


def _count_different(workers: Days, is_marked: Flags) -> Days:
    """(series,): how many workers there are among the marked rows."""
    found = np.sort(np.where(is_marked, workers, -1), axis=1)
    count: Days = (found[:, 0] >= 0) + (found[:, 1:] != found[:, :-1]).sum(axis=1)
    return count


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


def _latest(tables: Tables, visits: Flags) -> Days:
    """(series, 1): the day of the latest visit."""
    found: Days = np.where(visits, tables.days, 0).max(axis=1, keepdims=True)
    return found


def _in_common(tables: Tables, visits: Flags, start: Flags, constants: Constants) -> Flags:
    """(series, items): graded at the start and again, after it, lately."""
    lately = visits & ~start & (tables.days >= _latest(tables, visits) - constants.common_days)
    return tables.items_on(start) & tables.items_on(lately)


def _carried(tables: Tables, visits: Flags, start: Flags, constants: Constants) -> Numbers:
    """(series, items): at what grade of concern an item stands that was graded at the start, and that the latest visit
    leaves out; 0 for all others. So to leave out what is bad is no progress.
    """
    values, days = tables.last_graded()
    latest = _latest(tables, visits)
    is_left_out = tables.items_on(start) & ~tables.items_on(visits & (tables.days == latest))
    stands = is_left_out & (values >= constants.concern_grade) & (days >= latest - constants.carried_days)
    found: Numbers = np.where(stands, values, 0.0)
    return found


def _lacks(tables: Tables, visits: Flags, common: Flags, constants: Constants) -> list[Lack | None]:
    days = _latest(tables, visits)[:, 0] - np.where(visits, tables.days, NEVER).min(axis=1)
    forms = tables.forms[np.arange(len(days)), tables.is_live.sum(axis=1) - 1]
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
