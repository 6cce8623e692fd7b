"""Pages of A4, tagged for PDF/UA-1, with their fonts inside. The library that sets them is imported by whoever calls.

It reads our stylesheet, our fonts and the pictures of the page itself: no address is ever followed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from gcp_tracker.charts.markup import as_xml_can_carry
from gcp_tracker.conference.pictures import pictures_taken_out
from gcp_tracker.conference.structure import mend_structure
from gcp_tracker.paths import STATIC

STYLES = STATIC / "vendor" / "pack.css"
FONTS = STATIC / "vendor" / "fonts"
# A core ends where this anchor stands.
ANNEX = "annex"
# Both of laying out and of writing: only so are the tags written.
TAGGED = {"pdf_variant": "pdf/ua-1"}


@dataclass(frozen=True, slots=True)
class Margins:
    """What stands on every page beside its number."""

    head_left: str
    head_right: str
    foot: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """`core_pages` are those before the annex; all of them where there is none."""

    pdf: bytes
    pages: int
    core_pages: int


# Well-formed XML, and what stands on its margins.
Paper = tuple[str, Margins]


def set_pages(markup: str, margins: Margins) -> Typeset:
    return _written(_laid_out(markup, margins))


def set_within(markup: str, margins: Margins, most: int) -> Typeset | None:
    """None, and nothing is written, where the core has more pages than that."""
    document = _laid_out(markup, margins)
    return _written(document) if _core_pages(document) <= most else None


def _laid_out(markup: str, margins: Margins) -> Any:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    # A page that was kept by an earlier version has lines to write on that are not closed.
    tree = fromstring(as_xml_can_carry(markup).replace("<hr>", "<hr/>"))  # noqa: S314 - a page of our own, every text escaped
    only = _only_our_own(pictures_taken_out(tree))
    fonts = FontConfiguration()
    styles = [
        CSS(string=_our_styles(), base_url=STYLES.as_uri(), url_fetcher=only, font_config=fonts),
        CSS(string=_margin_rules(margins), url_fetcher=only, font_config=fonts),
    ]
    return _as_page(tree, only).render(stylesheets=styles, font_config=fonts, **TAGGED)


@cache
def _our_styles() -> str:
    """Each colour by its value: by its name it would be looked up again for every element that has it."""
    styles = STYLES.read_text()
    values = dict(re.findall(r"(--[\w-]+):([^;}]+)", styles))
    return re.sub(r"var\((--[\w-]+)\)", lambda name: values[name[1]], styles)


def _as_page(tree: Element, fetcher: object) -> Any:
    """What the library makes of a text in five times as long: as HTML of any kind, which ours is not."""
    from weasyprint import HTML, cssselect2

    class OurPage(HTML):  # type: ignore[misc]  # it ships no types
        def __init__(self) -> None:
            self.base_url = None
            self.url_fetcher = fetcher
            self.media_type = "print"
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    return OurPage()


def _core_pages(document: Any) -> int:
    return next((place for place, one in enumerate(document.pages) if ANNEX in one.anchors), len(document.pages))


def _written(document: Any) -> Typeset:
    return Typeset(
        document.write_pdf(finisher=mend_structure, **TAGGED) or b"", len(document.pages), _core_pages(document)
    )


def _only_our_own(pictures: Mapping[str, bytes]) -> object:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurOwn(URLFetcher):  # type: ignore[misc]  # it ships no types
        def fetch(self, url: str, headers: object = None) -> object:
            if url in pictures:
                return URLFetcherResponse(url, pictures[url], {"Content-Type": "image/svg+xml"})
            known = {path.as_uri(): path for path in FONTS.glob("*.ttf")}
            if url not in known:
                raise ValueError("a pack reads nothing from elsewhere")
            return URLFetcherResponse(url, known[url].read_bytes())

    return OnlyOurOwn()


def _margin_rules(margins: Margins) -> str:
    boxes = {"top-left": margins.head_left, "top-right": margins.head_right, "bottom-left": margins.foot}
    rules = "".join(f"@{place} {{ content: {_quoted(words)}; }}" for place, words in boxes.items())
    return f"@page {{ {rules} }}"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
