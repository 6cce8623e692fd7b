"""A child’s reading as at a day: every domain’s verdict, the headline, and the recorded facts that go with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gcp_tracker.change.constants import STANDARD, VERSION, Constants
from gcp_tracker.change.gradings import ChildGrades, DomainSeries
from gcp_tracker.change.item_facts import Fact, FactKind, facts_of_runs
from gcp_tracker.change.series_reading import SeriesReading, read_series
from gcp_tracker.change.verdict import LEAST_FAVOURABLE_FIRST, Verdict, after_silence, headline


@dataclass(frozen=True, slots=True)
class SeriesAsAt:
    """One home’s `reading` with its verdict on the day, after silence."""

    reading: SeriesReading
    verdict: Verdict
    silent_days: int


@dataclass(frozen=True, slots=True)
class DomainReading:
    """`deciding` is the least favourable of `series`; None where the domain was never graded."""

    domain: str
    verdict: Verdict
    is_of_concern: bool
    series: tuple[SeriesAsAt, ...]
    deciding: SeriesAsAt | None
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
    """One reading for each child and day. Later rows are as if they had never been."""
    known = [_until(child, as_of) for child, as_of in asked]
    found = iter(read_series([one for series in known for one in series], constants))
    return [
        reading_as_at(child.child_id, [next(found) for _ in series], child.domains, child.moved, as_of, constants)
        for (child, as_of), series in zip(asked, known, strict=True)
    ]


def reading_as_at(
    child_id: str,
    series: Sequence[SeriesReading],
    domains: Sequence[str],
    moved: Mapping[str, int],
    as_of: int,
    constants: Constants = STANDARD,
    engine: str = VERSION,
) -> ChildReading:
    """By arithmetic on days alone: which homes count, what silence takes away, what drifts."""
    counting = _counting(series, moved, as_of, constants)
    found = [_domain_reading(key, [one for one in counting if one.domain == key], as_of, constants) for key in domains]
    of_concern = [one.domain for one in found if one.is_of_concern]
    verdict = headline({one.domain: one.verdict for one in found}, of_concern)
    found.sort(key=lambda one: LEAST_FAVOURABLE_FIRST.index(one.verdict))
    asked = found
    if verdict is not Verdict.DETERIORATING:
        asked = [one for one in found if one.is_of_concern] or found
    return ChildReading(child_id, as_of, engine, verdict, tuple(found), asked[0] if asked else None)


def _until(child: ChildGrades, as_of: int) -> list[DomainSeries]:
    known = [one.until(as_of) for one in child.series]
    return [one for one in known if len(one.days)]


def _counting(
    series: Sequence[SeriesReading], moved: Mapping[str, int], as_of: int, constants: Constants
) -> list[SeriesReading]:
    """Of every home that was graded last, or shortly before that; a home that the child has left no longer counts."""
    lived_in = [one for one in series if moved.get(one.care_of, as_of + 1) > as_of]
    last: dict[str, int] = {}
    for one in lived_in:
        last[one.care_of] = max(last.get(one.care_of, 0), one.last_graded)
    latest = max(last.values(), default=0)
    return [one for one in lived_in if latest - last[one.care_of] <= constants.series_alive_days]


def _domain_reading(domain: str, series: list[SeriesReading], as_of: int, constants: Constants) -> DomainReading:
    found = []
    for one in series:
        silent = as_of - one.latest
        found.append(SeriesAsAt(one, after_silence(one.verdict, silent, constants), silent))
    deciding = min(found, key=lambda one: LEAST_FAVOURABLE_FIRST.index(one.verdict), default=None)
    return DomainReading(
        domain=domain,
        verdict=deciding.verdict if deciding else Verdict.NOT_ENOUGH,
        # What was never graded is unknown, and unknown is not good.
        is_of_concern=not series or any(one.is_of_concern or one.runs for one in series),
        series=tuple(found),
        deciding=deciding,
        facts=tuple(_facts(series, as_of, constants)),
    )


def _facts(series: list[SeriesReading], as_of: int, constants: Constants) -> list[Fact]:
    found: list[Fact] = []
    for one in series:
        found += facts_of_runs(one.runs, one.domain, one.care_of, as_of, constants)
        if one.started_again is not None:
            again = one.started_again
            found.append(Fact(FactKind.ITEMS_CHANGED, one.domain, one.care_of, again, again))
    last = max(series, key=lambda one: one.last_graded, default=None)
    if last is not None and as_of - last.last_graded > constants.not_graded_days:
        on = last.last_graded
        found.append(Fact(FactKind.NOT_GRADED_SINCE, last.domain, last.care_of, on, on))
    return found
