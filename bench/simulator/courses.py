"""True care over time: a course for each domain, a wobble about it, and single items of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.simulator.worlds import Course, Numbers, Span, World

# True care is drawn on this grid and lies on straight lines between.
GRID_DAYS = 5


def drawn(chance: np.random.Generator, span: Span) -> float:
    return float(chance.uniform(*span))


def drawn_whole(chance: np.random.Generator, span: Span) -> int:
    return int(chance.integers(int(span[0]), int(span[1]) + 1))


def grid(last: float) -> Numbers:
    """Days from the first visit to the last and beyond, GRID_DAYS apart."""
    return np.arange(0.0, last + 2 * GRID_DAYS, GRID_DAYS)


def pick_course(chance: np.random.Generator, courses: Sequence[Course]) -> Course:
    weights = np.array([one.weight for one in courses])
    return courses[int(chance.choice(len(courses), p=weights / weights.sum()))]


def path_of(course: Course, days: Numbers, chance: np.random.Generator) -> Numbers:
    """(days,): by how much care differs from the start, in grades; 0 on the first day."""
    change = drawn(chance, course.change)
    begins, takes = drawn(chance, course.begins), drawn(chance, course.takes)
    if course.name == "stepwise":
        steps = drawn_whole(chance, course.steps)
        starts = begins + np.linspace(0.0, takes - course.step_takes, steps)
        path = sum((_ramp(days, start, course.step_takes) for start in starts), np.zeros(len(days)))
        return change / steps * path
    path = change * _ramp(days, begins, takes)
    if course.name == "relapse":
        back = begins + takes + drawn(chance, course.stays)
        path = path - change * drawn(chance, course.gives_back) * _ramp(days, back, drawn(chance, course.back_takes))
    return path


def domain_paths(
    world: World, courses: Sequence[Course], domains: int, days: Numbers, chance: np.random.Generator
) -> tuple[list[str], Numbers]:
    """The name of each domain’s course, and (domains, days) by how much it differs from its start."""
    if chance.random() < world.own_way_chance:
        own = [pick_course(chance, courses) for _ in range(domains)]
        return [one.name for one in own], np.array([path_of(one, days, chance) for one in own])
    course = pick_course(chance, courses)
    path = path_of(course, days, chance)
    touched = chance.random(domains) >= world.untouched_chance
    touched[chance.integers(domains)] = True
    scale = np.where(touched, chance.uniform(*world.domain_scale, size=domains), 0.0)
    return [course.name if one else "flat" for one in touched], scale[:, None] * path


def start_levels(world: World, paths: Numbers, level: float, chance: np.random.Generator) -> Numbers:
    """(domains,): where each begins, so that its whole course finds room on the scale."""
    levels = level + chance.normal(0.0, world.domain_sd, len(paths))
    highest = world.worst_start - np.maximum(paths.max(axis=1), 0.0)
    lowest = world.best_start - np.minimum(paths.min(axis=1), 0.0)
    return np.clip(levels, lowest, np.maximum(lowest, highest))


def wobbles(sds: Numbers, times: Numbers, points: int, chance: np.random.Generator) -> Numbers:
    """(lines, points): each about zero with its standard deviation, forgetting itself in its time in days."""
    keeps = np.exp(-GRID_DAYS / times)
    shocks = chance.normal(size=(points, len(sds))) * sds
    walked = np.empty_like(shocks)
    walked[0] = shocks[0]
    fresh = np.sqrt(1 - keeps**2)
    for point in range(1, points):
        walked[point] = keeps * walked[point - 1] + fresh * shocks[point]
    return walked.T


def _ramp(days: Numbers, begins: float, takes: float) -> Numbers:
    """0 before, 1 after, a straight line between."""
    return np.clip((days - begins) / takes, 0.0, 1.0)
