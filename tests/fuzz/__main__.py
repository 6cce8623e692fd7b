"""`python -m tests.fuzz`: so many requests from one seed; each fault with the number that repeats it."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.place import fuzzed_place
from tests.fuzz.player import ROUND, Played, play

SEED = 20261122
COUNT = 250_000
SHOWN = 40


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--request", type=int, help="only this one, after those of its round before it")
    asked = parser.parse_args(arguments)
    numbers = range(asked.count) if asked.request is None else range(asked.request, asked.request + 1)
    total, began = Played(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gcp-fuzz-") as folder, fuzzed_place(Path(folder)) as place:
        for start in range(numbers.start, numbers.stop, ROUND * 200):
            part = play(place, asked.seed, range(start, min(start + ROUND * 200, numbers.stop)))
            total.requests += part.requests
            total.faults += part.faults
            for code, count in part.answers.items():
                total.answers[code] = total.answers.get(code, 0) + count
            for fault in part.faults[:SHOWN]:
                say(fault)
            say(f"{total.requests:,} requests, {len(total.faults)} faults, {time.monotonic() - began:.0f} s")
    say("Answers: " + ", ".join(f"{count:,} × {code}" for code, count in sorted(total.answers.items())))
    if total.faults:
        say(f"Repeat one: make fuzz SEED={asked.seed} REQUEST=…")
    return 1 if total.faults else 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
