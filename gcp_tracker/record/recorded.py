"""What the reading found recorded, as findings: newly bad, drift, items changed, not graded, and who graded."""

from __future__ import annotations

from datetime import date

from gcp_tracker.change.item_facts import Fact, FactKind
from gcp_tracker.change.reading import ChildReading
from gcp_tracker.change.recorded_words import drift_told, first_of, newly_told
from gcp_tracker.change.words import Names, day_words
from gcp_tracker.record.finding import Finding
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.sentences import listed_words

NAMED_AT_MOST = 4


def recorded_findings(reading: ChildReading, names: Names, at_concern: str) -> list[Finding]:
    """The gravest first. `at_concern` is “at 4 or 5” as the instrument has it."""
    found = [_newly(reading, names), _drift(reading, names, at_concern)]
    found += [_items_changed(fact, names) for fact in reading.facts if fact.kind is FactKind.ITEMS_CHANGED]
    found += [_change_of_worker(reading, names), _one_worker(reading)]
    return [finding for finding in found if finding is not None]


def drifting(reading: ChildReading) -> frozenset[str]:
    """The items that drift, in any home."""
    return frozenset(fact.item for fact in reading.facts if fact.kind is FactKind.DRIFT)


def is_told_of_workers(reading: ChildReading) -> bool:
    return any(_coinciding(reading)) or _is_one_worker(reading)


def _newly(reading: ChildReading, names: Names) -> Finding | None:
    told = newly_told(reading, names)
    return Finding("red", "Newly bad", f"{'; '.join(told)}.") if told else None


def _drift(reading: ChildReading, names: Names, at_concern: str) -> Finding | None:
    told = drift_told(reading, names)
    if not told:
        return None
    have = "has" if len(told) == 1 else "have"
    return Finding(
        "red",
        "Drift",
        f"{counted(len(told), 'item')} {have} been {at_concern} for six months or more without improvement:"
        f" {first_of(told, NAMED_AT_MOST)}.",
    )


def _items_changed(fact: Fact, names: Names) -> Finding:
    return Finding(
        "amber",
        "Items changed",
        f"{names.domain(fact.domain)} is compared anew since {day_words(fact.since)}: so many of its items are new.",
    )


def domains_not_graded(reading: ChildReading, names: Names, last_graded: date) -> Finding | None:
    """Domains that were left out while others were graded; silence in all of them is told once, elsewhere."""
    facts = [fact for fact in reading.facts if fact.kind is FactKind.NOT_GRADED_SINCE]
    apart = [fact for fact in facts if fact.day != last_graded.toordinal()]
    if not apart:
        return None
    told = listed_words([f"{names.domain(fact.domain)} since {day_words(fact.day)}" for fact in apart])
    return Finding("amber", "Not graded", f"Not graded: {told}. Silence is not good news.")


def _change_of_worker(reading: ChildReading, names: Names) -> Finding | None:
    domains = _coinciding(reading)
    if not domains:
        return None
    which = listed_words([names.domain(key) for key in domains])
    return Finding(
        "amber",
        "Change of worker",
        f"This apparent improvement in {which} coincides with a change of worker; ask for a joint visit.",
    )


def _one_worker(reading: ChildReading) -> Finding | None:
    if not _is_one_worker(reading):
        return None
    return Finding(
        "amber",
        "One worker",
        "One worker made all visits of the last six months that were graded. An optimism that grows slowly cannot be"
        " seen in grades; a joint visit can show it.",
    )


def _coinciding(reading: ChildReading) -> list[str]:
    return [
        domain.domain
        for domain in reading.domains
        if any(one.reading.coincides_with_change_of_worker for one in domain.series)
    ]


def _is_one_worker(reading: ChildReading) -> bool:
    """Of at least three visits that count: of fewer nothing is concluded anyhow."""
    settled = [one.reading for domain in reading.domains for one in domain.series if one.reading.lack is None]
    return bool(settled) and all(one.lately == 1 for one in settled)
