"""How far two workers who grade the same visit apart agree in these worlds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bench.simulator.lives import life_in
from bench.simulator.visits import grades
from bench.simulator.worlds import Days, Numbers, World, Worlds

GRADES = 5


class Agreement(NamedTuple):
    """Weighted kappa by squared and by plain distance, and the share of grades that are the same."""

    squared: float
    plain: float
    exact: float
    pairs: int


def kappa(one: Days, other: Days, power: int) -> float:
    """Cohen’s weighted kappa of grades 1 to 5; a disagreement weighs its distance to that power."""
    seen = np.zeros((GRADES, GRADES))
    np.add.at(seen, (one - 1, other - 1), 1.0)
    seen /= seen.sum()
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0))
    apart = np.abs(np.subtract.outer(np.arange(GRADES), np.arange(GRADES))).astype(float) ** power
    return float(1 - (apart * seen).sum() / (apart * by_chance).sum())


def agreement(known: Worlds, world: World, visits: int, seed: int) -> Agreement:
    """Two workers, unseen by each other, grade all items on one day of so many lives."""
    chance = np.random.default_rng(seed)
    domains = len(known.domains)
    ones: list[Numbers] = []
    others: list[Numbers] = []
    for _ in range(visits):
        life = life_in(world, known, chance)
        day = int(chance.uniform(0, life.lasts))
        shown = chance.normal(0.0, world.day_sd, domains)
        for found in (ones, others):
            leaning = chance.normal(0.0, world.worker_sd) + chance.normal(0.0, world.worker_domain_sd, domains)
            values = grades(life, life.homes[0], day, shown + leaning, chance)
            found.append(values[np.isfinite(values)])
    one, other = np.concatenate(ones).astype(np.int64), np.concatenate(others).astype(np.int64)
    return Agreement(kappa(one, other, 2), kappa(one, other, 1), float((one == other).mean()), len(one))
