"""The one palette, read from palette.json, which the stylesheets are built from too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FONT = "Atkinson Hyperlegible, sans-serif"


@dataclass(frozen=True, slots=True)
class Shade:
    """The colour of a grade, and the ink that can be read on it."""

    fill: str
    ink: str


@dataclass(frozen=True, slots=True)
class Palette:
    grades: Mapping[str, Shade]
    ink: str
    soft: str
    line: str
    wash: str
    brand: str
    link: str


def _read(path: Path) -> Palette:
    raw = json.loads(path.read_text(encoding="utf-8"))
    grades = {key: Shade(fill=shade["fill"], ink=shade["ink"]) for key, shade in raw.pop("grades").items()}
    return Palette(grades=grades, **raw)


PALETTE = _read(Path(__file__).with_name("palette.json"))
