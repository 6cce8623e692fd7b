"""What the grades of one domain in one home say, up to the latest of them: nothing here depends on today.

`as_at` brings it to a day; `kept` makes it storable.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gcp_tracker.change.care_curve import Shares, better_without_worker, shares_of
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence, Lack, evidences_in
from gcp_tracker.change.gradings import DomainSeries
from gcp_tracker.change.item_facts import RunOfConcern, runs_in
from gcp_tracker.change.tables import tables_of
from gcp_tracker.change.verdict import Verdict, after_facts, verdict_of


@dataclass(frozen=True, slots=True)
class SeriesReading:
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
    settled = [place for place, one in enumerate(evidences) if one.lack is None]
    found = shares_of([evidences[place] for place in settled], constants)
    shares = dict(zip(settled, found, strict=True))
    coincides = _coinciding(evidences, shares, constants)
    return [
        (_reading(one, evidence, runs[place], shares.get(place), place in coincides, constants), evidence)
        for place, (one, evidence) in enumerate(zip(series, evidences, strict=True))
    ]


def _read(
    series: Sequence[DomainSeries], constants: Constants
) -> tuple[list[Evidence], list[tuple[RunOfConcern, ...]]]:
    """In the order of the series."""
    found: dict[int, tuple[Evidence, tuple[RunOfConcern, ...]]] = {}
    for tables in tables_of(series):
        told = zip(evidences_in(tables, constants), runs_in(tables, constants), strict=True)
        found.update(zip(tables.places, told, strict=True))
    in_order = [found[place] for place in range(len(series))]
    return [evidence for evidence, _ in in_order], [runs for _, runs in in_order]


def _reading(
    series: DomainSeries,
    evidence: Evidence,
    runs: tuple[RunOfConcern, ...],
    shares: Shares | None,
    coincides: bool,
    constants: Constants,
) -> SeriesReading:
    verdict = Verdict.NOT_ENOUGH if shares is None else verdict_of(shares, constants)
    days, workers = evidence.days.tolist(), evidence.workers.tolist()
    lately = bisect_left(days, evidence.latest - constants.held_days)
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
        workers=len(set(workers)),
        lately=len(set(workers[lately:])),
        started_again=evidence.started_again,
        shares=shares,
        verdict=after_facts(verdict, any(run.newly_since is not None for run in runs)),
        is_of_concern=evidence.lack is not None or evidence.began_of_concern,
        coincides_with_change_of_worker=coincides,
        better_since=_better_since(evidence, days, shares, constants),
        lost_on=_lost_on(evidence, shares, constants),
        runs=runs,
    )


def _coinciding(evidences: Sequence[Evidence], shares: Mapping[int, Shares], constants: Constants) -> set[int]:
    """Places where care is called better only as long as nobody asks who graded it."""
    asked = [
        place
        for place, one in shares.items()
        if one.better < constants.better_at and len(set(evidences[place].workers.tolist())) > 1
    ]
    found = better_without_worker([evidences[place] for place in asked], constants)
    return {place for place, better in zip(asked, found, strict=True) if better >= constants.better_at}


def _better_since(
    evidence: Evidence, visited: Collection[int], shares: Shares | None, constants: Constants
) -> int | None:
    """The first visit from which on care was half a grade better without a break, by the middle of the curve."""
    if shares is None or shares.gains[-1] < constants.step:
        return None
    since = None
    for day, gain in zip(reversed(shares.points), reversed(shares.gains), strict=True):
        if gain < constants.step or day <= evidence.baseline[-1]:
            break
        since = day if day in visited else since
    return since


def _lost_on(evidence: Evidence, shares: Shares | None, constants: Constants) -> int | None:
    """The first visit at which an earlier gain was lost, by the middle of the curve."""
    if shares is None or max(shares.gains) < constants.step:
        return None
    best = 0.0
    for day, gain in zip(shares.points, shares.gains, strict=True):
        if day <= evidence.baseline[-1]:
            continue
        best = max(best, gain)
        back = gain <= constants.lost_within or best - gain >= max(constants.step, constants.lost_share * best)
        if best >= constants.step and back:
            return day
    return None
