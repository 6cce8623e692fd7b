"""A verdict’s mark beside its words: which way, without colour."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from markupsafe import Markup

from gcp_tracker.change.verdict import Verdict
from gcp_tracker.charts.markup import tag
from gcp_tracker.charts.palette import PALETTE

SIZE = 22.0
UP, DOWN = "M5 15L11 7L17 15", "M5 7L11 15L17 7"
# In a square of SIZE; best is up, as in every chart. A question is drawn, not written: a mark is not read out.
PATHS: Mapping[Verdict, str] = {
    Verdict.IMPROVING_SUSTAINED: UP,
    Verdict.IMPROVING_NOT_YET: UP,
    Verdict.BETTER_IN_PART: UP,
    Verdict.NO_CLEAR_CHANGE: "M5 11H17",
    Verdict.FLUCTUATING: "M4 14L8 7L13 15L18 8",
    Verdict.DETERIORATING: DOWN,
    Verdict.NOT_ENOUGH: "M8 8.5A3 3 0 1 1 11 11.6V13.2M11 16.6V16.7",
}
SHADES: Mapping[Verdict, str] = {
    Verdict.IMPROVING_SUSTAINED: "best",
    Verdict.IMPROVING_NOT_YET: "good",
    Verdict.BETTER_IN_PART: "middle",
    Verdict.NO_CLEAR_CHANGE: "middle",
    Verdict.FLUCTUATING: "poor",
    Verdict.DETERIORATING: "worst",
}


@cache
def verdict_mark(verdict: Verdict) -> Markup:
    """Beside the words only: it has none of its own. What is not known has a dark mark, as large as the others."""
    shade = PALETTE.grades.get(SHADES.get(verdict, ""))
    fill, ink = (shade.fill, shade.ink) if shade else (PALETTE.ink, "#ffffff")
    path = tag(
        "path",
        d=PATHS[verdict],
        fill="none",
        stroke=ink,
        stroke_width=2.6,
        stroke_linecap="round",
        stroke_linejoin="round",
    )
    square = tag("rect", width=SIZE, height=SIZE, rx=4, fill=fill)
    return tag(
        "svg",
        square,
        path,
        class_="verdict-mark",
        aria_hidden="true",
        focusable="false",
        width=SIZE,
        height=SIZE,
        viewBox="0 0 22 22",
    )
