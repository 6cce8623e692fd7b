"""School attendance by half term: a strip of bars under the charts of care, on the same days across.

Told apart without colour: a light bar, a hatched one from a tenth of sessions missed, a solid one from half.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from gcp_tracker.charts.axes import TimeAxis
from gcp_tracker.charts.backdrop import WIDE_ONLY
from gcp_tracker.charts.frame import DAYS_FROM, DAYS_TO, GRID_FROM, GRID_TO, PHONE, TABLET
from gcp_tracker.charts.markup import percent, tag, words
from gcp_tracker.charts.palette import FONT, PALETTE
from gcp_tracker.rules.engagement_vocabulary import Absence
from gcp_tracker.rules.schooling import PERSISTENT, SEVERE, Attended, Term

TOP, DEEP = 20.0, 60.0
BOTTOM = TOP + DEEP
HEIGHT = BOTTOM + 8
HEIGHT_OF_TICKS = 20.0
# Of two figures and a little air.
NEEDED = 18
HATCH = "attendance-hatch"
TITLE = "School attendance by half term, in per cent of possible sessions"


def attendance_axis(known: Sequence[Attended]) -> TimeAxis:
    """For a child of whom no care is graded: from the first half term to the last. `known` is not empty."""
    return TimeAxis(known[0].term.from_on, known[-1].term.to_on)


def attendance_svg(
    known: Sequence[Attended], unknown: Sequence[Term], axis: TimeAxis, *, ticks: bool = False
) -> Markup:
    """As wide as its container. `ticks` names the months below, where no chart above does. Half terms outside the
    days of the axis are left out; the table beside has them.
    """
    bars = [_bar(axis, one) for one in known if _is_in(axis, one.term)]
    gaps = [_gap(axis, term) for term in unknown if _is_in(axis, term)]
    return tag(
        "svg",
        tag(
            "g",
            tag("title", words(TITLE), id="attendance-title"),
            tag("desc", words(_described(known)), id="attendance-desc"),
            _hatching(),
            *_marks(),
            *gaps,
            *bars,
            _ticks(axis) if ticks else Markup(),
            role="img",
            aria_labelledby="attendance-title",
            aria_describedby="attendance-desc",
        ),
        class_="care-chart",
        width="100%",
        height=HEIGHT + (HEIGHT_OF_TICKS if ticks else 0),
        font_family=FONT,
        font_size=13,
        fill=PALETTE.soft,
    )


def _is_in(axis: TimeAxis, term: Term) -> bool:
    return term.to_on >= axis.from_on and term.from_on <= axis.to_on


def _x(axis: TimeAxis, on: date) -> float:
    return DAYS_FROM + (DAYS_TO - DAYS_FROM) * axis.at(on)


def _place(axis: TimeAxis, term: Term) -> tuple[float, float]:
    left = _x(axis, term.from_on)
    return left, max(_x(axis, term.to_on + timedelta(days=1)) - left, 0.4)


def _bar(axis: TimeAxis, one: Attended) -> Markup:
    left, wide = _place(axis, one.term)
    deep = DEEP * one.share
    fill, opacity = {
        Absence.NEITHER: (PALETTE.brand, 0.25),
        Absence.PERSISTENT: (f"url(#{HATCH})", 1.0),
        Absence.SEVERE: (PALETTE.brand, 1.0),
    }[one.absence]
    label = f"{one.term.words}: {one.words}"
    if one.absence is not Absence.NEITHER:
        label += f". {one.absence.words}"
    parts = [
        tag("title", words(label)),
        _box(left, wide, TOP, DEEP, fill="#ffffff", stroke=PALETTE.line),
        _box(left, wide, BOTTOM - deep, deep, fill=fill, fill_opacity=opacity, stroke=PALETTE.brand),
    ]
    room = wide / 100
    if room * TABLET >= NEEDED:
        parts.append(
            tag(
                "text",
                words(str(one.per_cent)),
                class_=None if room * PHONE >= NEEDED else WIDE_ONLY,
                x=percent(left + wide / 2),
                y=TOP - 6,
                text_anchor="middle",
            )
        )
    return tag("g", *parts, class_="attendance-bar", data_per_cent=str(one.per_cent))


def _gap(axis: TimeAxis, term: Term) -> Markup:
    left, wide = _place(axis, term)
    return tag(
        "g",
        tag("title", words(f"{term.words}: not known")),
        _box(left, wide, TOP, DEEP, fill="#ffffff", stroke=PALETTE.line, stroke_dasharray="3 3"),
        class_="attendance-bar attendance-bar--unknown",
    )


def _box(left: float, wide: float, top: float, deep: float, **paint: str | float) -> Markup:
    return tag("rect", x=percent(left), width=percent(wide), y=top, height=deep, **paint)


def _marks() -> list[Markup]:
    """Where absence gets its names: at 90 and 50 per cent."""
    drawn = []
    for share in (100 - PERSISTENT, 100 - SEVERE):
        y = BOTTOM - DEEP * share / 100
        line = tag(
            "line", x1=percent(GRID_FROM), x2=percent(GRID_TO), y1=y, y2=y, stroke=PALETTE.soft, stroke_dasharray="2 3"
        )
        drawn += [line, tag("text", words(str(share)), x=percent(GRID_FROM), dx=-6, y=y + 4.5, text_anchor="end")]
    return drawn


def _hatching() -> Markup:
    ground = tag("rect", width=5, height=5, fill="#ffffff")
    line = tag("line", x1=0, y1=0, x2=0, y2=5, stroke=PALETTE.brand, stroke_width=4)
    pattern = tag(
        "pattern",
        ground,
        line,
        id=HATCH,
        width=5,
        height=5,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return tag("defs", pattern)


def _ticks(axis: TimeAxis) -> Markup:
    drawn = []
    for tick in axis.ticks():
        fraction = axis.at(tick.on)
        anchor = "end" if fraction > 0.97 else "middle"
        name = tag("text", words(tick.words), x=percent(_x(axis, tick.on)), y=BOTTOM + 22, text_anchor=anchor)
        drawn.append(tag("g", name, class_=None if tick.always else WIDE_ONLY))
    return tag("g", *drawn, class_="care-chart__ticks", font_size=12)


def _described(known: Sequence[Attended]) -> str:
    return "; ".join(f"{one.term.words} {one.per_cent}" for one in known) or "Nothing is known"
