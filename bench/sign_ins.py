"""What a sign-in costs the server: the page with the form, and the form with the right password, in processor time."""

from __future__ import annotations

import os
from pathlib import Path

from bench.client import Client
from bench.memory import children_of
from bench.place import PASSWORD, Place
from bench.table import Row, verdict

LIMIT_MS = 60
# The system counts a process’s time in hundredths of a second.
SIGN_INS = 40
WARM_UP = 4


def sign_in_rows(place: Place, port: int, master: int) -> list[Row]:
    """Each by a browser that has not been here before, one after the other."""
    workers = children_of(master)
    _sign_in(place, port, WARM_UP)
    before = sum(map(processor_seconds, workers))
    _sign_in(place, port, SIGN_INS)
    each = (sum(map(processor_seconds, workers)) - before) / SIGN_INS * 1000
    return [Row("a sign-in", f"{each:.0f} ms of one core", f"≤ {LIMIT_MS} ms", "", verdict(each, LIMIT_MS))]


def _sign_in(place: Place, port: int, times: int) -> None:
    for _ in range(times):
        with Client(port) as client:
            client.sign_in(place.workers[10], PASSWORD)


def processor_seconds(process: int) -> float:
    """That all its threads have used so far, in the program and in the system for it."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
