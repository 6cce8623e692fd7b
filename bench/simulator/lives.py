"""A child’s true life: every item of every home on every day. Nothing that is graded is in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bench.simulator.courses import domain_paths, drawn, drawn_whole, grid, start_levels, wobbles
from bench.simulator.worlds import Days, Flags, Numbers, World, Worlds

HOME, OTHER_HOME = "home", "other home"
ALWAYS = 1e9
BEST, WORST = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class Form:
    """All items that are ever asked: those of the younger band first, then those that replace some of them.

    `domain` (items,) is each one’s place among the domains; it is asked from `asked_from` until before `asked_until`.
    """

    names: tuple[str, ...]
    domain: Days
    asked_from: Numbers
    asked_until: Numbers

    def asked(self, day: float) -> Flags:
        """(items,)"""
        found: Flags = (self.asked_from <= day) & (day < self.asked_until)
        return found


@dataclass(frozen=True, slots=True)
class Home:
    """`care` (items, points) is true care on the days of `days` (points,); `courses` names each domain’s."""

    name: str
    courses: tuple[str, ...]
    days: Numbers
    care: Numbers

    def on(self, day: float) -> Numbers:
        """(items,): true care of each item that day."""
        place = min(max(int(np.searchsorted(self.days, day, side="right")) - 1, 0), len(self.days) - 2)
        share = min(max((day - self.days[place]) / (self.days[place + 1] - self.days[place]), 0.0), 1.0)
        found: Numbers = (1 - share) * self.care[:, place] + share * self.care[:, place + 1]
        return found


@dataclass(frozen=True, slots=True)
class Life:
    """`lasts` is the day of the last visit, the first being 0. `moved` says when a home was left for good."""

    world: World
    lasts: float
    form: Form
    homes: tuple[Home, ...]
    moved: Mapping[str, int]


def life_in(world: World, known: Worlds, chance: np.random.Generator) -> Life:
    lasts = round(drawn(chance, world.follow_days))
    form = _form(world, known, lasts, chance)
    level = chance.normal(world.level_mean, world.level_sd)
    homes = [_home(HOME, world, known, form, lasts, level, chance)]
    moved: dict[str, int] = {}
    if chance.random() < world.second_home_chance:
        level = level + chance.normal(0.0, world.second_home_sd)
        homes.append(_home(OTHER_HOME, world, known, form, lasts, level, chance))
        if chance.random() < world.moves_share:
            moved[HOME] = round(lasts / 2)
    return Life(world, lasts, form, tuple(homes), moved)


def _form(world: World, known: Worlds, lasts: float, chance: np.random.Generator) -> Form:
    names = [f"{domain}_{number:02}" for domain, size in known.domains.items() for number in range(1, size + 1)]
    domain = [place for place, size in enumerate(known.domains.values()) for _ in range(size)]
    asked_from, asked_until = [-ALWAYS] * len(names), [ALWAYS] * len(names)
    if chance.random() < world.band_change_chance:
        birthday = round(float(chance.uniform(0.2, 0.8)) * lasts)
        for place in range(len(known.domains)):
            old = [item for item, one in enumerate(domain) if one == place and asked_from[item] < 0]
            count = round(drawn(chance, world.band_replaced) * len(old))
            for item in chance.permutation(old)[:count].tolist():
                asked_until[item] = birthday
                names.append(f"{names[item]}_older")
                domain.append(place)
                asked_from.append(birthday)
                asked_until.append(ALWAYS)
    return Form(tuple(names), np.array(domain), np.array(asked_from), np.array(asked_until))


def _home(
    name: str, world: World, known: Worlds, form: Form, lasts: float, level: float, chance: np.random.Generator
) -> Home:
    days = grid(lasts)
    domains = len(known.domains)
    courses, paths = domain_paths(world, known.courses, domains, days, chance)
    care = start_levels(world, paths, level, chance)[:, None] + paths
    care = care + wobbles(np.full(domains, world.wobble_sd), np.full(domains, world.wobble_days), len(days), chance)
    items = len(form.names)
    own = chance.normal(0.0, world.item_spread_sd, items)[:, None]
    moves = wobbles(np.full(items, world.item_wobble_sd), np.full(items, world.item_wobble_days), len(days), chance)
    whole = care[form.domain] + own + moves
    if chance.random() < world.spike_chance:
        whole = whole + _spikes(world, items, lasts, days, chance)
    return Home(name, tuple(courses), days, np.clip(whole, BEST, WORST))


def _spikes(world: World, items: int, lasts: float, days: Numbers, chance: np.random.Generator) -> Numbers:
    """(items, points): what single items are worse for a while, or for good."""
    added = np.zeros((items, len(days)))
    for item in chance.choice(items, drawn_whole(chance, world.spikes), replace=False).tolist():
        begins = chance.uniform(0.2, 0.95) * lasts
        ends = ALWAYS if chance.random() < world.spike_stays else begins + drawn(chance, world.spike_days)
        added[item, (days >= begins) & (days < ends)] = drawn(chance, world.spike_size)
    return added
