"""Two gradings of the same items side by side: two dots and the way between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from textwrap import wrap

from markupsafe import Markup

from gcp_tracker.charts.care import Scale
from gcp_tracker.charts.markup import Attribute, at, join, number, percent, tag, words
from gcp_tracker.charts.palette import FONT, PALETTE
from gcp_tracker.rules.dates import long_date

RADIUS = 10.0
# With its title above the track, and the track alone.
ROW_WITH_TITLE, ROW = 54.0, 28.0
# SVG does not wrap words; this many letters fit on a phone.
LETTERS, LINE = 40, 19.0
HEAD = 24.0
TRACK_FROM, TRACK_TO = 4.0, 96.0


@dataclass(frozen=True, slots=True)
class ThenNow:
    """One item graded on both days."""

    title: str
    then: int
    then_on: date
    now: int
    now_on: date


def then_now_svg(scale: Scale, rows: Sequence[ThenNow], *, titles: bool = True, clear: float = TRACK_FROM) -> Markup:
    """Best on the left; a hollow dot then, a filled one now, each with its number;
    where nothing changed, one filled dot. Rows stand in the order given.

    As wide as its container. `titles=False` leaves out items' names and the ends of the scale: for one row in the cell
    of a table that has the words beside it. `clear`: per cent of the width before the track and after it; a dot at its
    end takes 10 px.
    """
    drawn = [tag("title", words("; ".join(row_words(scale, row) for row in rows) or "Nothing graded on both days"))]
    top = 0.0
    if titles and rows:
        ends = [(TRACK_FROM, "start", scale.best), (TRACK_TO, "end", scale.worst)]
        for x, anchor, grade in ends:
            dx = -RADIUS if anchor == "start" else RADIUS
            drawn.append(tag("text", words(scale.graded(grade)), x=percent(x), y=15, dx=dx, text_anchor=anchor))
        top = HEAD
    for row in rows:
        lines = wrap(row.title, LETTERS) if titles else []
        drawn += _row(scale, row, top, lines, clear)
        top += _height(lines)
    return tag(
        "svg",
        *drawn,
        class_="then-now",
        role="img",
        width="100%",
        height=top,
        font_family=FONT,
        font_size=13,
        fill=PALETTE.soft,
    )


def _height(lines: Sequence[str]) -> float:
    return ROW_WITH_TITLE + LINE * (len(lines) - 1) if lines else ROW


def _row(scale: Scale, row: ThenNow, top: float, lines: Sequence[str], clear: float) -> list[Markup]:
    y = top + (_height(lines) - RADIUS - 6 if lines else ROW / 2)
    drawn = []
    for index, line in enumerate(lines):
        place: dict[str, Attribute] = {"x": percent(TRACK_FROM), "dx": -RADIUS, "y": top + 20 + LINE * index}
        drawn.append(tag("text", words(line), fill=PALETTE.ink, font_size=16, **place))
    return [*drawn, _dumbbell(scale, row.then, row.now, y, clear)]


# A table has a row for each item, and no more pictures than there are pairs of grades.
@lru_cache(maxsize=512)
def _dumbbell(scale: Scale, was: int, is_now: int, y: float, clear: float) -> Markup:
    drawn = [tag("line", x1=percent(clear), x2=percent(100 - clear), y1=y, y2=y, stroke=PALETTE.line)]
    drawn += [
        tag("line", x1=x, x2=x, y1=y - 4, y2=y + 4, stroke=PALETTE.line)
        for x in (percent(_x(scale, grade, clear)) for grade in scale.best_first)
    ]
    then, now = _x(scale, was, clear), _x(scale, is_now, clear)
    if was != is_now:
        drawn.append(tag("line", x1=percent(then), x2=percent(now), y1=y, y2=y, stroke=PALETTE.ink, stroke_width=2.5))
        drawn.append(at((then + now) / 2, _arrow(y, 1 if now > then else -1)))
        drawn.append(at(then, *_hollow(was, y)))
    drawn.append(at(now, *_filled(scale, is_now, y)))
    return join(drawn)


def _x(scale: Scale, grade: int, clear: float) -> float:
    return clear + (100 - 2 * clear) * scale.depth(grade)


def _arrow(y: float, way: int) -> Markup:
    back, tip = -4 * way, 5 * way
    path = f"M{back} {number(y - 6)}L{tip} {number(y)}L{back} {number(y + 6)}Z"
    return tag("path", d=path, fill=PALETTE.ink)


def _hollow(grade: int, y: float) -> list[Markup]:
    ring = tag("circle", cx=0, cy=y, r=RADIUS - 1, fill="#ffffff", stroke=PALETTE.soft, stroke_width=1.6)
    return [ring, _number(grade, y, PALETTE.soft)]


def _filled(scale: Scale, grade: int, y: float) -> list[Markup]:
    shade = scale.shade(grade)
    dot = tag("circle", cx=0, cy=y, r=RADIUS, fill=shade.fill, stroke=PALETTE.ink, stroke_width=1.6)
    return [dot, _number(grade, y, shade.ink)]


def _number(grade: int, y: float, ink: str) -> Markup:
    size = 13 if 0 <= grade <= 9 else 11
    return tag(
        "text", words(str(grade)), y=y + size * 0.35, text_anchor="middle", font_size=size, font_weight="700", fill=ink
    )


def row_words(scale: Scale, row: ThenNow) -> str:
    """Roads: 3 patchy on 18 May 2026, 4 often missed on 16 November 2026, worse."""
    then, now = scale.depth(row.then), scale.depth(row.now)
    way = "the same" if then == now else ("worse" if now > then else "better")
    return (
        f"{row.title}: {scale.graded(row.then)} on {long_date(row.then_on)}, "
        f"{scale.graded(row.now)} on {long_date(row.now_on)}, {way}"
    )
