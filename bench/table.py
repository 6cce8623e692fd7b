"""The one table that a run prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TextIO

HEADS = ("what", "figure", "target", "ratio", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One measure. `verdict` is "ok", "over", or why there is none."""

    what: str
    figure: str
    target: str = ""
    ratio: str = ""
    verdict: str = ""


def verdict(value: float, limit: float) -> str:
    return "ok" if value <= limit else "over"


def not_measured(what: str, why: str) -> Row:
    return Row(what, "not measured", verdict=why)


def print_table(title: str, rows: list[Row], to: TextIO) -> None:
    """Aligned columns, in plain text."""
    lines = [HEADS, *((row.what, row.figure, row.target, row.ratio, row.verdict) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    print(f"\n{title}", file=to)
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip(), file=to)
    over = [row.what for row in rows if row.verdict == "over"]
    print(f"{len(rows)} rows, {len(over)} over" + (": " + "; ".join(over) if over else ""), file=to, flush=True)
