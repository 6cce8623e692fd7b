"""The engine as one of the methods judged. Nothing else here imports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.simulator.rules import NAMES, ordinal
from bench.simulator.visits import History
from bench.simulator.worlds import Worlds
from gcp_tracker.change.constants import STANDARD, VERSION, Constants
from gcp_tracker.change.gradings import ChildGrades, Grade, child_grades
from gcp_tracker.change.item_facts import FactKind
from gcp_tracker.change.reading import ChildReading, read_children

ENGINE = f"engine {VERSION}"


@dataclass(frozen=True, slots=True)
class Call:
    """Of one domain in one home. Probabilities are NaN where there is not enough evidence."""

    verdict: int
    p_better: float
    p_sustained: float
    is_enough: bool
    is_newly_bad: bool
    is_of_concern: bool


@dataclass(frozen=True, slots=True)
class EngineReading:
    """`calls` by domain and home, of the homes that count."""

    verdict: int
    calls: dict[tuple[str, str], Call]


def read_all(histories: Sequence[History], known: Worlds, constants: Constants = STANDARD) -> list[list[EngineReading]]:
    """For each history one reading for each of its reviews."""
    asked = []
    for one in histories:
        child = as_grades(one, known)
        asked += [(child, ordinal(review.day)) for review in one.reviews]
    found = iter(read_children(asked, constants))
    return [[_plain(next(found)) for _ in one.reviews] for one in histories]


def as_grades(history: History, known: Worlds) -> ChildGrades:
    form, domains = history.life.form, list(known.domains)
    grades = [
        Grade(
            row.home,
            domains[form.domain[item]],
            form.names[item],
            ordinal(row.day),
            row.worker,
            float(row.values[item]),
        )
        for row in history.rows
        for item in np.flatnonzero(np.isfinite(row.values)).tolist()
    ]
    moved = {home: ordinal(day) for home, day in history.life.moved.items()}
    return child_grades(history.name, grades, domains, sizes=known.domains, moved=moved)


def _plain(reading: ChildReading) -> EngineReading:
    calls = {}
    for domain in reading.domains:
        newly = {fact.care_of for fact in domain.facts if fact.kind is FactKind.NEWLY}
        for one in domain.series:
            shares = one.reading.shares
            calls[domain.domain, one.reading.care_of] = Call(
                NAMES.index(one.verdict.value),
                shares.better if shares else np.nan,
                shares.sustained if shares else np.nan,
                shares is not None,
                one.reading.care_of in newly,
                one.reading.is_of_concern or bool(one.reading.runs),
            )
    return EngineReading(NAMES.index(reading.verdict.value), calls)
