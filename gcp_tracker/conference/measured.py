"""A drawing measured for the width it has on paper.

On a screen its places are in per cent of whatever width there is. Paper has one width, and what sets the pages works
through every element, and round every one that it has to find the size of: so there the same marks, in the same
order, stand where they are, without what only held them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree.ElementTree import Element

from gcp_tracker.charts.markup import number

# In px of the page, by class, as pack.scss has them.
WIDTHS = {"pack-chart": 543.0, "then-now": 122.0}
ACROSS = ("x", "x1", "x2", "cx", "width")
PLACED = {"circle": "cx", "text": "x"}
# A path of nothing but whole moves and straight lines, and the places across in it.
STRAIGHT = re.compile(r"(?:[ML]-?[\d.]+ -?[\d.]+|[HV]-?[\d.]+|Z)+")
ACROSS_A_PATH = re.compile(r"([MLH])(-?[\d.]+)")
ENDS = ("x1", "y1", "x2", "y2")


def measure(drawing: Element) -> None:
    """Of those that paper has a width for; others stay as they are."""
    width = WIDTHS.get(drawing.get("class", ""))
    if width is not None:
        _measure_inside(drawing, width)


def _measure_inside(parent: Element, width: float) -> None:
    marks = list(_marks_of(parent, width))
    parent[:] = [mark for style, alike in groupby(marks, _stroke_of) for mark in _in_one_stroke(style, alike)]


def _marks_of(parent: Element, width: float) -> Iterator[Element]:
    for child in parent:
        _measure_across(child, width)
        if child.tag == "svg" and set(child.attrib) == {"x", "overflow"}:
            yield from (_moved(mark, float(child.get("x", 0))) for mark in child)
        elif child.tag == "g" and all(map(_draws_nothing, child.attrib)):
            yield from _marks_of(child, width)
        else:
            # A box with units of its own measures for itself.
            if "viewBox" not in child.attrib:
                _measure_inside(child, width)
            yield child


def _measure_across(element: Element, width: float) -> None:
    for name in ACROSS:
        if (place := element.get(name, "")).endswith("%"):
            element.set(name, number(float(place[:-1]) * width / 100))


def _draws_nothing(attribute: str) -> bool:
    return attribute in ("class", "role") or attribute.startswith(("aria-", "data-"))


def _moved(mark: Element, by: float) -> Element:
    """What is drawn around 0. Each could have a transform, which takes longer than the rest of it."""
    if mark.tag in PLACED and "transform" not in mark.attrib:
        mark.set(PLACED[mark.tag], number(float(mark.get(PLACED[mark.tag], 0)) + by))
    elif mark.tag == "path" and STRAIGHT.fullmatch(mark.get("d", "")):
        mark.set("d", ACROSS_A_PATH.sub(lambda place: f"{place[1]}{number(float(place[2]) + by)}", mark.get("d", "")))
    else:
        mark.set("transform", f"translate({number(by)} 0) {mark.get('transform', '')}".rstrip())
    return mark


def _stroke_of(mark: Element) -> dict[str, str]:
    """Empty for what is no line."""
    return {name: said for name, said in mark.items() if name not in ENDS} if mark.tag == "line" else {}


def _in_one_stroke(style: dict[str, str], marks: Iterable[Element]) -> Iterable[Element]:
    if not style:
        return marks
    ends = "".join("M{} {}L{} {}".format(*(line.get(end, "0") for end in ENDS)) for line in marks)
    return [Element("path", {**style, "fill": "none", "d": ends})]
