"""One shape per worker, so that who graded can be told without colour."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from gcp_tracker.charts.markup import number
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


def shape(worker: int, radius: float, y: float, attributes: str) -> str:
    """The worker's shape around (0, `y`), about `radius` pixels in every direction, as SVG.

    Hundreds stand in one chart, so it is written whole; `attributes` are our own words, never a person's.
    """
    corners = _CORNERS[min(worker, len(_CORNERS) - 1)]
    if not corners:
        return f'<circle cy="{number(y)}" r="{number(radius)}" {attributes}/>'
    points = " ".join([f"{number(x * radius)},{number(y + dy * radius)}" for x, dy in corners])
    return f'<polygon points="{points}" stroke-linejoin="round" {attributes}/>'


def dot(worker: int, radius: float, y: float, fill: str, *, hollow: bool = False) -> str:
    """The shape in a grade's colour with a dark edge; hollow, the colour is only a rim inside the edge."""
    edge = f'class="care-chart__dot" stroke="{PALETTE.ink}" stroke-width="1.6"'
    if not hollow:
        return shape(worker, radius, y, f'fill="{fill}" {edge}')
    rim = shape(worker, radius - 1.9, y, f'fill="none" stroke="{fill}" stroke-width="2"')
    return shape(worker, radius, y, f'fill="#ffffff" {edge}') + rim


def worker_dot(worker: int, radius: float, y: float, fill: str, *, hollow: bool = False) -> Markup:
    return Markup(dot(worker, radius, y, fill, hollow=hollow))  # noqa: S704 - numbers and our own colours
