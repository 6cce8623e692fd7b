"""What the grades of one domain in one home say, up to the latest of them: nothing here depends on today.

`as_at` brings it to a day; `kept` makes it storable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gcp_tracker.change.care_curve import Shares
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.courses import UNSETTLED, Course, courses_of
from gcp_tracker.change.evidence import Evidence, Lack, evidences_in
from gcp_tracker.change.gradings import DomainSeries
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


def read_series(series: Sequence[DomainSeries], constants: Constants) -> list[tuple[SeriesReading, Evidence]]:
    """One for each, in their order. All curves are worked out together; none depends on another."""
    evidences, runs = _read(series, constants)
    found = iter(courses_of([one for one in evidences if one.lack is None], constants))
    return [
        (_reading(one, evidence, some, next(found) if evidence.lack is None else UNSETTLED, constants), evidence)
        for one, evidence, some in zip(series, evidences, runs, strict=True)
    ]


def _read(
    series: Sequence[DomainSeries], constants: Constants
) -> tuple[list[Evidence], list[tuple[RunOfConcern, ...]]]:
    """In the order of the series."""
    found: dict[int, tuple[Evidence, tuple[RunOfConcern, ...]]] = {}
    for tables in tables_of(series):
        visits = counting_visits(tables, constants)
        told = zip(evidences_in(tables, visits, constants), runs_in(tables, visits, constants), strict=True)
        found.update(zip(tables.places, told, strict=True))
    in_order = [found[place] for place in range(len(series))]
    return [evidence for evidence, _ in in_order], [runs for _, runs in in_order]


def _reading(
    series: DomainSeries,
    evidence: Evidence,
    runs: tuple[RunOfConcern, ...],
    course: Course,
    constants: Constants,
) -> SeriesReading:
    verdict = Verdict.NOT_ENOUGH if course.shares is None else verdict_of(course.shares, constants)
    return SeriesReading(
        care_of=series.care_of,
        domain=series.domain,
        lack=evidence.lack,
        visits=evidence.visits,
        first=evidence.first,
        latest=evidence.latest,
        last_graded=int(series.days[-1]),
        baseline=evidence.baseline,
        common=evidence.common,
        form=int(series.forms[-1]),
        workers=evidence.graders,
        lately=evidence.lately,
        started_again=evidence.started_again,
        shares=course.shares,
        verdict=after_facts(verdict, any(run.newly_since is not None for run in runs)),
        is_of_concern=evidence.lack is not None or evidence.began_of_concern,
        coincides_with_change_of_worker=course.coincides_with_change_of_worker,
        better_since=course.better_since,
        lost_on=course.lost_on,
        runs=runs,
    )
