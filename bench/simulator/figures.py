"""The figures that a method reaches, each from sums by child, so that it can be drawn again by child."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.simulator.columns import Columns
from bench.simulator.rules import (
    DETERIORATING,
    FLUCTUATING,
    IN_PART,
    NO_CHANGE,
    NOT_ENOUGH,
    NOT_YET,
    SUSTAINED,
)
from bench.simulator.worlds import Days, Flags, Numbers

FIVE = (DETERIORATING, FLUCTUATING, NO_CHANGE, NOT_YET, SUSTAINED)
BINS = 10
RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class Target:
    """What change.md asks of an implementation. `limit` None: told, with no target."""

    key: str
    words: str
    limit: float | None
    is_least: bool = False

    def is_reached(self, value: float) -> bool:
        return self.limit is None or (value >= self.limit if self.is_least else value <= self.limit)


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` of all children, `low` and `high` of nine in ten resamples of them; `cases` counts what it rests on."""

    target: Target
    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Sums:
    """(children, k), the last of them how many cases; and what makes the figure of (…, k)."""

    by_child: Numbers
    of: Callable[[Numbers], Numbers]


TARGETS = (
    Target("flat", "flat, called improving", 0.013),
    Target("lost", "lost gain, called improving", 0.073),
    Target("sustained_not", "sustained, when not", 0.014),
    Target("sustained_wrong", "wrong share of sustained calls", 0.134),
    Target("harm", "harm, called better", 0.006),
    Target("false_worse", "false deterioration", 0.020),
    Target("finds_sustained", "finds sustained", 0.61, True),
    Target("finds_worse", "finds deterioration", 0.69, True),
    Target("finds_fluctuation", "finds fluctuation", 0.56, True),
    Target("f1", "macro-F1, five verdicts", 0.65, True),
    Target("answers", "answers", 0.73, True),
    Target("brier_better", "P(better), Brier", 0.084),
    Target("ece_better", "P(better), calibration error", 0.043),
    Target("brier_sustained", "P(sustained), Brier", 0.063),
    Target("ece_sustained", "P(sustained), calibration error", 0.039),
    Target("ece_better_all", "P(better), calibration error, all cases", None),
    Target("ece_sustained_all", "P(sustained), calibration error, all cases", None),
    Target("head_flat", "headline: flat everywhere, called improving", 0.007),
    Target("head_flat_part", "headline: flat everywhere, called improving or better in part", 0.007),
    Target("head_harm", "headline: harm, called improving", 0.006),
    Target("head_harm_part", "headline: harm, called improving or better in part", 0.006),
    Target("head_false_worse", "headline: false deterioration", 0.043),
    Target("head_finds_worse", "headline: finds deterioration", 0.74, True),
    Target("head_finds_sustained", "headline: finds sustained in all domains of concern", None, True),
    Target("head_silent_60", "headline: sustained after 60 silent days", 0.0),
    Target("head_silent_90", "headline: improving after 90 silent days", 0.0),
)


def figures_of(columns: Columns, chosen: Flags | None = None, intervals: bool = True) -> dict[str, Figure]:
    """By key. `chosen` (children,) leaves the others out."""
    asked = np.ones(columns.children, dtype=bool) if chosen is None else chosen
    sums = {**_of_domains(columns), **_of_chances(columns), **_of_headlines(columns)}
    return {one.key: _figure(one, sums[one.key], asked, intervals) for one in TARGETS}


def _figure(target: Target, sums: Sums, asked: Flags, intervals: bool) -> Figure:
    known = sums.by_child[asked]
    value = float(sums.of(known.sum(axis=0)))
    cases = int(round(known[:, -1].sum()))
    if not intervals or not len(known):
        return Figure(target, value, value, value, cases)
    chance = np.random.default_rng(20260503)
    counts = chance.multinomial(len(known), np.full(len(known), 1 / len(known)), RESAMPLES)
    drawn = sums.of(counts @ known)
    low, high = np.nanpercentile(drawn, (5, 95)) if np.isfinite(drawn).any() else (np.nan, np.nan)
    return Figure(target, value, float(low), float(high), cases)


def _of_domains(columns: Columns) -> dict[str, Sums]:
    said, truth, right = columns.verdicts, columns.truth, columns.right
    asked = columns.is_asked & columns.is_clear
    improving = (said == NOT_YET) | (said == SUSTAINED)
    child, children = columns.child, columns.children

    def share(of: Flags, that: Flags) -> Sums:
        return _share(child, children, asked & of, that)

    everything = np.ones(len(said), dtype=bool)
    return {
        "flat": share(columns.is_flat, improving),
        "lost": share(columns.has_lost_gain, improving),
        "sustained_not": share(truth != SUSTAINED, said == SUSTAINED),
        "sustained_wrong": share(said == SUSTAINED, truth != SUSTAINED),
        "harm": share(truth == DETERIORATING, improving),
        "false_worse": share(truth != DETERIORATING, said == DETERIORATING),
        "finds_sustained": share(right == SUSTAINED, said == SUSTAINED),
        "finds_worse": share(truth == DETERIORATING, said == DETERIORATING),
        "finds_fluctuation": share(truth == FLUCTUATING, said == FLUCTUATING),
        "answers": share(everything, said != NOT_ENOUGH),
        "f1": _f1(child, children, asked, right, said),
    }


