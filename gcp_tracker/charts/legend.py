"""What the shapes, shades and lines of a child's charts mean: only those that are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from gcp_tracker.charts.backdrop import LINES, TINTS
from gcp_tracker.charts.care import GAP, TURNS, CareOverTime
from gcp_tracker.charts.curve import BAND_OPACITY, LINE_WIDTH
from gcp_tracker.charts.markup import tag
from gcp_tracker.charts.palette import PALETTE
from gcp_tracker.charts.shapes import worker_dot
from gcp_tracker.charts.targets import DASHES, flag
from gcp_tracker.rules.vocabulary import HelpKind

MARKS = {
    "conference": "conference",
    "handover": "change of worker",
    "move": "move",
}


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """`picture` is decoration: hidden from screen readers, who have the words."""

    picture: Markup
    words: str


def legend(care: CareOverTime) -> tuple[LegendEntry, ...]:
    """First how to read a dot, then who graded, then times, then days; last, in a sentence each, the lines from which
    other items are asked. Empty when nothing has been graded.
    """
    points = [point for chart in care.charts for point in chart.points]
    if not points:
        return ()
    entries = [LegendEntry(_whiskered(), "dot: mean of the items graded; whisker: the worst item")]
    if any(point.is_thin for point in points):
        hollow = worker_dot(0, 6, 10, PALETTE.soft, hollow=True)
        entries.append(LegendEntry(_swatch(hollow), "hollow: under half of the items graded"))
    if any(chart.curve for chart in care.charts):
        entries.append(LegendEntry(_curve(), "curve: where care most likely was; band: four cases in five"))
    for worker in sorted({point.worker for point in points}):
        entries.append(LegendEntry(_swatch(worker_dot(worker, 6, 10, PALETTE.soft)), care.worker_name(worker)))
    if any(chart.targets for chart in care.charts):
        entries.append(LegendEntry(_flag(), "flag: a grade that the plan aims at, on the day by which"))
    kinds = {span.kind for span in care.spans}
    entries += [LegendEntry(_tint(TINTS[help_]), help_.inside) for help_ in HelpKind if help_ in kinds]
    if GAP in kinds:
        entries.append(LegendEntry(_hatch(), "nothing graded"))
    marks = {mark.kind for mark in care.marks}
    entries += [LegendEntry(_line(kind), words) for kind, words in MARKS.items() if kind in marks]
    entries += [LegendEntry(_line(mark.kind), mark.words) for mark in care.marks if mark.kind in TURNS]
    return tuple(entries)


def _swatch(*inside: Markup) -> Markup:
    """20 px square, its middle at 0 across."""
    return tag(
        "svg", *inside, class_="care-legend__picture", width=20, height=20, viewBox="-10 0 20 20", aria_hidden="true"
    )


def _whiskered() -> Markup:
    path = tag("path", d="M0 5V17M-5 17H5", stroke=PALETTE.soft, stroke_width=3, fill="none")
    return _swatch(path, worker_dot(0, 4.5, 6, PALETTE.soft))


def _curve() -> Markup:
    band = tag("path", d="M-10 5L10 2V16L-10 13Z", fill=PALETTE.ink, fill_opacity=BAND_OPACITY)
    return _swatch(band, tag("path", d="M-10 9H10", stroke=PALETTE.ink, stroke_width=LINE_WIDTH))


def _flag() -> Markup:
    line = tag("path", d="M-9 16H1", stroke=PALETTE.brand, stroke_width=1.6, stroke_dasharray=DASHES)
    return _swatch(line, tag("g", flag(16), transform="translate(1 0)"))


def _tint(strength: float) -> Markup:
    return _swatch(
        tag(
            "rect",
            x=-9,
            y=2,
            width=18,
            height=16,
            fill=PALETTE.brand,
            fill_opacity=strength,
            stroke=PALETTE.line,
        )
    )


def _hatch() -> Markup:
    frame = tag("rect", x=-9, y=2, width=18, height=16, fill="#ffffff", stroke=PALETTE.line)
    lines = tag("path", d="M-9 8L-3 2M-9 14L3 2M-7 18L9 2M-1 18L9 8M5 18L9 14", stroke=PALETTE.soft, stroke_width=1.2)
    return _swatch(frame, lines)


def _line(kind: str) -> Markup:
    line = LINES[kind]
    return _swatch(
        tag(
            "line",
            x1=0,
            x2=0,
            y1=0,
            y2=20,
            stroke=line.colour,
            stroke_width=line.width,
            stroke_dasharray=line.dashes,
        )
    )
