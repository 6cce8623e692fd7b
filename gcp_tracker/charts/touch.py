"""Where a finger may land to reach a dot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

# Per cent of the width to either side. On the narrowest phone twice this is 44 px.
REACH = 7.0


def touch_areas(places: Sequence[float]) -> list[tuple[float, float]]:
    """For dots at `places` (per cent across, in order) the stretch each answers to, as (from, to).

    No two overlap: between neighbours the border is half-way, so that a tap reaches the nearer one. Dots on one place
    share it from left to right. At an edge the lost side is given to the other, where it is free.
    """
    stretches: dict[float, tuple[float, float]] = {}
    distinct = sorted(set(places))
    for index, place in enumerate(distinct):
        free_from = (distinct[index - 1] + place) / 2 if index else 0.0
        free_to = (place + distinct[index + 1]) / 2 if index + 1 < len(distinct) else 100.0
        left, right = max(0.0, place - REACH), min(100.0, place + REACH)
        over_left, over_right = left - (place - REACH), place + REACH - right
        stretches[place] = (max(free_from, left - over_right), min(free_to, right + over_left))
    areas = []
    sharing, passed = Counter(places), Counter[float]()
    for place in places:
        start, end = stretches[place]
        share = (end - start) / sharing[place]
        areas.append((start + share * passed[place], start + share * (passed[place] + 1)))
        passed[place] += 1
    return areas
