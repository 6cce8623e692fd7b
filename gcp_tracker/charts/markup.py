"""SVG as text. Every attribute and every word is escaped here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from markupsafe import Markup, escape

# XML cannot carry these at all, not even escaped; a reader of PDF or SVG would refuse the whole picture.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attribute = str | float | None


def as_xml_can_carry(text: str) -> str:
    return _NOT_XML.sub("", text)


def words(text: str) -> Markup:
    """Text to stand between tags."""
    return escape(as_xml_can_carry(text))


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Two decimal places at most: a hundredth of a pixel is less than anybody sees, and whole numbers stay short."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=1024)
def _value(text: str) -> str:
    """A text as an attribute has it. Most are our own few colours, anchors and classes, over and over."""
    return str(words(text))


def percent(value: float) -> str:
    return f"{number(value)}%"


def tag(name: str, *children: Markup, **attributes: Attribute) -> Markup:
    """One element. `_` in a name stands for `-`, a trailing `_` is dropped (class_), and None leaves it out."""
    written = "".join(
        [
            f' {_attribute(key)}="{_value(value) if isinstance(value, str) else number(value)}"'
            for key, value in attributes.items()
            if value is not None
        ]
    )
    if not children:
        return Markup(f"<{name}{written}/>")  # noqa: S704 - every value was escaped above; names are our own
    return Markup(f"<{name}{written}>{join(children)}</{name}>")  # noqa: S704 - so are children, by join


def join(parts: Iterable[Markup]) -> Markup:
    """Markup only: a plain string is refused, where Markup's own join would look at and copy every part."""
    return Markup("".join([part.__html__() for part in parts]))  # noqa: S704 - every part is Markup already


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def at(x: float, *children: Markup, dx: float = 0) -> Markup:
    """`children`, drawn around 0, moved to `x` per cent of the picture's width and `dx` pixels on.

    Places are in per cent and sizes in pixels, so that a chart fills any width while its dots and words keep theirs.
    """
    inner = tag("g", *children, transform=f"translate({number(dx)} 0)") if dx else join(children)
    return tag("svg", inner, x=percent(x), overflow="visible")
