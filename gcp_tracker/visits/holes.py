"""Markup that is rendered once and filled in for each visit: most of the grade page is the same for every child."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

HOLE = re.compile("\x00(.*?)\x00")
# Of the template’s lines: thirty cards of them are 7 kB to make, compress and send. What was typed is not there yet.
INDENT = re.compile(r"\n\s+")


def hole(*name: object) -> Markup:
    """For a template, in the place of what differs."""
    return Markup("\x00{}\x00").format(" ".join(str(part) for part in name))


def pieces_of(rendered: str) -> tuple[str, ...]:
    """Fixed text and names of holes in turn, beginning with text."""
    return tuple(HOLE.split(INDENT.sub("\n", rendered)))


def filled(pieces: tuple[str, ...], found: Mapping[str, str]) -> Markup:
    """`found` is escaped already; in a hole that is not named there stands nothing."""
    texts = [found.get(piece, "") if place % 2 else piece for place, piece in enumerate(pieces)]
    return Markup("".join(texts))  # noqa: S704 - the pieces come from Jinja
