"""A child’s grades as the engine takes them: one table per domain and whose care it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
# By home and domain: what each worker graded on each day, by item.
Tables = dict[tuple[str, str], dict[tuple[int, str], Mapping[str, float]]]


class Grade(NamedTuple):
    """One item graded once. `day` counts days as date.toordinal() does; `value` 1 is best, 5 worst."""

    care_of: str
    domain: str
    item: str
    day: int
    worker: str
    value: float


class Sheet(NamedTuple):
    """What one worker graded of one domain on one day: `cells` by item."""

    care_of: str
    domain: str
    day: int
    worker: str
    cells: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class DomainSeries:
    """One domain in one home. A row is what one worker graded on one day; rows stand in the order of their days.

    `days` and `forms` have shape (rows,), `values` (rows, items) with NaN where nothing was graded. `forms` counts the
    items that the full form of that day asks. `workers` are numbers that mean nothing but “the same” or “another”.
    """

    care_of: str
    domain: str
    items: tuple[str, ...]
    days: Days
    workers: Days
    values: Numbers
    forms: Days

    def until(self, day: int) -> DomainSeries:
        """The rows up to that day; later ones are as if they had never been."""
        return self.rows(slice(0, int(np.searchsorted(self.days, day, side="right"))))

    def rows(self, chosen: slice | Flags) -> DomainSeries:
        return DomainSeries(
            self.care_of,
            self.domain,
            self.items,
            self.days[chosen],
            self.workers[chosen],
            self.values[chosen],
            self.forms[chosen],
        )


@dataclass(frozen=True, slots=True)
class ChildGrades:
    """All that is graded of one child. `domains` names every domain there is, graded or not; `moved` gives for a home
    that the child has left the day of the move.
    """

    child_id: str
    series: tuple[DomainSeries, ...]
    domains: tuple[str, ...]
    moved: Mapping[str, int] = field(default_factory=dict)


def child_grades(
    child_id: str,
    grades: Iterable[Grade],
    domains: Iterable[str],
    forms: Mapping[tuple[str, str, int], int] | None = None,
    sizes: Mapping[str, int] | None = None,
    moved: Mapping[str, int] | None = None,
) -> ChildGrades:
    """Grades in any order. How many items the full form has is taken from `forms` (by home, domain and day), else from
    `sizes` (by domain), else it is the number of items ever graded there.

    The same worker, item and day twice: the worse.
    """
    sheets: dict[tuple[str, str, int, str], dict[str, float]] = {}
    for one in grades:
        cells = sheets.setdefault((one.care_of, one.domain, one.day, one.worker), {})
        cells[one.item] = max(one.value, cells.get(one.item, one.value))
    told = (Sheet(*key, cells) for key, cells in sheets.items())
    return child_of_sheets(child_id, told, domains, forms or {}, sizes or {}, moved or {})


def child_of_sheets(
    child_id: str,
    sheets: Iterable[Sheet],
    domains: Iterable[str],
    forms: Mapping[tuple[str, str, int], int],
    sizes: Mapping[str, int],
    moved: Mapping[str, int],
) -> ChildGrades:
    """The same from whole sheets, in any order."""
    tables: Tables = {}
    for one in sheets:
        rows = tables.setdefault((one.care_of, one.domain), {})
        known = rows.setdefault((one.day, one.worker), one.cells)
        if known is not one.cells:
            worse = {item: max(value, known.get(item, value)) for item, value in one.cells.items()}
            rows[one.day, one.worker] = {**known, **worse}
    series = [_series(*key, rows, forms, sizes) for key, rows in sorted(tables.items())]
    return ChildGrades(child_id, tuple(series), tuple(domains), moved)


def _series(
    care_of: str,
    domain: str,
    rows: Mapping[tuple[int, str], Mapping[str, float]],
    forms: Mapping[tuple[str, str, int], int],
    sizes: Mapping[str, int],
) -> DomainSeries:
    items = tuple(sorted({item for cells in rows.values() for item in cells}))
    order = sorted(rows)
    days = [day for day, _ in order]
    if len(set(days)) < len(days):
        # Two workers of one day stand in the order of what they graded, so that no name ever matters.
        order.sort(key=lambda key: (key[0], sorted(rows[key].items()), key[1]))
    numbers = {worker: number for number, worker in enumerate(dict.fromkeys(worker for _, worker in order))}
    form_of = [forms.get((care_of, domain, day), sizes.get(domain, len(items))) for day in days]
    return DomainSeries(
        care_of,
        domain,
        items,
        np.array(days, dtype=np.int64),
        np.array([numbers[worker] for _, worker in order], dtype=np.int64),
        np.array([[rows[key].get(item, np.nan) for item in items] for key in order], dtype=np.float64),
        np.array(form_of, dtype=np.int64),
    )
