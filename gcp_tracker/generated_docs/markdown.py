"""How these pages are written: a line that says what they are made from, tables, and blocks."""

from __future__ import annotations

from collections.abc import Iterable

MADE_BY = "<!-- Made by `make docs` from {source}. Change it there. -->"


def table_of(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"
