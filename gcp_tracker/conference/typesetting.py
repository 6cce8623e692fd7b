"""A page as a PDF, in a process of its own: what sets pages is loaded there and nowhere else."""

from __future__ import annotations

import atexit
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from ctypes.util import find_library
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from subprocess import Popen
from threading import Lock
from typing import Any, TypeVar

from gcp_tracker.conference import press
from gcp_tracker.conference.pages import Margins, Typeset, set_pages, set_within
from gcp_tracker.paths import PACKAGE
from gcp_tracker.rules.errors import RuleBroken

Made = TypeVar("Made")
NEEDED = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset")
MISSING = (
    "The PDF cannot be made: this server has no Pango. Whoever looks after it types"
    "  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0  and no restart is needed."
    " Nothing is lost: the pack stands as it was"
)
FOUND: set[str] = set()
# One that has stood idle may end just when it is asked; the next has only begun.
TRIES = 2


def can_typeset() -> bool:
    return all(map(_is_here, NEEDED))


def _is_here(name: str) -> bool:
    """Looking for it begins a program each time, so what was found is known from then on."""
    if name not in FOUND and find_library(name):
        FOUND.add(name)
    return name in FOUND


def check_can_typeset() -> None:
    """Raises RuleBroken with the one line to type."""
    if not can_typeset():
        raise RuleBroken(MISSING)


def typeset(markup: str, margins: Margins) -> Typeset:
    """Raises RuleBroken where it cannot be made here, and after two minutes."""
    return PRESS.make(set_pages, markup, margins)


def typeset_within(markup: str, margins: Margins, most: int) -> Typeset | None:
    """None where its core has more pages than that. Raises RuleBroken."""
    return PRESS.make(set_within, markup, margins, most)


class Press:
    """The press of this process (see press.py), begun when something is first asked of it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begun_by = 0
        self._process: Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def make(self, sets: Callable[..., Made], *given: object) -> Made:
        """What `sets` makes of it there. Raises RuleBroken, and whatever `sets` raises."""
        check_can_typeset()
        try:
            with self._one_for_this() as asked:
                asked.send((sets, given))
                made = _answer(asked)
        except (EOFError, OSError) as broken:
            raise RuleBroken("The PDF could not be made just now. Nothing is lost: try again") from broken
        if isinstance(made, Exception):
            raise made
        return made  # type: ignore[no-any-return]  # a line between processes carries anything

    def end(self) -> None:
        """What it has begun to set is lost. It is begun anew when something is asked of it."""
        if self._line is not None:
            self._line.close()
        if self._process is not None and self._begun_by == os.getpid():
            self._process.wait()
        self._line = self._process = None

    def _one_for_this(self) -> Connection[Any, Any]:
        for _ in range(TRIES):
            ours, theirs = Pipe()
            with theirs:
                self._hand_over(theirs)
            with suppress(EOFError, OSError):
                _answer(ours)
                return ours
            ours.close()
        raise EOFError("the press does not stay")

    def _hand_over(self, end: Connection[Any, Any]) -> None:
        with self._lock:
            if self._line is not None and self._begun_by == os.getpid():
                with suppress(OSError):
                    socket.send_fds(self._line, [b"."], [end.fileno()])
                    return
            socket.send_fds(self._begin(), [b"."], [end.fileno()])

    def _begin(self) -> socket.socket:
        self.end()
        self._begun_by = os.getpid()
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = Popen(  # noqa: S603 - Python itself, and a module of our own
                [sys.executable, "-m", press.__name__],
                stdin=theirs.fileno(),
                cwd=PACKAGE.parent,
                # It needs no keys, and what is typed to end a server is not for it.
                env={name: value for name, value in os.environ.items() if not name.startswith("GCP_TRACKER_")},
                start_new_session=True,
            )
        return self._line


def _answer(asked: Connection[Any, Any]) -> Any:
    """Raises EOFError or OSError where none comes."""
    if not asked.poll(press.LONGEST_SECONDS):
        raise TimeoutError
    return asked.recv()


PRESS = Press()
atexit.register(PRESS.end)
