"""The press: a process that has loaded what sets pages, and forks one of its own for every paper.

So nobody waits for the loading twice, what a paper takes of memory ends with it, and nothing of one child’s is left
where another’s is set. It ends with whoever began it, or when nobody has asked for anything for a while.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

LONGEST_SECONDS = 120
IDLE_SECONDS = 300


def stand_ready(asked: socket.socket) -> None:
    """For each paper comes one end of a pipe, through which all about it is said."""
    # What is loaded stays, so nothing need be searched for what could be let go.
    gc.disable()
    import weasyprint  # noqa: F401  # for those that are forked

    asked.settimeout(IDLE_SECONDS)
    with suppress(TimeoutError):
        while places := socket.recv_fds(asked, 1, 1)[1]:
            _end_those_that_are_done()
            if os.fork() == 0:
                _set(places[0])
            os.close(places[0])


def _end_those_that_are_done() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _set(place: int) -> None:
    """In the process of one paper, which it ends."""
    signal.alarm(LONGEST_SECONDS)
    try:
        with Connection(place) as asked:
            asked.send("ready")
            try:
                sets, given = asked.recv()
                asked.send(sets(*given))
            except Exception as error:
                error.add_note(traceback.format_exc())
                asked.send(error)
    finally:
        # Nothing is cleared away: all of it ends here.
        os._exit(0)


if __name__ == "__main__":
    stand_ready(socket.socket(fileno=0))
