"""One domain over time as a Plotly figure, from the same numbers, days and words as the SVG.

Plotly reads a little HTML in every text; under our content security policy none may be there, so the words that people
have typed are escaped and nothing here adds a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from html import escape
from typing import Any

from gcp_tracker.charts.axes import TimeAxis, named_grades
from gcp_tracker.charts.backdrop import LINES, PLAIN_TINT, TINTS
from gcp_tracker.charts.care import GAP, CareOverTime, DomainChart, Point, Span, in_order
from gcp_tracker.charts.curve_traces import curve_traces
from gcp_tracker.charts.frame import dot_radius
from gcp_tracker.charts.palette import FONT, PALETTE
from gcp_tracker.charts.shapes import symbol_of
from gcp_tracker.charts.targets import target_trace, target_words
from gcp_tracker.charts.words import NO_GRADES, length_words, mark_words, span_words

HEIGHT = 260
# Of the scale's length, free above the best and below the worst grade.
ROOM = 0.12
# Of the days, free on either side: on a phone's plot of about 240 px this is a dot with its whisker's cap.
ROOM_OF_DAYS = 0.05
PLOT_PIXELS = 170
# On a phone the plot is about 260 px wide.
MOST_TICKS = 4

DASHES = {"conference": "dot", "handover": "dash", "move": "dashdot", "band": "solid", "instrument": "solid"}

Trace = dict[str, Any]


def domain_figure(care: CareOverTime, chart: DomainChart) -> dict[str, Any]:
    """data, layout and config for Plotly.newPlot, JSON as it stands.

    `customdata` of a dot is [visit_id, href, graded, of, worst], so that a tap can open the visit.
    """
    points = in_order(chart)
    axis = TimeAxis.of(care)
    data = [
        *(_gap(care, axis, span) for span in care.spans if span.kind == GAP and _is_in(axis, span)),
        *curve_traces(chart.curve),
        *(target_trace(care, target, _plain(target_words(target))) for target in chart.targets),
        *_marks(care, axis),
        *_whiskers(care, points),
        *_dots(care, points),
    ]
    return {"data": data, "layout": _layout(care, axis, chart), "config": _config(chart)}


def _plain(text: str) -> str:
    return escape(text, quote=False)


def _ends(care: CareOverTime) -> tuple[float, float]:
    """The grades at the top and at the bottom of the drawing, with some room beyond the scale."""
    best, worst = care.scale.best, care.scale.worst
    room = (worst - best) * ROOM or 1.0
    return best - room, worst + room


def _dots(care: CareOverTime, points: tuple[Point, ...]) -> list[Trace]:
    """One trace per worker: its shape, and its name in the legend."""
    traces = []
    size = 2 * dot_radius(points) + 1
    for worker in sorted({point.worker for point in points}):
        own = [point for point in points if point.worker == worker]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": _plain(care.worker_name(worker)),
                "x": [point.on.isoformat() for point in own],
                "y": [point.mean for point in own],
                "hovertext": [_plain(point.label) for point in own],
                "hoverinfo": "text",
                "customdata": [[point.visit_id, point.href, point.graded, point.of, point.worst] for point in own],
                "marker": {
                    "symbol": symbol_of(worker),
                    "size": size,
                    "color": [care.scale.shade(point.worst).fill for point in own],
                    "line": {"width": 1.6, "color": PALETTE.ink},
                    "opacity": 1,
                },
            }
        )
    thin = [point for point in points if point.is_thin]
    return [*traces, _hollows(thin, size * 0.55)] if thin else traces


def _hollows(thin: list[Point], size: float) -> Trace:
    """White middles, which leave the colour as a rim."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.on.isoformat() for point in thin],
        "y": [point.mean for point in thin],
        "hoverinfo": "skip",
        "showlegend": False,
        "marker": {
            "symbol": [symbol_of(point.worker) for point in thin],
            "size": size,
            "color": "#ffffff",
            "line": {"width": 0},
            "opacity": 1,
        },
    }


def _whiskers(care: CareOverTime, points: tuple[Point, ...]) -> list[Trace]:
    """From mean to worst: one trace in ink, wider, under one per shade, since a line has only one colour."""
    if not points:
        return []
    radius = dot_radius(points)
    traces = [_segments(care, points, PALETTE.ink, 5.5, radius)]
    for fill in dict.fromkeys(care.scale.shade(point.worst).fill for point in points):
        same = [point for point in points if care.scale.shade(point.worst).fill == fill]
        traces.append(_segments(care, same, fill, 3, radius))
    return traces


