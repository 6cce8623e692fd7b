"""What was recorded, in words: newly bad, drifting, at 4 or 5, not graded. Told whatever the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from gcp_tracker.change.item_facts import Fact, FactKind
from gcp_tracker.change.reading import ChildReading
from gcp_tracker.change.words import Names, day_words, newly_words
from gcp_tracker.rules.sentences import listed_words


def newly_told(reading: ChildReading, names: Names) -> list[str]:
    """For each item: Keeping clean newly at 5 on 3 May 2026 (Dad’s flat)."""
    return [
        newly_words(run, names) + home_words(reading, one.reading.care_of, names)
        for domain in reading.domains
        for one in domain.series
        for run in one.reading.runs
        if run.newly_since is not None
    ]


def drift_told(reading: ChildReading, names: Names) -> list[str]:
    """The worst and longest first: Keeping clean since 3 May 2026."""
    return [f"{names.item(fact.item)} since {day_words(fact.since)}" for fact in _of_kind(reading, FactKind.DRIFT)]


def at_concern_told(reading: ChildReading, names: Names) -> list[str]:
    """Of what is neither new nor drifting, the worst and longest first: Keeping clean 4 since 3 May 2026."""
    apart = {(fact.care_of, fact.item) for kind in (FactKind.NEWLY, FactKind.DRIFT) for fact in _of_kind(reading, kind)}
    return [
        f"{names.item(fact.item)} {fact.value:g} since {day_words(fact.since)}"
        + home_words(reading, fact.care_of, names)
        for fact in _of_kind(reading, FactKind.AT_4_5)
        if (fact.care_of, fact.item) not in apart
    ]


def not_graded_told(reading: ChildReading, names: Names) -> list[str]:
    """Domains not graded for long, the longest first: Love and Safety since 3 May 2026."""
    by_day: dict[int, list[str]] = {}
    for fact in _of_kind(reading, FactKind.NOT_GRADED_SINCE):
        by_day.setdefault(fact.day, []).append(names.domain(fact.domain))
    return [f"{listed_words(domains)} since {day_words(day)}" for day, domains in sorted(by_day.items())]


def home_words(reading: ChildReading, care_of: str, names: Names) -> str:
    """“ (Dad’s flat)” where the child has several homes that count; else empty."""
    homes = {one.reading.care_of for domain in reading.domains for one in domain.series}
    return f" ({names.home(care_of)})" if len(homes) > 1 else ""


def first_of(told: Sequence[str], at_most: int) -> str:
    """A; B; C; and 2 more."""
    more = f"; and {len(told) - at_most} more" if len(told) > at_most else ""
    return f"{'; '.join(told[:at_most])}{more}"


def _of_kind(reading: ChildReading, kind: FactKind) -> list[Fact]:
    found = [fact for fact in reading.facts if fact.kind is kind]
    return sorted(found, key=lambda fact: (-(fact.value or 0), fact.since, fact.item))
