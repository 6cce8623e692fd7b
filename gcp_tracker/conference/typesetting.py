"""A page as a PDF: tagged for PDF/UA-1, with its fonts inside, in a process of its own.

The library that sets pages is loaded there and nowhere else, and what it takes of memory ends with the process. It
reads our stylesheet and fonts and nothing else: no address is ever followed.
"""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from ctypes.util import find_library
from dataclasses import dataclass

from gcp_tracker.paths import STATIC
from gcp_tracker.rules.errors import RuleBroken

STYLES = STATIC / "vendor" / "pack.css"
FONTS = STATIC / "vendor" / "fonts"
# A core ends where this anchor stands.
ANNEX = "annex"
LONGEST_SECONDS = 120
PAPERS_AT_ONCE = 20
# Both of laying out and of writing: only so are the tags written.
TAGGED = {"pdf_variant": "pdf/ua-1"}
NEEDED = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset")
MISSING = (
    "The PDF cannot be made: this server has no Pango. Whoever looks after it types"
    "  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0  and no restart is needed."
    " Nothing is lost: the pack stands as it was"
)


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


def can_typeset() -> bool:
    return all(find_library(name) for name in NEEDED)


def check_can_typeset() -> None:
    """Raises RuleBroken with the one line to type."""
    if not can_typeset():
        raise RuleBroken(MISSING)


def typeset(markup: str, margins: Margins) -> Typeset:
    """Raises RuleBroken where it cannot be made here, and after two minutes."""
    return next(typeset_many([(markup, margins)]))


def typeset_many(papers: Iterable[tuple[str, Margins]]) -> Iterator[Typeset]:
    """One after the other, each when it is asked for; the process is begun anew now and then, so that memory stays."""
    check_can_typeset()
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawning, max_tasks_per_child=PAPERS_AT_ONCE) as process:
        for markup, margins in papers:
            try:
                yield process.submit(set_pages, markup, margins).result(LONGEST_SECONDS)
            except (BrokenProcessPool, TimeoutError) as broken:
                raise RuleBroken("The PDF could not be made just now. Nothing is lost: try again") from broken


def set_pages(markup: str, margins: Margins) -> Typeset:
    """In this process."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    only = _only_our_own()
    fonts = FontConfiguration()
    styles = [
        CSS(filename=str(STYLES), url_fetcher=only, font_config=fonts),
        CSS(string=_margin_rules(margins), url_fetcher=only, font_config=fonts),
    ]
    document = HTML(string=markup, url_fetcher=only).render(stylesheets=styles, font_config=fonts, **TAGGED)
    begins = next((place for place, one in enumerate(document.pages) if ANNEX in one.anchors), len(document.pages))
    return Typeset(document.write_pdf(**TAGGED) or b"", len(document.pages), begins)


def _only_our_own() -> object:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurOwn(URLFetcher):  # type: ignore[misc]  # it ships no types
        def fetch(self, url: str, headers: object = None) -> object:
            known = {path.as_uri(): path for path in (STYLES, *FONTS.glob("*.ttf"))}
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
