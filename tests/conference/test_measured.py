"""A drawing measured for paper: the same marks in the same places, and fewer elements."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

import numpy as np
import resvg_py
from PIL import Image

from gcp_tracker.charts.then_now import ThenNow, then_now_svg
from gcp_tracker.conference.measured import WIDTHS, measure
from gcp_tracker.paths import STATIC
from tests.cast import TODAY
from tests.charts.examples import FIVE

CHART = """<svg class="pack-chart" width="100%" height="40" xmlns="http://www.w3.org/2000/svg"><g role="img">
<rect x="10%" width="50%" y="2" height="30" fill="#ccc"/><line x1="8%" x2="99%" y1="9" y2="9" stroke="#999"/>
<line x1="8%" x2="99%" y1="19" y2="19" stroke="#999"/><text x="8%" dx="-4" y="12" text-anchor="end">1</text></g>
<svg x="10.5%" width="86.5%" height="40" viewBox="0 0 1000 40" preserveAspectRatio="none"><path d="M0 4 500 20 1000 9"
fill="none" stroke="#000" stroke-width="2"/></svg><g class="care-chart__visit" data-mean="2"><svg x="40%"
overflow="visible"><g transform="translate(-9 0)"><path d="M0 4V27M-4 27H4" stroke="#c60" stroke-width="4"/>
<polygon points="-4,4 4,4 0,9"/></g><path d="M-4 8L5 14L-4 20Z" fill="#03c"/><path d="M0 0c1 1 2 3 8 9" stroke="#060"/>
<circle cy="8" r="4"/><text y="30">2</text></svg></g></svg>"""


def read(markup: str) -> Element:
    return fromstring(markup)  # noqa: S314  # our own


def drawn(picture: Element, width: float) -> Any:
    """Its pixels, light or dark."""
    picture.set("width", str(width))
    png = resvg_py.svg_to_bytes(svg_string=tostring(picture, encoding="unicode"), background="#ffffff")
    return np.asarray(Image.open(BytesIO(bytes(png))).convert("L"), dtype=int)


def test_what_is_measured_looks_the_same() -> None:
    row = ThenNow("Roads", 4, TODAY - timedelta(days=90), 2, TODAY)
    table = str(then_now_svg(FIVE, [row], titles=False, clear=10.0))
    for markup, fewer in ((CHART.replace("\n", " "), 13), (table, 9)):
        on_screen, on_paper = read(markup), read(markup)
        for picture in (on_screen, on_paper):
            for element in picture.iter():
                element.tag = element.tag.rpartition("}")[2]
            picture.set("xmlns", "http://www.w3.org/2000/svg")
        measure(on_paper)
        width = WIDTHS[on_paper.get("class", "")]
        # Places are rounded to a hundredth of a pixel, and its edge is a little lighter or darker for it.
        assert np.abs(drawn(on_paper, width) - drawn(on_screen, width)).max() < 32
        assert len(list(on_paper.iter())) <= fewer < len(list(on_screen.iter()))
        inside = [one for one in on_paper.iter() if one is not on_paper]
        assert not any("%" in said for one in inside for said in one.attrib.values())


def test_paper_gives_a_drawing_the_width_that_it_is_measured_for() -> None:
    styles = (STATIC / "vendor" / "pack.css").read_text()
    for name, width in WIDTHS.items():
        assert f".pack .{name}{{width:{width:g}px}}" in styles


def test_other_drawings_stay_as_they_are() -> None:
    markup = '<svg class="else"><svg x="9%" overflow="visible"><circle r="2" /></svg></svg>'
    picture = read(markup)
    measure(picture)
    assert tostring(picture, encoding="unicode") == markup