def _of_chances(columns: Columns) -> dict[str, Sums]:
    found = {}
    for name, chances, true in (
        ("better", columns.p_better, columns.is_better),
        ("sustained", columns.p_sustained, columns.is_sustained),
    ):
        known = columns.is_asked & np.isfinite(chances)
        clear = known & columns.is_clear
        places = columns.child, columns.children
        found[f"brier_{name}"] = _share(*places, clear, (chances - true) ** 2)
        found[f"ece_{name}"] = _ece(*places, clear, chances, true)
        found[f"ece_{name}_all"] = _ece(*places, known, chances, true)
    return found


def _of_headlines(columns: Columns) -> dict[str, Sums]:
    said, child, children = columns.headlines, columns.review_child, columns.children
    improving = (said == NOT_YET) | (said == SUSTAINED)
    better = improving | (said == IN_PART)
    asked = columns.review_asked

    def share(of: Flags, that: Flags) -> Sums:
        return _share(child, children, of, that)

    return {
        "head_flat": share(asked & columns.all_flat, improving),
        "head_flat_part": share(asked & columns.all_flat, better),
        "head_harm": share(asked & columns.any_worse, improving),
        "head_harm_part": share(asked & columns.any_worse, better),
        "head_false_worse": share(asked & columns.none_worse, said == DETERIORATING),
        "head_finds_worse": share(asked & columns.any_worse, said == DETERIORATING),
        "head_finds_sustained": share(asked & columns.all_sustained, said == SUSTAINED),
        "head_silent_60": share(columns.review_silent > 60, said == SUSTAINED),
        "head_silent_90": share(columns.review_silent > 90, better),
    }


def _by_child(child: Days, children: int, values: Numbers) -> Numbers:
    """(children, k): sums of `values` (cases, k)."""
    found = np.zeros((children, values.shape[1]))
    np.add.at(found, child, values)
    return found


def _share(child: Days, children: int, of: Flags, that: Flags | Numbers) -> Sums:
    values = np.stack([that[of].astype(float), np.ones(int(of.sum()))], axis=1)
    return Sums(_by_child(child[of], children, values), _ratio)


def _ratio(sums: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Numbers = sums[..., 0] / sums[..., 1]
    return found


def _f1(child: Days, children: int, asked: Flags, right: Days, said: Days) -> Sums:
    """The mean of five F1: that “not enough to tell” was said counts as not found."""
    asked = asked & (right != NOT_ENOUGH)
    columns = []
    for verdict in FIVE:
        is_right, is_said = right[asked] == verdict, said[asked] == verdict
        columns += [is_right & is_said, is_right.astype(int) + is_said.astype(int)]
    values = np.stack([*(one.astype(float) for one in columns), np.ones(int(asked.sum()))], axis=1)

    def of(sums: Numbers) -> Numbers:
        found, either = sums[..., 0:-1:2], sums[..., 1:-1:2]
        with np.errstate(invalid="ignore", divide="ignore"):
            scores: Numbers = np.where(either > 0, 2 * found / either, 0.0)
        return np.asarray(scores.mean(axis=-1))

    return Sums(_by_child(child[asked], children, values), of)


def _ece(child: Days, children: int, known: Flags, chances: Numbers, true: Flags) -> Sums:
    """By how much, in ten bins of what is said, what is said differs from what comes true; weighted by cases."""
    said, came = chances[known], true[known].astype(float)
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    values = np.zeros((len(said), BINS + 1))
    values[np.arange(len(said)), bins] = said - came
    values[:, -1] = 1.0

    def of(sums: Numbers) -> Numbers:
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Numbers = np.abs(sums[..., :-1]).sum(axis=-1) / sums[..., -1]
        return found

    return Sums(_by_child(child[known], children, values), of)


def calibration(columns: Columns, chances: Numbers, true: Flags) -> list[tuple[float, float, int]]:
    """For each bin with cases: the mean of what is said, the share that is true, how many; all cases."""
    known = columns.is_asked & np.isfinite(chances)
    said, came = chances[known], true[known]
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        (float(said[bins == place].mean()), float(came[bins == place].mean()), int((bins == place).sum()))
        for place in range(BINS)
        if (bins == place).any()
    ]
