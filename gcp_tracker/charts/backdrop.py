"""What stands behind the dots: the grid, the help the child was under, gaps, days that change what grades mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from gcp_tracker.charts.axes import named_grades
from gcp_tracker.charts.care import Mark, Span
from gcp_tracker.charts.frame import BOTTOM, DEEP, GRID_FROM, GRID_TO, PHONE, TABLET, TOP, Frame
from gcp_tracker.charts.markup import percent, tag, words
from gcp_tracker.charts.palette import PALETTE
from gcp_tracker.charts.words import length_words, mark_words, span_words
from gcp_tracker.rules.vocabulary import HelpKind

# Hidden on a phone by the style sheet.
WIDE_ONLY = "care-chart__wide"
# White round words that stand on lines.
HALO = {"stroke": "#ffffff", "stroke_width": "4", "stroke_linejoin": "round", "paint_order": "stroke"}

# How strongly a span is tinted: the more the help weighs, the darker; never so dark that a dot is lost on it.
TINTS: Mapping[str, float] = {
    HelpKind.OPEN_CASE: 0.025,
    HelpKind.EARLY_HELP: 0.04,
    HelpKind.CHILD_IN_NEED: 0.06,
    HelpKind.CHILD_PROTECTION: 0.115,
    HelpKind.PRE_PROCEEDINGS: 0.17,
    HelpKind.LOOKED_AFTER: 0.23,
}
PLAIN_TINT = 0.06


@dataclass(frozen=True, slots=True)
class Line:
    colour: str
    width: float
    dashes: str | None


LINES = {
    "conference": Line(PALETTE.ink, 1.5, "1.5 2.5"),
    "handover": Line(PALETTE.link, 2, "5 3"),
    "move": Line(PALETTE.ink, 1.5, "8 3 1.5 3"),
    # A break in the story, and so the strongest line: the grades on either side are not of the same items.
    "band": Line(PALETTE.ink, 2.5, None),
    "instrument": Line(PALETTE.ink, 2.5, None),
}


def hatching(frame: Frame) -> Markup:
    line = tag("line", x1=0, y1=0, x2=0, y2=7, stroke=PALETTE.soft, stroke_width=1.2, stroke_opacity=0.45)
    pattern = tag(
        "pattern",
        line,
        id=f"{frame.ids}-hatch",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return tag("defs", pattern)


def _stretch(frame: Frame, span: Span) -> tuple[float, float] | None:
    """From and to in per cent; None where the span lies outside the chart's days."""
    end = span.to_on or frame.axis.to_on
    if end < frame.axis.from_on or span.from_on > frame.axis.to_on or end < span.from_on:
        return None
    return frame.x(frame.axis.at(span.from_on)), frame.x(frame.axis.at(end))


def span_shade(frame: Frame, span: Span) -> Markup:
    place = _stretch(frame, span)
    if place is None:
        return Markup()
    left, right = place
    return tag(
        "rect",
        tag("title", words(span_words(span))),
        class_=f"care-chart__span care-chart__span--{span.kind.replace('_', '-')}",
        x=percent(left),
        y=TOP - 9,
        width=percent(right - left),
        height=DEEP + 18,
        fill=PALETTE.brand,
        fill_opacity=TINTS.get(span.kind, PLAIN_TINT),
    )


def gap_hatch(frame: Frame, span: Span) -> Markup:
    place = _stretch(frame, span)
    if place is None:
        return Markup()
    left, right = place
    hatched = tag(
        "rect",
        tag("title", words(span_words(span))),
        class_="care-chart__gap",
        x=percent(left),
        y=TOP - 9,
        width=percent(right - left),
        height=DEEP + 18,
        fill=f"url(#{frame.ids}-hatch)",
    )
    length = length_words((span.to_on or frame.axis.to_on) - span.from_on)
    needed = len(length) * 7 + 6
    if (right - left) / 100 * TABLET < needed:
        return hatched
    name = tag(
        "text",
        words(length),
        class_=None if (right - left) / 100 * PHONE >= needed else WIDE_ONLY,
        x=percent((left + right) / 2),
        y=BOTTOM - 6,
        text_anchor="middle",
        **HALO,
    )
    return hatched + name


def grid_lines(frame: Frame) -> Markup:
    scale = frame.care.scale
    named = named_grades(scale, DEEP)
    rows = []
    for grade in scale.best_first:
        y = frame.y(grade)
        rows.append(
            tag("line", x1=percent(GRID_FROM), x2=percent(GRID_TO), y1=y, y2=y, stroke=PALETTE.line, stroke_width=1)
        )
        if grade in named:
            rows.append(tag("text", words(str(grade)), x=percent(GRID_FROM), dx=-8, y=y + 4.5, text_anchor="end"))
    ends = [(scale.best_word, TOP - 12), (scale.worst_word, BOTTOM + 20)]
    for word, y in ends:
        rows.append(tag("text", words(word), x=percent(GRID_FROM), y=y, font_size=12))
    return tag("g", *rows, class_="care-chart__grid")


def mark_line(frame: Frame, mark: Mark) -> Markup:
    line, x = LINES[mark.kind], percent(frame.x(frame.axis.at(mark.on)))
    return tag(
        "line",
        tag("title", words(mark_words(mark))),
        class_=f"care-chart__mark care-chart__mark--{mark.kind}",
        x1=x,
        x2=x,
        y1=TOP - 9,
        y2=BOTTOM + 9,
        stroke=line.colour,
        stroke_width=line.width,
        stroke_dasharray=line.dashes,
    )


def month_ticks(frame: Frame) -> Markup:
    drawn = []
    for tick in frame.axis.ticks():
        fraction = frame.axis.at(tick.on)
        x = percent(frame.x(fraction))
        foot = tag("line", x1=x, x2=x, y1=BOTTOM + 24, y2=BOTTOM + 28, stroke=PALETTE.soft, stroke_width=1)
        # Half of a name would hang over the right edge of a phone; the day keeps its tick.
        anchor = "end" if fraction > 0.97 else "middle"
        name = tag("text", words(tick.words), x=x, y=BOTTOM + 41, text_anchor=anchor, font_size=12)
        drawn.append(tag("g", foot, name, class_=None if tick.always else WIDE_ONLY))
    return tag("g", *drawn, class_="care-chart__ticks")
