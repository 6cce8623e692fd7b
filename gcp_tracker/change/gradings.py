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


class Grade(NamedTuple):
    """One item graded once. `day` counts days as date.toordinal() does; `value` 1 is best, 5 worst."""

    care_of: str
    domain: str
    item: str
    day: int
    worker: str
    value: float


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
    tables: dict[tuple[str, str], dict[tuple[int, str], dict[str, float]]] = {}
    for one in grades:
        cells = tables.setdefault((one.care_of, one.domain), {}).setdefault((one.day, one.worker), {})
        cells[one.item] = max(one.value, cells.get(one.item, one.value))
    series = [_series(*key, rows, forms or {}, sizes or {}) for key, rows in sorted(tables.items())]
    return ChildGrades(child_id, tuple(series), tuple(domains), moved or {})


def _series(
    care_of: str,
    domain: str,
    rows: Mapping[tuple[int, str], Mapping[str, float]],
    forms: Mapping[tuple[str, str, int], int],
    sizes: Mapping[str, int],
) -> DomainSeries:
    items = tuple(sorted({item for cells in rows.values() for item in cells}))
    place = {item: number for number, item in enumerate(items)}
    # Two workers of one day stand in the order of what they graded, so that no name ever matters.
    order = sorted(rows, key=lambda key: (key[0], sorted(rows[key].items()), key[1]))
    numbers = {worker: number for number, worker in enumerate(dict.fromkeys(worker for _, worker in order))}
    values = np.full((len(order), len(items)), np.nan)
    for row, key in enumerate(order):
        for item, value in rows[key].items():
            values[row, place[item]] = value
    form_of = [forms.get((care_of, domain, day), sizes.get(domain, len(items))) for day, _ in order]
    return DomainSeries(
        care_of,
        domain,
        items,
        np.array([day for day, _ in order], dtype=np.int64),
        np.array([numbers[worker] for _, worker in order], dtype=np.int64),
        values,
        np.array(form_of, dtype=np.int64),
    )
