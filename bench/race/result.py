"""What a race found, as the one table that is printed and stands in docs/bench.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.race.measuring import Figures

PAGE = Path(__file__).resolve().parents[2] / "docs" / "bench.md"
BEGIN, END = "<!-- make race -->", "<!-- end of make race -->"


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` is what is compared: less is better. `words` is what stands in the table."""

    what: str
    value: Callable[[Figures], float]
    words: Callable[[Figures], str]


def tap_works(found: Figures) -> str:
    return f"{median(found.tap_works):.2f} s ({min(found.tap_works):.2f}–{max(found.tap_works):.2f})"


def block(found: Figures) -> str:
    return f"{found.longest_block:.0f} ms" if found.longest_block else "under 50 ms"


MEASURES = (
    Measure("over the wire", lambda found: found.kilobytes, lambda found: f"{found.kilobytes:.1f} kB"),
    Measure("requests", lambda found: found.requests, lambda found: str(found.requests)),
    Measure("a tap works after", lambda found: median(found.tap_works), tap_works),
    Measure("loaded after", lambda found: found.loaded, lambda found: f"{found.loaded:.2f} s"),
    Measure("tap to painted", lambda found: found.painted, lambda found: f"{found.painted:.0f} ms"),
    Measure("tap to painted, 95%", lambda found: found.painted_95, lambda found: f"{found.painted_95:.0f} ms"),
    Measure("longest block in use", lambda found: found.longest_block, block),
    Measure("taps, Start to finished", lambda found: found.taps, lambda found: str(found.taps)),
    Measure("of them after a scroll", lambda found: found.out_of_sight, lambda found: str(found.out_of_sight)),
)


def race_text(began: str, versions: Mapping[str, str], found: list[Figures]) -> str:
    """The table, and in what ours is ahead of both, level with the better one, or behind."""
    lines = [["what", *(each.name for each in found)]]
    lines += [[measure.what, *(measure.words(each) for each in found)] for measure in MEASURES]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    raced = ", ".join(f"{name} {version}" for name, version in versions.items())
    return "\n".join([began, f"Against {raced}.", "", *table, "", *standing(found)])


def standing(found: list[Figures]) -> list[str]:
    ours, rivals = found[0], found[1:]
    said: dict[str, list[str]] = {"Ahead": [], "Level": [], "Behind": []}
    for measure in MEASURES:
        mine, best = measure.value(ours), min(measure.value(rival) for rival in rivals)
        said["Ahead" if mine < best else "Level" if mine == best else "Behind"].append(measure.what)
    return [f"{where}: {'; '.join(what)}." for where, what in said.items() if what]


def write_result(text: str, page: Path = PAGE) -> None:
    """Puts the text between the two marks. Raises ValueError when they are not in the page."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name} has lost the marks {BEGIN} and {END}.")
    page.write_text(f"{before}{begin}\n```\n{text}\n```\n{end}{after}", encoding="utf-8")
