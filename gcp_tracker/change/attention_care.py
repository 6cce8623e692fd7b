"""A kept reading as the facts that attention is read from: what is newly bad, drifts, is worse, and who graded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gcp_tracker.change.constants import STANDARD
from gcp_tracker.change.item_facts import Fact, FactKind, RunOfConcern
from gcp_tracker.change.reading import ChildReading
from gcp_tracker.change.recorded_words import drift_told, home_words
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import SHORT, Names, newly_words
from gcp_tracker.rules.attention_facts import CareFacts

AGAINST_A_STEP = (Verdict.DETERIORATING, Verdict.FLUCTUATING, Verdict.NO_CLEAR_CHANGE)


def care_facts(reading: ChildReading, names: Names, at_concern: str) -> CareFacts:
    """`at_concern` is “at 4 or 5” as the instrument has it. After half a year nothing is new: drift is asked then."""
    newly = [
        (run, newly_words(run, names) + home_words(reading, one.reading.care_of, names))
        for domain in reading.domains
        for one in domain.series
        for run in one.reading.runs
        if run.newly_since is not None and reading.as_of - run.newly_since <= STANDARD.drift_item_days
    ]
    facts = reading.facts
    drift = [fact for fact in facts if fact.kind is FactKind.DRIFT]
    worse = [domain for domain in reading.domains if domain.verdict is Verdict.DETERIORATING]
    return CareFacts(
        at_concern=at_concern,
        newly=tuple(words for _, words in newly),
        newly_since=_first([run.newly_since or 0 for run, _ in newly]),
        newly_mark=_mark_of_runs([run for run, _ in newly]),
        drift=tuple(drift_told(reading, names)) if drift else (),
        drift_since=_first([fact.since for fact in drift]),
        drift_mark=" ".join(sorted(f"{fact.care_of}/{fact.item}={fact.value:g}" for fact in drift)),
        worse=tuple(names.domain(domain.domain) for domain in worse),
        worse_since=_first([domain.deciding.reading.latest for domain in worse if domain.deciding]),
        against_a_step=_against_a_step(reading, facts),
        one_worker_visits=_one_worker_visits(reading),
    )


def _first(days: Sequence[int]) -> date | None:
    return date.fromordinal(min(days)) if days else None


def _mark_of_runs(runs: Sequence[RunOfConcern]) -> str:
    return " ".join(sorted(f"{run.item}={run.gradings[-1][1]:g}@{run.newly_since}" for run in runs))


def _against_a_step(reading: ChildReading, facts: Sequence[Fact]) -> str:
    """That nothing changes speaks against doing less only where something is at concern."""
    if reading.verdict not in AGAINST_A_STEP:
        return ""
    is_bad = any(fact.kind is FactKind.AT_4_5 for fact in facts)
    return SHORT[reading.verdict] if is_bad or reading.verdict is not Verdict.NO_CLEAR_CHANGE else ""


def _one_worker_visits(reading: ChildReading) -> int:
    settled = [one.reading for domain in reading.domains for one in domain.series if one.reading.lack is None]
    if not settled or any(one.lately != 1 for one in settled):
        return 0
    return max(one.visits for one in settled)
