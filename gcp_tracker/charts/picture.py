"""One chart as a picture that stands by itself in a report: its title, its axis in words, what its shapes mean, its
day. The drawing is the screen’s own.
"""

from __future__ import annotations

from datetime import date
from textwrap import wrap

from markupsafe import Markup

from gcp_tracker.charts.care import CareOverTime, DomainChart
from gcp_tracker.charts.domain_svg import domain_svg
from gcp_tracker.charts.legend import legend
from gcp_tracker.charts.markup import number, tag, words
from gcp_tracker.charts.palette import FONT, PALETTE
from gcp_tracker.charts.words import axis_words, chart_description, chart_title
from gcp_tracker.paths import STATIC
from gcp_tracker.rules.dates import long_date

# In px; a report prints it about 16 cm wide.
WIDE, EDGE, LETTERS = 900, 24, 112
LINE, CHART, COLUMNS = 20, 154, 2
SHARPNESS = 2.0
# Where the margin of a copy is written into; the drawing keeps the room.
MARGIN = Markup("<!--margin-->")


def picture_of(care: CareOverTime, chart: DomainChart, whose: str, today: date, prefix: str = "") -> Markup:
    """`whose` begins the title, “Leo” or nothing. Its width is fixed, so that it looks the same wherever it is put;
    `prefix` tells the parts of several on one page apart.
    """
    title = f"{whose}: {chart_title(chart)}" if whose else chart_title(chart)
    lines = wrap(f"{chart.verdict}. {chart.note}" if chart.verdict else chart.note, LETTERS)
    parts = [_text(title, EDGE + 18, size=22, weight="700", ink=PALETTE.ink)]
    top = EDGE + 42.0
    for line in lines:
        parts.append(_text(line, top, ink=PALETTE.ink))
        top += LINE
    drawing = domain_svg(care, chart, axis=True, keyboard=False, prefix=prefix)
    parts.append(tag("svg", drawing, x=EDGE, y=top, width=WIDE - 2 * EDGE, height=CHART))
    top += CHART + LINE
    parts.append(_text(f"{axis_words(care.scale)}. As recorded up to {long_date(today)}.", top))
    top += LINE + 8
    entries = legend(care)
    rows = -(-len(entries) // COLUMNS)
    for place, entry in enumerate(entries):
        column, row = divmod(place, rows)
        left, down = EDGE + column * (WIDE - 2 * EDGE) / COLUMNS, top + row * (LINE + 2)
        picture = tag("g", entry.picture, transform=f"translate({number(left)} {number(down - 14)})")
        parts += [picture, _text(entry.words, down, left=left + 28)]
    deep = top + rows * (LINE + 2) + LINE
    return tag(
        "svg",
        tag("title", words(f"{title}. {chart_description(care, chart)}")),
        tag("rect", width="100%", height="100%", fill="#ffffff"),
        *parts,
        MARGIN,
        xmlns="http://www.w3.org/2000/svg",
        width=WIDE,
        height=deep,
        viewBox=f"0 0 {WIDE} {deep:.0f}",
        font_family=FONT,
        font_size=14,
        role="img",
    )


def with_margin(drawing: str, margin: str) -> str:
    """`margin` says which copy it is, below everything else."""
    said = _text(margin, 0, size=11)
    moved = f'<svg x="0" y="100%" overflow="visible"><g transform="translate(0 -8)">{said}</g></svg>'
    return drawing.replace(MARGIN, moved)


def png_of(drawing: str) -> bytes:
    """In our own font, and no file or address that a drawing might name is opened."""
    from resvg_py import svg_to_bytes

    fonts = sorted(str(path) for path in (STATIC / "vendor" / "fonts").glob("*.ttf"))
    drawn = svg_to_bytes(
        svg_string=drawing,
        font_files=fonts,
        skip_system_fonts=True,
        font_family="Atkinson Hyperlegible",
        sans_serif_family="Atkinson Hyperlegible",
        zoom=SHARPNESS,
        background="#ffffff",
    )
    return bytes(drawn)


def _text(
    said: str, y: float, *, left: float = EDGE, size: int = 14, weight: str = "400", ink: str = PALETTE.soft
) -> Markup:
    return tag("text", words(said), x=left, y=y, font_size=size, font_weight=weight, fill=ink)
