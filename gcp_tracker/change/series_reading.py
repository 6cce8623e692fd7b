"""What the grades of one domain in one home say, up to the latest of them: nothing here depends on today.

`as_at` brings it to a day; `kept` makes it storable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from gcp_tracker.change.care_curve import Shares
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.courses import Courses, courses_of
from gcp_tracker.change.evidence import Evidence, Evidences, Lack, each_of, evidences_in, fitted_in, in_order
from gcp_tracker.change.gradings import DomainSeries, Numbers
from gcp_tracker.change.item_facts import RunOfConcern, runs_in
from gcp_tracker.change.tables import counting_visits, tables_of
from gcp_tracker.change.verdict import Verdict, after_facts, verdict_of


class SeriesReading(NamedTuple):
    """Days are ordinals. `shares` is None where there is not enough evidence, which `lack` then says.

    `verdict` is that of the day of the latest visit, facts included. `form` counts the items of the full form,
    `common` those compared. `workers` counts who graded, `lately` who did in the last six months.
    `is_of_concern` is told from the start alone, or that care was never graded enough: unknown is not good.
    """

    care_of: str
    domain: str
    lack: Lack | None
    visits: int
    first: int
    latest: int
    last_graded: int
    baseline: tuple[int, ...]
    common: tuple[str, ...]
    form: int
    workers: int
    lately: int
    started_again: int | None
    shares: Shares | None
    verdict: Verdict
    is_of_concern: bool
    coincides_with_change_of_worker: bool
    better_since: int | None
    lost_on: int | None
    runs: tuple[RunOfConcern, ...]


def read_series(series: Sequence[DomainSeries], constants: Constants) -> list[SeriesReading]:
    """One for each, in their order. All curves are worked out together; none depends on another."""
    read = _read(series, constants)
    return in_order(read.evidences, read.readings)


def read_with_evidence(series: Sequence[DomainSeries], constants: Constants) -> list[tuple[SeriesReading, Evidence]]:
    """The same, each with what it rests on."""
    read = _read(series, constants)
    return in_order(read.evidences, zip(read.readings, each_of(read.evidences, read.drift), strict=True))


class _Read(NamedTuple):
    """Of all series, one stack after the other."""

    evidences: list[Evidences]
    readings: list[SeriesReading]
    drift: Numbers


def _read(series: Sequence[DomainSeries], constants: Constants) -> _Read:
    if not series:
        return _Read([], [], np.empty(0))
    stacks = []
    for tables in tables_of(series):
        visits = counting_visits(tables, constants)
        stacks.append((evidences_in(tables, visits, constants), runs_in(tables, visits, constants)))
    evidences = [evidence for evidence, _ in stacks]
    courses = courses_of(fitted_in(evidences), constants)
    readings: list[SeriesReading] = []
    for evidence, runs in stacks:
        some = slice(len(readings), len(readings) + len(runs))
        readings += _readings(evidence, runs, courses.some(some), constants)
    return _Read(evidences, readings, courses.drift)


def _readings(
    evidence: Evidences, runs: Sequence[tuple[RunOfConcern, ...]], courses: Courses, constants: Constants
) -> Iterator[SeriesReading]:
    """Those of one stack."""
    series, told = evidence.series, evidence.told
    each = zip(
        [one.care_of for one in series],
        [one.domain for one in series],
        told.lack,
        told.visits,
        told.first,
        told.latest,
        evidence.last_graded.tolist(),
        told.baseline,
        told.common,
        evidence.form.tolist(),
        told.graders,
        told.lately,
        told.started_again,
        courses.shares,
        [_verdict(shares, some, constants) for shares, some in zip(courses.shares, runs, strict=True)],
        [lack is not None or began for lack, began in zip(told.lack, told.began_of_concern, strict=True)],
        courses.coincides_with_change_of_worker,
        courses.better_since,
        courses.lost_on,
        runs,
        strict=True,
    )
    return map(SeriesReading._make, each)


def _verdict(shares: Shares | None, runs: tuple[RunOfConcern, ...], constants: Constants) -> Verdict:
    verdict = Verdict.NOT_ENOUGH if shares is None else verdict_of(shares, constants)
    return after_facts(verdict, any(run.newly_since is not None for run in runs))
