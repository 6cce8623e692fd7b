"""A number between 0 and 1 with the interval it lies in, in the size of a word."""

from __future__ import annotations

from markupsafe import Markup

from gcp_tracker.charts.markup import number, tag
from gcp_tracker.charts.palette import PALETTE

WIDTH, HEIGHT = 240.0, 28.0
EDGE = 8.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def interval_svg(low: float, value: float, high: float) -> Markup:
    """A line from 0 to 1, the interval as a bar on it, the value as a dot. What lies below 0 is drawn at 0.

    It says nothing that the words and numbers beside it do not say, so a screen reader passes it by.
    """
    middle = HEIGHT / 2
    drawn = [tag("line", x1=EDGE, x2=WIDTH - EDGE, y1=middle, y2=middle, stroke=PALETTE.line, stroke_width=2)]
    for tick in TICKS:
        drawn.append(
            tag("line", x1=_x(tick), x2=_x(tick), y1=middle - 5, y2=middle + 5, stroke=PALETTE.line, stroke_width=2)
        )
    drawn.append(
        tag("line", x1=_x(low), x2=_x(high), y1=middle, y2=middle, stroke=PALETTE.brand, stroke_width=8, opacity=0.35)
    )
    drawn.append(tag("circle", cx=_x(value), cy=middle, r=6, fill=PALETTE.brand))
    return tag(
        "svg",
        *drawn,
        class_="interval",
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {number(WIDTH)} {number(HEIGHT)}",
        aria_hidden="true",
    )


def _x(value: float) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * min(1.0, max(0.0, value))
