"""One shape per worker, so that who graded can be told without colour."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from gcp_tracker.charts.markup import Attribute, number, tag
from gcp_tracker.charts.palette import PALETTE

# The same shapes by Plotly's names. Workers beyond the last share it.
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon")

# Corners around the centre, in radii; sizes are evened out so that no shape weighs more than another.
_CORNERS: tuple[Sequence[tuple[float, float]], ...] = (
    (),
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    ((0, -1.25), (1.15, 0.85), (-1.15, 0.85)),
    ((0, 1.25), (1.15, -0.85), (-1.15, -0.85)),
    ((0, -1.15), (1.1, -0.35), (0.68, 0.95), (-0.68, 0.95), (-1.1, -0.35)),
)


def symbol_of(worker: int) -> str:
    return SYMBOLS[min(worker, len(SYMBOLS) - 1)]


def shape(worker: int, radius: float, y: float, **attributes: Attribute) -> Markup:
    """The worker's shape around (0, `y`), about `radius` pixels in every direction."""
    corners = _CORNERS[min(worker, len(_CORNERS) - 1)]
    if not corners:
        return tag("circle", cx=0, cy=y, r=radius, **attributes)
    points = " ".join(f"{number(x * radius)},{number(y + dy * radius)}" for x, dy in corners)
    return tag("polygon", points=points, stroke_linejoin="round", **attributes)


def worker_dot(worker: int, radius: float, y: float, fill: str, *, hollow: bool = False) -> Markup:
    """The shape in a grade's colour with a dark edge; hollow, the colour is only a rim inside the edge."""
    edge: dict[str, Attribute] = {"class_": "care-chart__dot", "stroke": PALETTE.ink, "stroke_width": 1.6}
    if not hollow:
        return shape(worker, radius, y, fill=fill, **edge)
    rim = shape(worker, radius - 1.9, y, fill="none", stroke=fill, stroke_width=2)
    return shape(worker, radius, y, fill="#ffffff", **edge) + rim
