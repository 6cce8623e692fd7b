"""The curve of care with the band in which four histories in five lie, as one domain’s drawing shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from gcp_tracker.charts.care import Curve, CurvePoint, mean_words
from gcp_tracker.charts.frame import DAYS_FROM, DAYS_TO, HEIGHT, Frame
from gcp_tracker.charts.markup import number, percent, tag, words
from gcp_tracker.charts.palette import PALETTE

# Across, in the units of the drawing of the curve alone: finer than a pixel on any screen.
WIDE = 1000
# What leaving out a point may move the drawing by, in pixels.
UNSEEN = 0.35
BAND_OPACITY = 0.17
EDGE_WIDTH, LINE_WIDTH = 0.8, 2.4


def likely_words(point: CurvePoint) -> str:
    """likely between 2.1 and 3.0."""
    return f"likely between {band_words(point)}"


def band_words(point: CurvePoint) -> str:
    """2.1 and 3.0: the lower number first, whichever end is the better."""
    low, high = sorted((point.low, point.high))
    return f"{mean_words(low)} and {mean_words(high)}"


def curve_words(curve: Curve) -> str:
    """The whole of it in a sentence, for people who hear the chart; empty where there is none."""
    if not curve:
        return ""
    return f"The curve of care: {likely_words(curve[0])} at the start, {likely_words(curve[-1])} today"


def curve_on(curve: Curve, on: date) -> CurvePoint | None:
    """The curve on that day, between the days it is known for; None before the first and after the last."""
    if not curve or not curve[0].on <= on <= curve[-1].on:
        return None
    after = next(place for place, point in enumerate(curve) if point.on >= on)
    return _between(curve[max(0, after - 1)], curve[after], on)


def until(curve: Curve, on: date) -> Curve:
    """Cut off at that day, which it ends on: nothing is drawn of a time that has not come."""
    last = curve_on(curve, on)
    if last is None:
        return curve if curve and curve[-1].on < on else ()
    return (*(point for point in curve if point.on < on), last)


def drawn_curve(frame: Frame, curve: Curve) -> Markup:
    """Behind the dots: the band in grey with thin edges, which paper without colours keeps, and the line."""
    if len(curve) < 2:
        return Markup()
    places = [(frame.axis.at(point.on) * WIDE, point) for point in curve]
    middle, low, high = (
        _thinned([(x, frame.y(getattr(point, name))) for x, point in places]) for name in ("middle", "low", "high")
    )
    edges = f"M{_path(low)}M{_path(high)}"
    line = {"fill": "none", "stroke": PALETTE.ink, "vector_effect": "non-scaling-stroke", "stroke_linejoin": "round"}
    return tag(
        "svg",
        tag("title", words(curve_words(curve))),
        tag("path", d=f"M{_path(low)}L{_path(high[::-1])}Z", fill=PALETTE.ink, fill_opacity=BAND_OPACITY),
        tag("path", d=edges, stroke_width=EDGE_WIDTH, stroke_opacity=0.55, **line),
        tag("path", d=f"M{_path(middle)}", stroke_width=LINE_WIDTH, **line),
        class_="care-chart__curve",
        x=percent(DAYS_FROM),
        width=percent(DAYS_TO - DAYS_FROM),
        height=HEIGHT,
        viewBox=f"0 0 {WIDE} {number(HEIGHT)}",
        preserveAspectRatio="none",
    )


def _between(one: CurvePoint, other: CurvePoint, on: date) -> CurvePoint:
    days = (other.on - one.on) / timedelta(days=1)
    share = (on - one.on) / timedelta(days=1) / days if days else 0.0
    middle, low, high = (
        getattr(one, name) + (getattr(other, name) - getattr(one, name)) * share for name in ("middle", "low", "high")
    )
    return CurvePoint(on, middle, low, high)


def _thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without the points that a straight line between their neighbours passes through, as far as an eye can see."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    away = [
        abs(y - (y0 + (y1 - y0) * ((x - x0) / (x1 - x0) if x1 > x0 else 0.0))) if 0 < place < len(points) - 1 else 0.0
        for place, (x, y) in enumerate(points)
    ]
    furthest = max(range(len(points)), key=away.__getitem__)
    if away[furthest] <= UNSEEN:
        return [points[0], points[-1]]
    return [*_thinned(points[: furthest + 1])[:-1], *_thinned(points[furthest:])]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.0f} {number(round(y, 1))}" for x, y in points)
