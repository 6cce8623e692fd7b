"""A run and what one method says of it, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.simulator.judging import Run, Said
from bench.simulator.rules import DETERIORATING, NOT_ENOUGH, SUSTAINED
from bench.simulator.worlds import Days, Flags, Numbers
from gcp_tracker.change.care_curve import chance_below

# A figure of a verdict is about reviews this soon after the domain’s latest visit: later, silence decides alone.
ASKED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Columns:
    """Units first (units,), then reviews (reviews,). `child` and `review_child` are places among the children.

    `is_asked`: something is true of it, and it was graded within ASKED_DAYS. `all_flat` and the rest are of children
    all of whose homes and domains have a true verdict, and clear ones.
    """

    children: int
    child: Days
    truth: Days
    right: Days
    is_flat: Flags
    has_lost_gain: Flags
    is_better: Flags
    is_sustained: Flags
    is_clear: Flags
    is_asked: Flags
    verdicts: Days
    p_better: Numbers
    p_sustained: Numbers
    review_child: Days
    review_asked: Flags
    review_silent: Days
    all_flat: Flags
    any_worse: Flags
    none_worse: Flags
    all_sustained: Flags
    headlines: Days


def columns_of(run: Run, said: Said) -> Columns:
    truths = [unit.truth for unit in run.units]
    known = np.array([one is not None for one in truths])

    def flags(name: str) -> Flags:
        return np.array([one is not None and bool(getattr(one, name)) for one in truths])

    truth = np.array([NOT_ENOUGH if one is None else one.verdict for one in truths])
    right = np.array([unit.right for unit in run.units])
    clear, flat = flags("is_clear"), flags("is_flat")
    asked = known & np.array([unit.silent <= ASKED_DAYS for unit in run.units])
    review = np.array([unit.review for unit in run.units])
    count = len(run.reviews)
    # A child with a domain of which nothing is true yet is no child of whom all is known.
    whole = _every(review, count, known)
    every_domain = whole & (_domains_seen(run, review, count) == len(run.known.domains))
    concern = np.array([unit.seen.is_of_concern for unit in run.units])
    sustained = _every(review, count, ~concern | (clear & (right == SUSTAINED))) & _some(review, count, concern)
    return Columns(
        children=len(run.seeds),
        child=np.array([unit.child for unit in run.units]),
        truth=truth,
        right=right,
        is_flat=flat,
        has_lost_gain=flags("has_lost_gain"),
        is_better=flags("is_better"),
        is_sustained=flags("is_sustained"),
        is_clear=clear,
        is_asked=asked,
        verdicts=said.verdicts,
        p_better=_chances(said, said.better, asked, flags("is_better")),
        p_sustained=_chances(said, said.sustained, asked, flags("is_sustained")),
        review_child=np.array([one.child for one in run.reviews]),
        review_asked=np.array([one.silent <= ASKED_DAYS for one in run.reviews]),
        review_silent=np.array([one.silent for one in run.reviews]),
        all_flat=every_domain & _every(review, count, clear & flat),
        any_worse=_some(review, count, known & clear & (truth == DETERIORATING)),
        none_worse=every_domain & _every(review, count, clear & (truth != DETERIORATING)),
        all_sustained=every_domain & sustained,
        headlines=said.headlines,
    )


def _chances(said: Said, values: Numbers, asked: Flags, true: Flags) -> Numbers:
    """A method without probabilities is given the normal ones whose spread suits it best on these very cases."""
    if said.are_probabilities:
        return values
    known = asked & np.isfinite(np.where(np.isneginf(values), 0.0, values))
    margins, came = values[known], true[known]
    best = min((0.05 * 1.25**step for step in range(20)), key=lambda one: _brier(chance_below(margins / one), came))
    found = np.full(len(values), np.nan)
    there = ~np.isnan(values)
    found[there] = chance_below(values[there] / best)
    return found


def _brier(chances: Numbers, came: Flags) -> float:
    return float(((chances - came) ** 2).mean())


def _every(review: Days, count: int, holds: Flags) -> Flags:
    found = np.ones(count, dtype=bool)
    np.logical_and.at(found, review, holds)
    return found


def _some(review: Days, count: int, holds: Flags) -> Flags:
    found = np.zeros(count, dtype=bool)
    np.logical_or.at(found, review, holds)
    return found


def _domains_seen(run: Run, review: Days, count: int) -> Days:
    seen = np.zeros((count, len(run.known.domains)), dtype=int)
    seen[review, [unit.seen.domain for unit in run.units]] = 1
    return np.asarray(seen.sum(axis=1))
