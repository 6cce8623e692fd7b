"""A child's domain in the size of a word: which way it has gone, and where it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from markupsafe import Markup

from gcp_tracker.charts.care import Scale, mean_words
from gcp_tracker.charts.markup import Attribute, number, tag, words
from gcp_tracker.charts.palette import FONT, PALETTE
from gcp_tracker.charts.words import NO_GRADES
from gcp_tracker.rules.dates import counted, long_date

WIDTH, HEIGHT = 150.0, 48.0
# Room for the last dot, which is drawn whole also in a corner.
EDGE = 8.0
RADIUS = 5.5
# Wide enough to be seen as a break in the line.
GAP = 5.0


def sparkline_svg(
    scale: Scale,
    points: Sequence[tuple[date, float, int]],
    *,
    title: str = "",
    breaks: Collection[date] = (),
    span: tuple[date, date] | None = None,
) -> Markup:
    """The worst item of each visit as steps over time, best at the top, the last one as a dot in its grade's colour.

    `points` are (date, mean, worst), in any order. The worst and not the mean makes the line, because a mean lets good
    items hide a bad one; both are in the words. `title` begins them: the domain's name. The line breaks before
    the days in `breaks`, from which on other items were asked. `span` is the first and the last day of the axis, so
    that several can be compared; without it the visits fill the width.
    """
    points = sorted(points, key=lambda point: point[0])
    drawn = [tag("title", words(_said(scale, points, title, breaks)))]
    for y in (EDGE, HEIGHT - EDGE):
        drawn.append(tag("line", x1=0, x2=WIDTH, y1=y, y2=y, stroke=PALETTE.line, stroke_width=1))
    if points:
        drawn += _steps(scale, points, breaks, span or (points[0][0], points[-1][0]))
    else:
        place: dict[str, Attribute] = {"x": WIDTH / 2, "y": HEIGHT / 2 + 4.5, "text_anchor": "middle"}
        drawn.append(tag("text", words(NO_GRADES), fill=PALETTE.soft, font_family=FONT, font_size=13, **place))
    return tag(
        "svg",
        *drawn,
        class_="sparkline",
        role="img",
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {number(WIDTH)} {number(HEIGHT)}",
    )


def _steps(
    scale: Scale, points: Sequence[tuple[date, float, int]], breaks: Collection[date], span: tuple[date, date]
) -> list[Markup]:
    first, last = span
    days = (last - first).days
    right = WIDTH - EDGE

    def x(on: date) -> float:
        return EDGE / 2 + (right - EDGE / 2) * (on - first).days / days if days else right

    y = {grade: EDGE + (HEIGHT - 2 * EDGE) * scale.depth(grade) for grade in {worst for _, _, worst in points}}
    drawn = []
    if len(points) > 1 and days:
        path = f"M{number(x(points[0][0]))} {number(y[points[0][2]])}"
        path += "".join(
            [
                f"H{number(x(on) - GAP if on in breaks else x(on))}"
                + (f"M{number(x(on))} {number(y[worst])}" if on in breaks else f"V{number(y[worst])}")
                for on, _, worst in points[1:]
            ]
        )
        drawn.append(tag("path", d=path, fill="none", stroke=PALETTE.brand, stroke_width=2.5, stroke_linejoin="round"))
    on, _, worst = points[-1]
    fill = scale.shade(worst).fill
    drawn.append(tag("circle", cx=x(on), cy=y[worst], r=RADIUS, fill=fill, stroke=PALETTE.ink, stroke_width=1.6))
    return drawn


def _said(scale: Scale, points: Sequence[tuple[date, float, int]], title: str, breaks: Collection[date]) -> str:
    about = f"{title}: " if title else ""
    if not points:
        return f"{about}no grades yet"
    on, mean, worst = points[-1]
    said = f"{about}worst item {scale.graded(worst)}, mean {mean_words(mean)}, on {long_date(on)}"
    if len(points) == 1:
        return f"{said}; 1 visit"
    turned = max((on for on in breaks if on > points[0][0]), default=None)
    if turned is not None:
        return f"{said}; other items asked from {long_date(turned)} on; {counted(len(points), 'visit')}"
    return f"{said}; was {scale.graded(points[0][2])} on {long_date(points[0][0])}; {counted(len(points), 'visit')}"
