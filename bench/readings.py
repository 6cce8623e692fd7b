"""The engine’s readings in batches, against the same mathematics one series at a time and against bare algebra.

In a process of its own with one thread, by processor time, so that a figure is that of one core.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np

from bench.plain_reading import plain_shares
from bench.ratios import ratio_with_spread
from bench.simulator.engine import as_grades
from bench.simulator.visits import histories_of
from bench.simulator.worlds import worlds
from bench.table import Row, verdict
from gcp_tracker.change.constants import STANDARD
from gcp_tracker.change.evidence import Evidence
from gcp_tracker.change.gradings import DomainSeries, Numbers
from gcp_tracker.change.series_reading import SeriesReading, read_series, read_with_evidence

BATCH = 1000
# Several series for each child; a seed that nothing else uses.
CHILDREN, SEED = 400, 41
ROUNDS = 9
ALGEBRA_LIMIT = 4
PLAIN_LIMIT = 1 / 5
# A calm, a usual and a lively life are each asked how well they foretell the grades.
WAYS_TO_DRIFT = 3
ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}


def reading_rows(rounds: int) -> list[Row]:
    told = subprocess.run(
        [sys.executable, "-m", "bench.readings", str(min(ROUNDS, rounds))],
        env={**os.environ, **ONE_THREAD},
        check=True,
        stdout=subprocess.PIPE,
    )
    engine, algebra, plain = json.loads(told.stdout)
    return [
        _row("bare Cholesky and matrix products", engine, algebra, f"≤ {ALGEBRA_LIMIT} × bare", ALGEBRA_LIMIT),
        _row("one series at a time", engine, plain, "≥ 5 × faster", PLAIN_LIMIT),
    ]


def _row(against: str, engine: list[float], other: list[float], target: str, limit: float) -> Row:
    ratio, low, high = ratio_with_spread(engine, other)
    ours, theirs = (BATCH / median(seconds) for seconds in (engine, other))
    return Row(
        f"readings in batches of {BATCH:,}, {against}",
        f"{ours:,.0f} a second, {theirs:,.0f}",
        target,
        f"{ratio:.2f} ({low:.2f}–{high:.2f})",
        verdict(ratio, limit),
    )


def series_to_read() -> list[DomainSeries]:
    known = worlds()
    lives = histories_of(known, range(CHILDREN), SEED)
    return [one for life in lives for one in as_grades(life, known).series][:BATCH]


def bare_algebra(read: Sequence[tuple[SeriesReading, Evidence]]) -> Callable[[], None]:
    """What no form of the engine can do without, and nothing else: Cholesky factors and matrix products of the sizes of
    these series, each size in one stack. docs/bench.md says which.
    """
    fitted, sizes, again = Counter[tuple[int, int]](), Counter[tuple[int, int]](), Counter[int]()
    for reading, evidence in read:
        if reading.shares is not None:
            rows = len(evidence.days)
            fitted[rows, len(evidence.common)] += 1
            sizes[rows, len(reading.shares.points)] += 1
            if reading.shares.better < STANDARD.better_at and reading.workers > 1:
                # It is asked whether a change of worker hides it, with another error.
                again[rows] += 1
    drifting = Counter[int]()
    for (rows, _), count in sizes.items():
        drifting[rows] += WAYS_TO_DRIFT * count
    chance = np.random.default_rng(SEED)
    draws = {points: chance.normal(size=(points, int(STANDARD.histories))) for _, points in sizes}
    grades = [
        (chance.normal(size=(count, rows, items)), chance.normal(size=(count, 1, rows)))
        for (rows, items), count in fitted.items()
    ]
    stacks = [
        (_covariances(count, rows), chance.normal(size=(count, rows, points)), _covariances(count, points), points)
        for (rows, points), count in sizes.items()
    ]
    alone = [
        (_covariances(count, rows), chance.normal(size=(count, rows, 1)))
        for asked in (drifting, again)
        for rows, count in asked.items()
    ]

    def work() -> None:
        for cells, levels in grades:
            for _ in range(int(STANDARD.fit_rounds)):
                cells @ (levels @ cells).transpose(0, 2, 1)
        for error, across, prior, points in stacks:
            np.linalg.cholesky(error)
            across.transpose(0, 2, 1) @ (error @ across)
            np.linalg.cholesky(prior) @ draws[points]
        for error, line in alone:
            np.linalg.cholesky(error)
            error @ line

    return work


def _covariances(count: int, size: int) -> Numbers:
    days = np.arange(size) / 8
    covariance: Numbers = np.exp(-np.abs(days[:, None] - days)) + 0.1 * np.eye(size)
    return np.repeat(covariance[None], count, axis=0)


def measure(rounds: int) -> list[list[float]]:
    """Seconds of each round: the engine, the bare algebra, one series at a time."""
    series = series_to_read()
    algebra = bare_algebra(read_with_evidence(series, STANDARD))

    def engine() -> None:
        read_series(series, STANDARD)

    def plain() -> None:
        for one in series:
            plain_shares(one, STANDARD)

    # What the modules hold is looked through by no collection of garbage, which would fall on whoever comes last.
    gc.freeze()
    times: list[list[float]] = [[], [], []]
    for number in range(rounds + 1):
        for kept, work in zip(times, (engine, algebra, plain), strict=True):
            started = time.process_time()
            work()
            if number:
                kept.append(time.process_time() - started)
    return times


if __name__ == "__main__":
    json.dump(measure(int(sys.argv[1])), sys.stdout)
