"""What a statement is made of before it is a page or a file: sections of numbered paragraphs, tables and figures. The
numbers are given here, so that they are the same wherever it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup

from gcp_tracker.exports.screens import Screen

# XML cannot carry these at all, and both files are XML or made of it.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`reference` says where it is taken from; empty only for what is no fact about the child. `is_strong`: what is
    read first in its section.
    """

    text: str
    reference: str = ""
    is_strong: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Within a section; it has no number, so that adding one changes none."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the width by column. The first column is the head of its row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """`told` is for whoever hears it: everything that the picture says. The drawing’s size is fixed, in pixels."""

    caption: str
    told: str
    picture: Markup
    number: str = ""


Block = Paragraph | Heading | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """`about`: whom and what it is about and as at which day, in lines below the title."""

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]


def numbered(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Sections are 1, 2 …; their paragraphs 1.1, 1.2 …; tables and figures are counted through the whole. A section
    without anything in it is left out.
    """
    counts = {Table: 0, Figure: 0}
    found: list[Section] = []
    for section in sections:
        if not section.blocks:
            continue
        number, paragraphs, blocks = str(len(found) + 1), 0, []
        for block in section.blocks:
            if isinstance(block, Paragraph):
                paragraphs += 1
                block = replace(block, number=f"{number}.{paragraphs}")
            elif isinstance(block, Table | Figure):
                counts[type(block)] += 1
                block = replace(block, number=f"{type(block).__name__} {counts[type(block)]}")
            blocks.append(block)
        found.append(replace(section, number=number, blocks=tuple(blocks)))
    return tuple(found)


def screened(statement: Statement, screen: Screen) -> Statement:
    """As its recipient may have it. A text that tells what the recipient is not given is left out whole; its number
    stays, and so do the numbers of all others.
    """

    def text(words: str) -> str:
        return screen.text(_NOT_XML.sub("", words))

    def block_of(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, text=text(block.text), reference=text(block.reference))
        if isinstance(block, Heading):
            return replace(block, text=text(block.text))
        if isinstance(block, Figure):
            picture = Markup(screen.markup(block.picture))  # noqa: S704 - our own drawing, every text escaped
            return replace(block, caption=text(block.caption), told=text(block.told), picture=picture)
        rows = tuple(tuple(text(cell) for cell in row) for row in block.rows)
        return replace(block, caption=text(block.caption), rows=rows)

    sections = tuple(
        replace(section, title=text(section.title), blocks=tuple(block_of(block) for block in section.blocks))
        for section in statement.sections
    )
    about = tuple(text(line) for line in statement.about)
    return replace(statement, title=text(statement.title), about=about, sections=sections)
