"""One domain over time as inline SVG: on the page, in print, and where there is no JavaScript.

Across, places are in per cent of whatever width the page gives; down, and in size, they are pixels. So one drawing
serves a phone, a tablet and A4, its words are never scaled, and it needs no style sheet to be read.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from markupsafe import Markup

from gcp_tracker.charts import backdrop
from gcp_tracker.charts.axes import TimeAxis
from gcp_tracker.charts.care import GAP, CareOverTime, DomainChart, Point, in_order
from gcp_tracker.charts.curve import drawn_curve
from gcp_tracker.charts.frame import DEEP, HEIGHT, HEIGHT_OF_TICKS, TOP, Frame, dot_radius
from gcp_tracker.charts.markup import number, percent, tag, words
from gcp_tracker.charts.palette import FONT, PALETTE
from gcp_tracker.charts.shapes import dot, shape
from gcp_tracker.charts.targets import target_line
from gcp_tracker.charts.touch import touch_areas
from gcp_tracker.charts.words import NO_GRADES, chart_description, chart_title, mean_of

RING = 'class="care-chart__ring" fill="none" stroke="none" stroke-width="3"'


def domain_svg(
    care: CareOverTime, chart: DomainChart, *, axis: bool = False, prefix: str = "", keyboard: bool = True
) -> Markup:
    """A small multiple as wide as its container. Safe to put in a page: everything in it is escaped.

    `axis` adds the months below, for the last of several; `prefix` keeps ids apart where a chart is drawn twice on one
    page; `keyboard=False` takes its dots out of the tab order, for a page with the same links in a table or grid.
    """
    points = in_order(chart)
    ids = re.sub(r"[^A-Za-z0-9_-]", "-", f"{prefix}{chart.key}-chart")
    frame = Frame(care, TimeAxis.of(care), ids, dot_radius(points))
    linked = [point.href is not None for point in points]
    drawn = _visits(frame, points, keyboard)
    still = tag(
        "g",
        tag("title", words(chart_title(chart)), id=f"{ids}-title"),
        tag("desc", words(chart_description(care, chart)), id=f"{ids}-desc"),
        backdrop.hatching(frame),
        *(backdrop.span_shade(frame, span) for span in care.spans if span.kind != GAP),
        *(backdrop.gap_hatch(frame, span) for span in care.spans if span.kind == GAP),
        backdrop.grid_lines(frame),
        drawn_curve(frame, chart.curve),
        *(target_line(frame, target) for target in chart.targets),
        *(backdrop.mark_line(frame, mark) for mark in care.marks if frame.axis.covers(mark.on)),
        backdrop.month_ticks(frame) if axis else Markup(),
        *(visit for visit, has_link in zip(drawn, linked, strict=True) if not has_link),
        Markup() if points else _no_grades(),
        role="img",
        aria_labelledby=f"{ids}-title",
        aria_describedby=f"{ids}-desc",
    )
    # An image may hold nothing that can be followed, so the links stand beside it and not in it.
    links = [visit for visit, has_link in zip(drawn, linked, strict=True) if has_link]
    return tag(
        "svg",
        still,
        *links,
        class_="care-chart",
        width="100%",
        height=HEIGHT + (HEIGHT_OF_TICKS if axis else 0),
        font_family=FONT,
        font_size=13,
        fill=PALETTE.soft,
    )


def _no_grades() -> Markup:
    middle = TOP + DEEP / 2
    return tag("text", words(NO_GRADES), x="50%", y=middle + 5, text_anchor="middle", font_size=16, **backdrop.HALO)


def _visits(frame: Frame, points: tuple[Point, ...], keyboard: bool) -> list[Markup]:
    days = [frame.x(frame.axis.at(point.on)) for point in points]
    on_a_day, passed = Counter(point.on for point in points), Counter[date]()
    drawn = []
    for point, day, (area_from, area_to) in zip(points, days, touch_areas(days), strict=True):
        dx = (passed[point.on] - (on_a_day[point.on] - 1) / 2) * frame.radius * 2.2
        passed[point.on] += 1
        area = (
            f'<rect class="care-chart__touch" x="{percent(area_from)}" width="{percent(area_to - area_from)}"'
            f' height="{number(HEIGHT)}" fill="#ffffff" fill-opacity="0"/>'
        )
        drawn.append(_visit(point, area, _at(day, dx, _dot(frame, point)), keyboard))
    return drawn


def _visit(point: Point, area: str, drawn: str, keyboard: bool) -> Markup:
    """One visit, written whole: a long story has hundreds. Words and address are escaped here, the rest is numbers."""
    numbers = f'data-mean="{mean_of(point)}" data-worst="{point.worst}"'
    title = f"<title>{words(point.label)}</title>"
    if point.href is None:
        return Markup(f'<g class="care-chart__visit" {numbers}>{title}{drawn}</g>')  # noqa: S704 - see above
    skipped = "" if keyboard else ' tabindex="-1"'
    link = f'<a class="care-chart__visit" href="{words(point.href)}"{skipped} {numbers}>'
    return Markup(f"{link}{title}{area}{drawn}</a>")  # noqa: S704 - see above


def _at(x: float, dx: float, inside: str) -> str:
    """What `markup.at` does, for text."""
    moved = f'<g transform="translate({number(dx)} 0)">{inside}</g>' if dx else inside
    return f'<svg x="{percent(x)}" overflow="visible">{moved}</svg>'


def _dot(frame: Frame, point: Point) -> str:
    """Whisker, cap and dot around x = 0, and a ring round one that can be followed. A dark line under the coloured one
    gives it an edge on any ground.
    """
    mean, worst = frame.y(point.mean), frame.y(point.worst)
    shade, radius = frame.care.scale.shade(point.worst).fill, frame.radius
    ring = shape(0, radius + 4, mean, RING) if point.href is not None else ""
    drawn = dot(point.worker, radius, mean, shade, hollow=point.is_thin)
    if abs(worst - mean) < radius:
        return f"{ring}{drawn}"
    path = f"M0 {number(mean)}V{number(worst)}M{number(-radius)} {number(worst)}H{number(radius)}"
    return (
        f'{ring}<path d="{path}" stroke="{PALETTE.ink}" stroke-width="4.6" stroke-linecap="square"/>'
        f'<path d="{path}" stroke="{shade}" stroke-width="2.6" stroke-linecap="square"/>{drawn}'
    )
