"""What a plan aims at, on a domain’s chart: a quiet line at the grade, and a flag on the day by which it is to be so.

A day that has not come is flagged at today’s edge; nothing is drawn of the time to come.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from gcp_tracker.charts.care import CareOverTime, DomainChart, TargetLine
from gcp_tracker.charts.frame import Frame
from gcp_tracker.charts.markup import at, number, percent, tag, words
from gcp_tracker.charts.palette import PALETTE
from gcp_tracker.rules.dates import long_date

DASHES = "2 4"
POLE, CLOTH = 13.0, 9.0


def target_words(target: TargetLine) -> str:
    """The plan aims at 3 patchy: Making meals, by 3 May 2026."""
    by = f", by {long_date(target.by_on)}" if target.by_on else ""
    return f"The plan aims at {target.grade_words}: {target.title}{by}"


def target_line(frame: Frame, target: TargetLine) -> Markup:
    axis = frame.axis
    if target.from_on > axis.to_on:
        return Markup()
    y = frame.y(target.grade)
    left = percent(frame.x(axis.at(target.from_on)))
    right = frame.x(axis.at(target.by_on or axis.to_on))
    line = tag(
        "line",
        x1=left,
        x2=percent(right),
        y1=y,
        y2=y,
        stroke=PALETTE.brand,
        stroke_width=1.6,
        stroke_dasharray=DASHES,
    )
    return tag("g", tag("title", words(target_words(target))), line, at(right, flag(y)), class_="care-chart__target")


def flag(y: float) -> Markup:
    """Its foot at 0 across, on that line; flown to the right, where no dot of that day is."""
    path = f"M0 {number(y)}V{number(y - POLE)}L{number(CLOTH)} {number(y - POLE + 3.5)}L0 {number(y - POLE + 7)}"
    return tag("path", d=path, fill=PALETTE.brand, stroke=PALETTE.brand, stroke_width=1.4, stroke_linejoin="round")


def target_trace(care: CareOverTime, target: TargetLine, plain_words: str) -> dict[str, Any]:
    """For Plotly: the same line, its end marked. `plain_words` are escaped for it."""
    end = min(target.by_on or care.to_on, care.to_on)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain_words,
        "x": [min(target.from_on, end).isoformat(), end.isoformat()],
        "y": [target.grade, target.grade],
        "line": {"color": PALETTE.brand, "width": 1.6, "dash": "dot"},
        "marker": {"symbol": "triangle-right", "size": [0, 11], "color": PALETTE.brand, "opacity": 1},
        "hoverinfo": "text",
        "hovertext": plain_words,
        "showlegend": False,
    }


def target_rows(chart: DomainChart, empty: int) -> list[tuple[str, ...]]:
    """For a file: the domain, the day, `empty` cells, then what the plan aims at."""
    return [
        (
            chart.title,
            target.by_on.isoformat() if target.by_on else "",
            *[""] * empty,
            f"{target.title}: {target.grade}",
        )
        for target in chart.targets
    ]
