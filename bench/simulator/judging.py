"""Every domain of every home at every review, with what is true of it and what each method says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

import numpy as np

from bench.simulator.engine import ENGINE, Call, EngineReading, read_all
from bench.simulator.rivals import RIVALS, Guess, spreads_of, visits_of
from bench.simulator.rules import (
    NOT_ENOUGH,
    Seen,
    after_facts_and_silence,
    headline,
    homes_that_count,
    ruled,
    seen_by,
    silent_days,
)
from bench.simulator.truth import Truth, truth_of
from bench.simulator.visits import History, histories_of
from bench.simulator.worlds import Days, Numbers, Worlds

BATCH = 100


@dataclass(frozen=True, slots=True)
class Unit:
    """One domain in one home that counts, at one review. `right` is the true verdict after recorded facts and silence.

    `call` is the engine’s; None where it has none, which is an error and counted as one.
    """

    child: int
    review: int
    seen: Seen
    truth: Truth | None
    right: int
    silent: int
    call: Call | None


@dataclass(frozen=True, slots=True)
class AtReview:
    """`silent` since anything of the child was graded; `headline` is the engine’s."""

    child: int
    world: int
    day: int
    kind: str
    silent: int
    headline: int


@dataclass(frozen=True, slots=True)
class Run:
    """`seeds` (children,) says whose child each is, `worlds` (children,) its world."""

    known: Worlds
    seeds: list[int]
    worlds: list[int]
    reviews: list[AtReview]
    units: list[Unit]


def run_of(
    known: Worlds, children: int, seeds: Sequence[int], say: Callable[[str], None], processes: int | None = None
) -> Run:
    """In batches, on as many cores as there are; what comes out does not depend on how many."""
    batches = [
        (seed, range(first, min(first + BATCH, children))) for seed in seeds for first in range(0, children, BATCH)
    ]
    run = Run(known, [], [], [], [])
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for (seed, numbers), part in zip(batches, pool.map(partial(_batch, known), batches), strict=True):
            _add(part, run)
            say(f"seed {seed}: {numbers.stop:,} of {children:,} children")
    return run


def _batch(known: Worlds, asked: tuple[int, range]) -> Run:
    seed, numbers = asked
    part = Run(known, [], [], [], [])
    histories = list(histories_of(known, numbers, seed))
    for history, readings in zip(histories, read_all(histories, known), strict=True):
        _judge(history, readings, seed, part)
    return part


def _add(part: Run, run: Run) -> None:
    children, reviews = len(run.seeds), len(run.reviews)
    run.seeds.extend(part.seeds)
    run.worlds.extend(part.worlds)
    run.reviews.extend(replace(one, child=one.child + children) for one in part.reviews)
    run.units.extend(replace(one, child=one.child + children, review=one.review + reviews) for one in part.units)


def _judge(history: History, readings: Sequence[EngineReading], seed: int, run: Run) -> None:
    world = [one.name for one in run.known.worlds].index(history.life.world.name)
    child = len(run.seeds)
    run.seeds.append(seed)
    run.worlds.append(world)
    for review, reading in zip(history.reviews, readings, strict=True):
        # After a move there may be no home yet that counts.
        found = list(_seen_at(history, review.day, run.known))
        last = max(row.day for row in history.rows if row.day <= review.day)
        number = len(run.reviews)
        run.reviews.append(AtReview(child, world, review.day, review.kind, review.day - last, reading.verdict))
        for seen in found:
            run.units.append(_unit(history, review.day, child, number, seen, reading, run.known))


def _seen_at(history: History, day: int, known: Worlds) -> Iterator[Seen]:
    found = []
    for home in history.life.homes:
        for place, (name, size) in enumerate(known.domains.items()):
            seen = seen_by(history, home.name, place, size, name, day)
            if seen is not None:
                found.append(seen)
    last: dict[str, int] = {}
    for seen in found:
        last[seen.home] = max(seen.last, last.get(seen.home, 0))
    counting = homes_that_count(history, last, day)
    yield from (seen for seen in found if seen.home in counting)


def _unit(
    history: History, day: int, child: int, review: int, seen: Seen, reading: EngineReading, known: Worlds
) -> Unit:
    home = next(one for one in history.life.homes if one.name == seen.home)
    truth = truth_of(home, history.life.form, seen, known.definitions)
    right = NOT_ENOUGH if truth is None else after_facts_and_silence(truth.verdict, seen, day)
    call = reading.calls.get((list(known.domains)[seen.domain], seen.home))
    return Unit(child, review, seen, truth, right, silent_days(seen, day), call)


@dataclass(frozen=True, slots=True)
class Said:
    """What one method says: `verdicts` (units,) and `headlines` (reviews,); of better and sustained either
    probabilities, or by how many grades they are passed, (units,), NaN where there is not enough evidence.
    """

    method: str
    verdicts: Days
    headlines: Days
    better: Numbers
    sustained: Numbers
    are_probabilities: bool


def said_by_all(run: Run) -> list[Said]:
    """The engine first."""
    spreads = spreads_of(unit.seen for unit in run.units)
    visits = [visits_of(unit.seen) if unit.seen.is_enough else None for unit in run.units]
    found = [_said_by_engine(run)]
    for name, rival in RIVALS.items():
        guesses = [None if one is None else rival(one, run.known.definitions, spreads) for one in visits]
        found.append(_said_by_rival(run, name, guesses))
    return found


def disagreements(run: Run) -> Mapping[str, int]:
    """Where the engine and the rules of this simulator, written apart, differ on what is a rule and no judgement."""
    pairs = [(unit.seen, unit.call) for unit in run.units]
    engine = _said_by_engine(run)
    return {
        "which homes count": sum(call is None for _, call in pairs),
        "enough evidence": sum(call is not None and call.is_enough != seen.is_enough for seen, call in pairs),
        "newly bad": sum(call is not None and call.is_newly_bad != seen.is_newly_bad for seen, call in pairs),
        "of concern": sum(call is not None and call.is_of_concern != seen.is_of_concern for seen, call in pairs),
        "headline from the domains": int((headlines_of(run, engine.verdicts) != engine.headlines).sum()),
    }


def headlines_of(run: Run, verdicts: Days) -> Days:
    """(reviews,): by the rule, from verdicts (units,); a domain that was never graded is not enough, and of concern."""
    domains = len(run.known.domains)
    worst = np.full((len(run.reviews), domains), 99)
    concern = np.zeros((len(run.reviews), domains), dtype=bool)
    for unit, verdict in zip(run.units, verdicts.tolist(), strict=True):
        place = unit.review, unit.seen.domain
        worst[place] = min(int(worst[place]), verdict)
        concern[place] |= unit.seen.is_of_concern
    concern |= worst == 99
    worst[worst == 99] = NOT_ENOUGH
    return np.array([headline(one, two) for one, two in zip(worst.tolist(), concern.tolist(), strict=True)])


def _said_by_engine(run: Run) -> Said:
    calls = [unit.call for unit in run.units]
    return Said(
        ENGINE,
        np.array([NOT_ENOUGH if one is None else one.verdict for one in calls]),
        np.array([one.headline for one in run.reviews]),
        np.array([np.nan if one is None else one.p_better for one in calls]),
        np.array([np.nan if one is None else one.p_sustained for one in calls]),
        True,
    )


def _said_by_rival(run: Run, name: str, guesses: Sequence[Guess | None]) -> Said:
    verdicts = np.array(
        [
            ruled(NOT_ENOUGH if guess is None else guess.verdict, unit.seen, run.reviews[unit.review].day)
            for unit, guess in zip(run.units, guesses, strict=True)
        ]
    )
    return Said(
        name,
        verdicts,
        headlines_of(run, verdicts),
        np.array([np.nan if one is None else one.better for one in guesses]),
        np.array([np.nan if one is None else one.sustained for one in guesses]),
        False,
    )