def _segments(care: CareOverTime, points: Iterable[Point], colour: str, width: float, radius: float) -> Trace:
    x: list[str | None] = []
    y: list[float | None] = []
    caps: list[float] = []
    for point in points:
        x += [point.on.isoformat(), point.on.isoformat(), None]
        y += [point.mean, point.worst, None]
        length = abs(care.scale.depth(point.worst) - care.scale.depth(point.mean)) * PLOT_PIXELS
        caps += [0, 2 * radius + width - 3 if length > radius else 0, 0]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": x,
        "y": y,
        "line": {"color": colour, "width": width},
        "marker": {"symbol": "line-ew", "size": caps, "opacity": 1, "line": {"color": colour, "width": width}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _is_in(axis: TimeAxis, span: Span) -> bool:
    end = span.to_on or axis.to_on
    return span.from_on <= axis.to_on and end >= axis.from_on and end >= span.from_on


def _edges(axis: TimeAxis, span: Span) -> tuple[str, str]:
    start, end = max(span.from_on, axis.from_on), min(span.to_on or axis.to_on, axis.to_on)
    return start.isoformat(), end.isoformat()


def _gap(care: CareOverTime, axis: TimeAxis, span: Span) -> Trace:
    start, end = _edges(axis, span)
    top, bottom = _ends(care)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": _plain(span.words),
        "x": [start, end, end, start, start],
        "y": [top, top, bottom, bottom, top],
        "fill": "toself",
        "fillcolor": "rgba(255,255,255,0)",
        "fillpattern": {"shape": "/", "fgcolor": PALETTE.soft, "fgopacity": 0.5, "size": 7, "solidity": 0.15},
        "line": {"width": 0},
        "hoverinfo": "text",
        "text": _plain(span.words),
        "hoveron": "fills",
        "showlegend": False,
    }


def _marks(care: CareOverTime, axis: TimeAxis) -> list[Trace]:
    top, bottom = _ends(care)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": _plain(mark_words(mark)),
            "x": [mark.on.isoformat()] * 2,
            "y": [top, bottom],
            "line": {"color": LINES[mark.kind].colour, "width": LINES[mark.kind].width, "dash": DASHES[mark.kind]},
            "hoverinfo": "text",
            "hovertext": _plain(mark_words(mark)),
            "showlegend": False,
        }
        for mark in care.marks
        if axis.covers(mark.on)
    ]


def _layout(care: CareOverTime, axis: TimeAxis, chart: DomainChart) -> dict[str, Any]:
    top, bottom = _ends(care)
    ticks = [tick for tick in axis.ticks() if tick.always]
    ticks = ticks[:: -(-len(ticks) // MOST_TICKS)]
    named = named_grades(care.scale, PLOT_PIXELS)
    ends = {care.scale.best: care.scale.best_word, care.scale.worst: care.scale.worst_word}
    return {
        "font": {"family": FONT, "size": 14, "color": PALETTE.ink},
        "height": HEIGHT,
        "margin": {"l": 12, "r": 24, "t": 12, "b": 40},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": PALETTE.ink, "font": {"family": FONT, "size": 14}},
        "dragmode": False,
        "xaxis": {
            "type": "date",
            "range": _days_with_room(axis),
            "tickmode": "array",
            "tickvals": [tick.on.isoformat() for tick in ticks],
            "ticktext": [tick.words for tick in ticks],
            "tickangle": 0,
            "ticks": "outside",
            "tickcolor": PALETTE.soft,
            "tickfont": {"color": PALETTE.soft},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {
            # The first end is drawn at the bottom, so that the best is at the top whichever way the scale runs.
            "range": [bottom, top],
            "tickmode": "array",
            "tickvals": list(named),
            "ticktext": [_plain(f"{grade} {ends[grade]}" if grade in ends else str(grade)) for grade in named],
            "tickfont": {"color": PALETTE.soft},
            "gridcolor": PALETTE.line,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        },
        "shapes": [_shade(axis, span) for span in care.spans if span.kind != GAP and _is_in(axis, span)],
        "annotations": _annotations(care, axis, chart),
    }


def _days_with_room(axis: TimeAxis) -> list[str]:
    """Some days on either side, so that a dot on the first or last one is whole."""
    room = timedelta(days=max(1, round(axis.days * ROOM_OF_DAYS)))
    return [(axis.from_on - room).isoformat(), (axis.to_on + room).isoformat()]


def _shade(axis: TimeAxis, span: Span) -> dict[str, Any]:
    start, end = _edges(axis, span)
    return {
        "type": "rect",
        "name": _plain(span_words(span)),
        "xref": "x",
        "yref": "paper",
        "x0": start,
        "x1": end,
        "y0": 0,
        "y1": 1,
        "fillcolor": PALETTE.brand,
        "opacity": TINTS.get(span.kind, PLAIN_TINT),
        "line": {"width": 0},
        "layer": "below",
    }


def _annotations(care: CareOverTime, axis: TimeAxis, chart: DomainChart) -> list[dict[str, Any]]:
    if not chart.points:
        middle = {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False}
        return [{**middle, "text": NO_GRADES, "font": {"size": 16, "color": PALETTE.soft}}]
    named = []
    for span in care.spans:
        if span.kind == GAP and _is_in(axis, span):
            middle_day = axis.from_on + (axis.to_on - axis.from_on) * _middle(axis, span)
            named.append(
                {
                    "x": middle_day.isoformat(),
                    "y": care.scale.worst,
                    "yshift": 9,
                    "text": length_words((span.to_on or axis.to_on) - span.from_on),
                    "showarrow": False,
                    "bgcolor": "#ffffff",
                    "font": {"size": 13, "color": PALETTE.soft},
                }
            )
    return named


def _middle(axis: TimeAxis, span: Span) -> float:
    return (axis.at(span.from_on) + axis.at(span.to_on or axis.to_on)) / 2


def _config(chart: DomainChart) -> dict[str, Any]:
    name = re.sub(r"[^a-z0-9]+", "-", chart.title.lower()).strip("-") or "domain"
    return {
        "displaylogo": False,
        "displayModeBar": False,
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": False,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": f"{name}-over-time"},
    }
