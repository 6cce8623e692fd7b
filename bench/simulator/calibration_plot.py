"""The calibration plot, written by hand: what is said against what comes true."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from html import escape
from pathlib import Path

Bin = tuple[float, float, int]
PALETTE = Path(__file__).parents[2] / "gcp_tracker/charts/palette.json"
WIDTH, HEIGHT = 760, 400
SIDE, LEFT, TOP, APART = 280, 70, 56, 360
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def calibration_svg(panels: Sequence[tuple[str, Sequence[Bin]]], says: str) -> str:
    """One panel for each name with its bins: what was said, the share that was true, how many cases."""
    colours = json.loads(PALETTE.read_text(encoding="utf-8"))
    drawn = "".join(
        f'<g transform="translate({LEFT + place * APART} {TOP})">{_panel(name, bins, colours)}</g>'
        for place, (name, bins) in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{colours["ink"]}">'
        f'<title id="t">How often what is said comes true</title><desc id="d">{escape(says)}</desc>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{drawn}</svg>\n'
    )


def _panel(name: str, bins: Sequence[Bin], colours: dict[str, str]) -> str:
    parts = [f'<text x="0" y="-24" font-size="16" font-weight="600">{escape(name)}</text>']
    for tick in TICKS:
        at, words = SIDE * tick, f"{tick * 20:g}"
        parts += [
            f'<path d="M{at:.0f} 0V{SIDE}M0 {SIDE - at:.0f}H{SIDE}" stroke="{colours["line"]}"/>',
            f'<text x="{at:.0f}" y="{SIDE + 20}" text-anchor="middle" fill="{colours["soft"]}">{words}</text>',
            f'<text x="-8" y="{SIDE - at + 4:.0f}" text-anchor="end" fill="{colours["soft"]}">{words}</text>',
        ]
    parts.append(f'<path d="M0 {SIDE}L{SIDE} 0" stroke="{colours["soft"]}" stroke-dasharray="5 5"/>')
    places = [(SIDE * said, SIDE * (1 - came), count) for said, came, count in bins]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in places)
    most = max((count for *_, count in bins), default=1)
    parts.append(f'<path d="M{line}" fill="none" stroke="{colours["brand"]}" stroke-width="2"/>')
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + 7 * math.sqrt(count / most):.1f}" fill="{colours["brand"]}" '
        f'stroke="#ffffff" stroke-width="1.5"/>'
        for x, y, count in places
    ]
    parts += [
        f'<text x="{SIDE / 2:.0f}" y="{SIDE + 44}" text-anchor="middle">said: about so many in 20</text>',
        f'<text transform="translate(-36 {SIDE / 2:.0f}) rotate(-90)" text-anchor="middle">true: so many in 20</text>',
    ]
    return "".join(parts)
