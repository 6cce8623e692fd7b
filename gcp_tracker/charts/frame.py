"""The measures of a domain's drawing, and where a day and a grade stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gcp_tracker.charts.axes import TimeAxis
from gcp_tracker.charts.care import CareOverTime, Point

TOP = 24.0
DEEP = 84.0
BOTTOM = TOP + DEEP
HEIGHT = BOTTOM + 22
HEIGHT_OF_TICKS = 24.0
# Per cent of the width: the grid, and within it the days, so that the first dot stands clear of the axis.
GRID_FROM, GRID_TO = 8.0, 99.0
DAYS_FROM, DAYS_TO = 10.5, 97.0
# The narrowest widths a chart is drawn at, in px: on a phone, and beside its words on a tablet.
PHONE, TABLET = 330.0, 500.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What every part of one drawing needs to know: the child's care, the days, and how its ids begin."""

    care: CareOverTime
    axis: TimeAxis
    ids: str
    radius: float

    def x(self, fraction: float) -> float:
        return DAYS_FROM + (DAYS_TO - DAYS_FROM) * fraction

    def y(self, grade: float) -> float:
        return TOP + DEEP * self.care.scale.depth(grade)


def dot_radius(points: Iterable[Point]) -> float:
    """Dots shrink before they hide each other."""
    days = len({point.on for point in points})
    if days <= 24:
        return 6
    return 5 if days <= 40 else 4
