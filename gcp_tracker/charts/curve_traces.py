"""The curve of care and its band for Plotly, from the same points as the drawing."""

from __future__ import annotations

from typing import Any

from gcp_tracker.charts.care import Curve
from gcp_tracker.charts.curve import BAND_OPACITY, EDGE_WIDTH, LINE_WIDTH, likely_words
from gcp_tracker.charts.palette import PALETTE
from gcp_tracker.rules.dates import long_date

NAME = "Care by the curve"


def curve_traces(curve: Curve) -> list[dict[str, Any]]:
    """The band, then the line over it; none where there is no curve."""
    if len(curve) < 2:
        return []
    days = [point.on.isoformat() for point in curve]
    edge = {"color": PALETTE.ink, "width": EDGE_WIDTH}
    still = {"type": "scatter", "mode": "lines", "x": days, "showlegend": False}
    return [
        {**still, "y": _rounded(curve, "low"), "line": edge, "opacity": 0.55, "hoverinfo": "skip"},
        {
            **still,
            "y": _rounded(curve, "high"),
            "line": edge,
            "fill": "tonexty",
            "fillcolor": _with_opacity(PALETTE.ink, BAND_OPACITY),
            "hoverinfo": "skip",
        },
        {
            **still,
            "name": NAME,
            "y": _rounded(curve, "middle"),
            "line": {"color": PALETTE.ink, "width": LINE_WIDTH},
            "hovertext": [f"{long_date(point.on)}: {likely_words(point)}" for point in curve],
            "hoverinfo": "text",
        },
    ]


def _rounded(curve: Curve, name: str) -> list[float]:
    return [round(getattr(point, name), 3) for point in curve]


def _with_opacity(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
