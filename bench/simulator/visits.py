"""Who visits when, and what they grade: true care seen through workers, days and chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.simulator.courses import drawn, drawn_whole
from bench.simulator.lives import BEST, HOME, OTHER_HOME, WORST, Home, Life, life_in
from bench.simulator.worlds import Flags, Numbers, Reviews, World, Worlds

FIRST_DAY = 737425  # 1 January 2020: any day would do
# What is truly this bad is what a visit that looks away leaves out.
BAD_FROM = 3.5


@dataclass(frozen=True, slots=True)
class Row:
    """What one worker graded in one home on one day, counted from the first visit; NaN where nothing (items,)."""

    day: int
    home: str
    worker: str
    values: Numbers


@dataclass(frozen=True, slots=True)
class Review:
    day: int
    kind: str


@dataclass(frozen=True, slots=True)
class History:
    """One child: what is true, what was graded, and the days on which somebody asks."""

    name: str
    life: Life
    rows: tuple[Row, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Worker:
    """`leaning` (domains,): by how much this worker grades worse than true."""

    name: str
    leaning: Numbers


def histories_of(known: Worlds, children: range, seed: int) -> Iterator[History]:
    """Each child from a stream of its own, so that child 7 is the same however many there are."""
    weights = np.array([one.weight for one in known.worlds])
    for number in children:
        chance = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
        world = known.worlds[int(chance.choice(len(weights), p=weights / weights.sum()))]
        yield history_in(world, known, f"{seed}-{number}", chance)


def history_in(world: World, known: Worlds, name: str, chance: np.random.Generator) -> History:
    life = life_in(world, known, chance)
    days = visit_days(world, life.lasts, chance)
    rows = graded_rows(life, days, len(known.domains), chance)
    return History(name, life, tuple(rows), tuple(_reviews(known.reviews, days, chance)))


def visit_days(world: World, lasts: float, chance: np.random.Generator) -> list[int]:
    """The first visit is on day 0."""
    days, day = [0], 0.0
    while True:
        apart = world.spacing * np.exp(chance.normal(0.0, world.spacing_spread))
        day += max(world.spacing_least, float(apart))
        if day > lasts:
            break
        days.append(round(day))
    if chance.random() < world.gap_chance and len(days) > 3:
        begins = days[int(chance.integers(1, len(days) - 1))]
        ends = begins + drawn(chance, world.gap_days)
        days = [one for one in days if one <= begins or one >= ends]
    return days


def graded_rows(life: Life, days: Sequence[int], domains: int, chance: np.random.Generator) -> list[Row]:
    world = life.world
    homes = {one.name: one for one in life.homes}
    workers = _workers(world, days, domains, chance)
    in_crisis = chance.random() < world.crisis_chance
    crisis = max(0.0, chance.normal(world.crisis_mean, world.crisis_sd)) if in_crisis else 0.0
    rows = []
    for day, lead in zip(days, workers, strict=True):
        home = homes[_home_visited(life, day, chance)]
        shown = chance.normal(0.0, world.day_sd, domains) - min(world.optimism_year * day / 365, world.optimism_most)
        shown = shown + (crisis if day == 0 else 0.0)
        chosen = _items_taken(life, home, day, chance)
        present = [lead]
        if chance.random() < world.two_workers_share:
            present.append(_worker(f"{lead.name} with {day}", world, domains, chance))
        for worker in present:
            values = grades(life, home, day, worker.leaning + shown, chance)
            values[~chosen] = np.nan
            rows.append(Row(day, home.name, worker.name, values))
    return rows


def grades(life: Life, home: Home, day: int, added: Numbers, chance: np.random.Generator) -> Numbers:
    """(items,): every item asked that day as one worker grades it; `added` (domains,) is what reads worse than true."""
    world = life.world
    seen = home.on(day) + added[life.form.domain] + chance.normal(0.0, world.item_noise_sd, len(life.form.names))
    values: Numbers = np.clip(np.round(seen), BEST, WORST)
    wrong = chance.random(len(values)) < world.gross_share
    values[wrong] = chance.integers(int(BEST), int(WORST) + 1, int(wrong.sum()))
    values[~life.form.asked(day)] = np.nan
    return values


def _items_taken(life: Life, home: Home, day: int, chance: np.random.Generator) -> Flags:
    """(items,): which a visit grades at all."""
    world, items = life.world, len(life.form.names)
    missing = world.missing_share + world.missing_bad_share * (home.on(day) >= BAD_FROM)
    taken: Flags = chance.random(items) >= missing
    if chance.random() >= world.narrow_share or day == 0:
        return taken
    if chance.random() < 0.5:
        domains = int(life.form.domain.max()) + 1
        return taken & np.isin(life.form.domain, chance.permutation(domains)[: int(chance.integers(1, 3))])
    few = chance.permutation(np.flatnonzero(life.form.asked(day)))[: drawn_whole(chance, world.narrow_items)]
    return taken & np.isin(np.arange(items), few)


def _home_visited(life: Life, day: int, chance: np.random.Generator) -> str:
    if len(life.homes) == 1:
        return HOME
    if HOME in life.moved and day >= life.moved[HOME]:
        return OTHER_HOME
    return OTHER_HOME if chance.random() < life.world.second_home_share else HOME


def _workers(world: World, days: Sequence[int], domains: int, chance: np.random.Generator) -> list[Worker]:
    """Who leads each visit: the allocated worker until the next one comes, now and then somebody who comes once."""
    found, number = [], 1
    allocated = _worker("worker 1", world, domains, chance)
    until = chance.exponential(world.tenure_days)
    for day in days:
        if day > until:
            number += 1
            allocated = _worker(f"worker {number}", world, domains, chance)
            until = day + chance.exponential(world.tenure_days)
        stands_in = chance.random() < world.stand_in_share
        found.append(_worker(f"stand-in {day}", world, domains, chance) if stands_in else allocated)
    return found


def _worker(name: str, world: World, domains: int, chance: np.random.Generator) -> Worker:
    leaning = chance.normal(0.0, world.worker_sd) + chance.normal(0.0, world.worker_domain_sd, domains)
    return Worker(name, leaning)


def _reviews(asked: Reviews, days: Sequence[int], chance: np.random.Generator) -> list[Review]:
    last = days[-1]
    late = [day for day in days if day >= asked.not_before]
    found = [Review(int(day), "visit day") for day in chance.permutation(late)[: asked.on_visit_days]]
    between = [day for day in range(asked.not_before, last) if day not in set(days)]
    found += [Review(int(day), "other day") for day in chance.permutation(between)[: asked.on_other_days]]
    for _ in range(asked.long_after):
        found.append(Review(max(asked.not_before, last + round(drawn(chance, asked.long_after_days))), "long after"))
    return found
