"""A page as a PDF, in a process of its own: what sets pages is loaded there and nowhere else, and what it takes of
memory ends with the process.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from ctypes.util import find_library
from typing import Any, TypeVar

from gcp_tracker.conference.pages import Margins, Paper, Typeset, set_pages, set_roomiest
from gcp_tracker.rules.errors import RuleBroken

Made = TypeVar("Made")
LONGEST_SECONDS = 120
PAPERS_AT_ONCE = 20
NEEDED = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset")
MISSING = (
    "The PDF cannot be made: this server has no Pango. Whoever looks after it types"
    "  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0  and no restart is needed."
    " Nothing is lost: the pack stands as it was"
)


def can_typeset() -> bool:
    return all(find_library(name) for name in NEEDED)


def check_can_typeset() -> None:
    """Raises RuleBroken with the one line to type."""
    if not can_typeset():
        raise RuleBroken(MISSING)


def typeset(markup: str, margins: Margins) -> Typeset:
    """Raises RuleBroken where it cannot be made here, and after two minutes."""
    return next(typeset_many([(markup, margins)]))


def typeset_roomiest(papers: Sequence[Paper], most: int) -> tuple[int, Typeset]:
    """The first of `papers` whose core has no more pages than that, else the last, and its place among them. Raises
    RuleBroken.
    """
    return next(typeset_each_roomiest([papers], most))


def typeset_each_roomiest(each: Iterable[Sequence[Paper]], most: int) -> Iterator[tuple[int, Typeset]]:
    """Of one after the other, each when it is asked for. Raises RuleBroken."""
    return _one_by_one(set_roomiest, ((papers, most) for papers in each))


def typeset_many(papers: Iterable[Paper]) -> Iterator[Typeset]:
    """One after the other, each when it is asked for. Raises RuleBroken."""
    return _one_by_one(set_pages, papers)


def _one_by_one(sets: Callable[..., Made], each: Iterable[tuple[Any, ...]]) -> Iterator[Made]:
    """The process is begun anew now and then, so that memory stays."""
    check_can_typeset()
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawning, max_tasks_per_child=PAPERS_AT_ONCE) as process:
        for given in each:
            try:
                yield process.submit(sets, *given).result(LONGEST_SECONDS)
            except (BrokenProcessPool, TimeoutError) as broken:
                raise RuleBroken("The PDF could not be made just now. Nothing is lost: try again") from broken
