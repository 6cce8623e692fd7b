"""A child’s reading: every domain’s verdict as at a day, the headline, and the recorded facts that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gcp_tracker.change.care_curve import Shares, better_without_worker, shares_of
from gcp_tracker.change.constants import STANDARD, VERSION, Constants
from gcp_tracker.change.evidence import Evidence, evidence_of
from gcp_tracker.change.gradings import ChildGrades, DomainSeries
from gcp_tracker.change.item_facts import Fact, FactKind, item_facts
from gcp_tracker.change.verdict import (
    LEAST_FAVOURABLE_FIRST,
    Verdict,
    after_facts,
    after_silence,
    headline,
    verdict_of,
)


@dataclass(frozen=True, slots=True)
class SeriesReading:
    """One domain in one home. `shares` is None where there is not enough evidence.

    `at_latest` is the verdict on the day of the latest visit, facts included; `verdict` is it today, after silence.
    """

    evidence: Evidence
    last_graded: int
    shares: Shares | None
    at_latest: Verdict
    verdict: Verdict
    is_of_concern: bool
    facts: tuple[Fact, ...]
    coincides_with_change_of_worker: bool
    only_worker_lately: bool
    better_since: int | None
    lost_on: int | None


@dataclass(frozen=True, slots=True)
class DomainReading:
    """`deciding` is the least favourable of `series`; None where the domain was never graded."""

    domain: str
    verdict: Verdict
    is_of_concern: bool
    series: tuple[SeriesReading, ...]
    deciding: SeriesReading | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ChildReading:
    """`domains` stand worst first; `deciding` is the domain whose probabilities stand beside the headline."""

    child_id: str
    as_of: int
    engine: str
    verdict: Verdict
    domains: tuple[DomainReading, ...]
    deciding: DomainReading | None

    @property
    def facts(self) -> list[Fact]:
        return [fact for domain in self.domains for fact in domain.facts]


def read_children(asked: Sequence[tuple[ChildGrades, int]], constants: Constants = STANDARD) -> list[ChildReading]:
    """One reading for each child and day (an ordinal). Later rows are as if they had never been.

    All curves are worked out together; what one child gives never depends on the others.
    """
    counted = [_counting_series(child, as_of, constants) for child, as_of in asked]
    evidences = [[evidence_of(one, constants) for one in series] for series in counted]
    settled = [one for some in evidences for one in some if one.lack is None]
    shares = {id(one): found for one, found in zip(settled, shares_of(settled, constants), strict=True)}
    return [
        _child_reading(
            child,
            as_of,
            [
                _series_reading(one, evidence, shares.get(id(evidence)), as_of, constants)
                for one, evidence in zip(series, some, strict=True)
            ],
            constants,
        )
        for (child, as_of), series, some in zip(asked, counted, evidences, strict=True)
    ]


def _counting_series(child: ChildGrades, as_of: int, constants: Constants) -> list[DomainSeries]:
    """Of every home that was graded last, or shortly before that; a home that the child has left no longer counts."""
    known = [one.until(as_of) for one in child.series]
    known = [one for one in known if len(one.days) and child.moved.get(one.care_of, as_of + 1) > as_of]
    last: dict[str, int] = {}
    for one in known:
        last[one.care_of] = max(last.get(one.care_of, 0), int(one.days[-1]))
    latest = max(last.values(), default=0)
    return [one for one in known if latest - last[one.care_of] <= constants.series_alive_days]


def _series_reading(
    series: DomainSeries, evidence: Evidence, shares: Shares | None, as_of: int, constants: Constants
) -> SeriesReading:
    facts = item_facts(series, as_of, constants)
    facts += _items_changed(evidence)
    at_latest = Verdict.NOT_ENOUGH if shares is None else verdict_of(shares, constants)
    at_latest = after_facts(at_latest, any(fact.kind is FactKind.NEWLY for fact in facts))
    lately = evidence.workers[evidence.days >= evidence.latest - constants.held_days]
    return SeriesReading(
        evidence=evidence,
        last_graded=int(series.days[-1]),
        shares=shares,
        at_latest=at_latest,
        verdict=after_silence(at_latest, as_of - evidence.latest, constants),
        is_of_concern=_is_of_concern(series, evidence, facts, constants),
        facts=tuple(facts),
        coincides_with_change_of_worker=_coincides(evidence, shares, constants),
        only_worker_lately=len(set(lately.tolist())) == 1,
        better_since=_better_since(evidence, shares, constants),
        lost_on=_lost_on(evidence, shares, constants),
    )


def _items_changed(evidence: Evidence) -> list[Fact]:
    again = evidence.started_again
    return [] if again is None else [Fact(FactKind.ITEMS_CHANGED, evidence.domain, evidence.care_of, again, again)]


def _not_graded_since(series: Sequence[SeriesReading], as_of: int, constants: Constants) -> list[Fact]:
    last = max(series, key=lambda one: one.last_graded, default=None)
    if last is None or as_of - last.last_graded <= constants.not_graded_days:
        return []
    on = last.last_graded
    return [Fact(FactKind.NOT_GRADED_SINCE, last.evidence.domain, last.evidence.care_of, on, on)]


def _is_of_concern(series: DomainSeries, evidence: Evidence, facts: list[Fact], constants: Constants) -> bool:
    if evidence.lack is not None or any(fact.kind is FactKind.AT_4_5 for fact in facts):
        return True
    first, last = evidence.baseline[0], evidence.baseline[-1]
    values = series.values[(series.days >= first) & (series.days <= last)]
    return bool(np.nanmean(values) >= constants.concern_mean or np.nanmax(values) >= constants.concern_grade)


def _coincides(evidence: Evidence, shares: Shares | None, constants: Constants) -> bool:
    """Whether care is called better only as long as nobody asks who graded it."""
    if shares is None or shares.better >= constants.better_at or len(set(evidence.workers.tolist())) == 1:
        return False
    return better_without_worker(evidence, constants) >= constants.better_at


def _better_since(evidence: Evidence, shares: Shares | None, constants: Constants) -> int | None:
    """The first visit from which on care was half a grade better without a break, by the middle of the curve."""
    if shares is None:
        return None
    since = None
    for day, gain in zip(reversed(shares.points), reversed(shares.gains), strict=True):
        if gain < constants.step or day <= evidence.baseline[-1]:
            break
        since = day if day in evidence.days else since
    return since


def _lost_on(evidence: Evidence, shares: Shares | None, constants: Constants) -> int | None:
    """The first visit at which an earlier gain was lost, by the middle of the curve."""
    best = 0.0
    for day, gain in zip(shares.points, shares.gains, strict=True) if shares else ():
        if day <= evidence.baseline[-1]:
            continue
        best = max(best, gain)
        back = gain <= constants.lost_within or best - gain >= max(constants.step, constants.lost_share * best)
        if best >= constants.step and back:
            return day
    return None


def _child_reading(child: ChildGrades, as_of: int, found: list[SeriesReading], constants: Constants) -> ChildReading:
    domains = [
        _domain_reading(key, [one for one in found if one.evidence.domain == key], as_of, constants)
        for key in child.domains
    ]
    verdict = headline(
        {one.domain: one.verdict for one in domains}, [one.domain for one in domains if one.is_of_concern]
    )
    domains.sort(key=lambda one: LEAST_FAVOURABLE_FIRST.index(one.verdict))
    asked = [one for one in domains if one.is_of_concern] or domains
    if verdict is Verdict.DETERIORATING:
        asked = domains
    return ChildReading(child.child_id, as_of, VERSION, verdict, tuple(domains), asked[0] if asked else None)


def _domain_reading(domain: str, series: list[SeriesReading], as_of: int, constants: Constants) -> DomainReading:
    deciding = min(series, key=lambda one: LEAST_FAVOURABLE_FIRST.index(one.verdict), default=None)
    return DomainReading(
        domain=domain,
        verdict=deciding.verdict if deciding else Verdict.NOT_ENOUGH,
        # What was never graded is unknown, and unknown is not good.
        is_of_concern=not series or any(one.is_of_concern for one in series),
        series=tuple(series),
        deciding=deciding,
        facts=(*(fact for one in series for fact in one.facts), *_not_graded_since(series, as_of, constants)),
    )
