"""bench/worlds.toml as typed values. A key that is unknown or missing is an error, so that no number is idle."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Span = tuple[float, float]

PATH = Path(__file__).parents[1] / "worlds.toml"


@dataclass(frozen=True, slots=True)
class Definitions:
    step: float
    held_step: float
    held_days: int
    lost_within: float
    lost_share: float
    flat_within: float
    margin: float


@dataclass(frozen=True, slots=True)
class Reviews:
    not_before: int
    on_visit_days: int
    on_other_days: int
    long_after: int
    long_after_days: Span


@dataclass(frozen=True, slots=True)
class Course:
    """`change` in grades, less is better; what a kind of course does not need is zero."""

    name: str
    weight: float
    change: Span = (0.0, 0.0)
    begins: Span = (0.0, 0.0)
    takes: Span = (1.0, 1.0)
    step_takes: float = 0.0
    steps: Span = (1.0, 1.0)
    stays: Span = (0.0, 0.0)
    gives_back: Span = (0.0, 0.0)
    back_takes: Span = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class World:
    """What each number means stands beside it in the file."""

    name: str
    weight: float
    follow_days: Span
    spacing: float
    spacing_spread: float
    spacing_least: float
    gap_chance: float
    gap_days: Span
    own_way_chance: float
    untouched_chance: float
    domain_scale: Span
    level_mean: float
    level_sd: float
    domain_sd: float
    best_start: float
    worst_start: float
    item_spread_sd: float
    wobble_sd: float
    wobble_days: float
    item_wobble_sd: float
    item_wobble_days: float
    worker_sd: float
    worker_domain_sd: float
    day_sd: float
    item_noise_sd: float
    gross_share: float
    two_workers_share: float
    tenure_days: float
    stand_in_share: float
    missing_share: float
    missing_bad_share: float
    narrow_share: float
    narrow_items: Span
    optimism_year: float
    optimism_most: float
    crisis_chance: float
    crisis_mean: float
    crisis_sd: float
    spike_chance: float
    spikes: Span
    spike_size: Span
    spike_days: Span
    spike_stays: float
    second_home_chance: float
    second_home_share: float
    second_home_sd: float
    moves_share: float
    band_change_chance: float
    band_replaced: Span


@dataclass(frozen=True, slots=True)
class Worlds:
    domains: dict[str, int]
    definitions: Definitions
    reviews: Reviews
    courses: tuple[Course, ...]
    worlds: tuple[World, ...]


@cache
def worlds(path: Path = PATH) -> Worlds:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Worlds(
        domains=dict(told["domains"]),
        definitions=_made(Definitions, told["definitions"]),
        reviews=_made(Reviews, told["reviews"]),
        courses=tuple(_made(Course, {"name": name, **one}) for name, one in told["courses"].items()),
        worlds=tuple(_made(World, {**told["base"], **one}) for one in told["worlds"]),
    )


def _made(kind: Any, told: dict[str, Any]) -> Any:
    """TypeError for a key too many or too few."""
    known = {one.name for one in fields(kind)}
    if unknown := told.keys() - known:
        raise TypeError(f"unknown in worlds.toml: {', '.join(sorted(unknown))}")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in told.items()})
