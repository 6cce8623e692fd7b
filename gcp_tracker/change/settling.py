"""What may settle “not enough to tell”: the cheapest next visit after which at least half of the histories that fit the
grades would give a verdict. It may settle it; it need not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random

import numpy as np

from gcp_tracker.change.care_curve import foreseen, shares_of
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.evidence import Evidence, Lack
from gcp_tracker.change.series_reading import SeriesReading
from gcp_tracker.change.verdict import Verdict, verdict_of

SEED = 20260519
DRAWS = 64
ENOUGH = 0.5
NEXT_WEEK, NEXT_MONTH = 7, 28


class NextVisit(StrEnum):
    """In the order of their cost."""

    ANY = "any"
    SAME_WORKER = "same_worker"
    OTHER_WORKER = "other_worker"
    TWO_VISITS = "two_visits"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class MaySettle:
    """`visits` are still needed, the last of them not before the day `not_before`, each grading at least `items` of
    the domain; where `of_the_start`, items that were graded at the start. `chance` is the share of histories in which
    it would give a verdict; None where visits, days or items are lacking first.
    """

    kind: NextVisit
    visits: int
    items: int
    of_the_start: bool
    not_before: int
    chance: float | None


def may_settle(evidence: Evidence, form: int, today: int, constants: Constants) -> MaySettle:
    """For a domain of one home that is not settled today. `form` is how many items its full form has."""
    soon = max(today, evidence.latest + 1)
    items = _items(form, constants)
    if evidence.lack is not None:
        missing = max(1, int(constants.least_visits) - evidence.visits)
        not_before = max(soon, evidence.first + int(constants.least_days))
        of_the_start = evidence.lack is Lack.ITEMS
        return MaySettle(NextVisit.ANY, missing, items, of_the_start, not_before, None)
    if verdict_of(shares_of([evidence], constants)[0], constants) is not Verdict.NOT_ENOUGH:
        # Settled at its latest visit, and silent since.
        return MaySettle(NextVisit.ANY, 1, items, True, soon, None)
    worker = int(evidence.workers[-1])
    other = int(evidence.workers.max()) + 1
    candidates = (
        (NextVisit.SAME_WORKER, [(soon + NEXT_WEEK, worker)]),
        (NextVisit.OTHER_WORKER, [(soon + NEXT_WEEK, other)]),
        (NextVisit.TWO_VISITS, [(soon + NEXT_WEEK, other), (soon + NEXT_WEEK + NEXT_MONTH, worker)]),
    )
    for kind, visits in candidates:
        chance = _chance(evidence, visits, constants)
        if chance >= ENOUGH:
            return MaySettle(kind, len(visits), items, True, soon, chance)
    return MaySettle(NextVisit.MORE, 3, items, True, soon, None)


def after_silence_settles(reading: SeriesReading, constants: Constants) -> MaySettle:
    """For a domain that was settled at its latest visit, and has been silent for too long since."""
    return MaySettle(NextVisit.ANY, 1, _items(reading.form, constants), True, reading.last_graded + 1, None)


def _items(form: int, constants: Constants) -> int:
    return math.ceil(max(constants.least_items, form * constants.least_items_share))


def _chance(evidence: Evidence, visits: list[tuple[int, int]], constants: Constants) -> float:
    """The share of draws in which such visits, each grading all the items in common, would give a verdict."""
    after = _with_visits(evidence, visits)
    known = len(evidence.days)
    middle, covariance = foreseen(after, known, constants)
    factor = np.linalg.cholesky(covariance)
    chance = Random(SEED)  # noqa: S311 - the same draws for everybody is the point
    futures = []
    for _ in range(DRAWS):
        drawn = middle + factor @ np.array([chance.gauss(0, 1) for _ in visits])
        futures.append(after._replace(means=np.concatenate([evidence.means, np.clip(drawn, 1.0, 5.0)])))
    settled = [verdict_of(one, constants) is not Verdict.NOT_ENOUGH for one in shares_of(futures, constants)]
    return sum(settled) / len(settled)


def _with_visits(evidence: Evidence, visits: list[tuple[int, int]]) -> Evidence:
    days, workers = (np.array(list(one), dtype=np.int64) for one in zip(*visits, strict=True))
    return evidence._replace(
        latest=int(days[-1]),
        days=np.concatenate([evidence.days, days]),
        workers=np.concatenate([evidence.workers, workers]),
        means=np.concatenate([evidence.means, np.full(len(visits), np.nan)]),
        graded=np.concatenate([evidence.graded, np.full(len(visits), float(len(evidence.common)))]),
        is_start=np.concatenate([evidence.is_start, np.zeros(len(visits), dtype=bool)]),
    )
