"""`python -m bench`: measure on one or both databases and print one table each. A slow figure never fails it."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.attention import attention_row
from bench.audit import audit_row
from bench.counts import count_rows
from bench.hidden import REQUESTS, hidden_rows
from bench.memory import memory_rows
from bench.packs import BATCH, pack_rows
from bench.place import Place, new_place, today
from bench.ratios import Measured, growth_rows, ratio_rows, reading_cost_rows
from bench.readings import reading_rows
from bench.server import running
from bench.sign_ins import sign_in_rows
from bench.table import Row, not_measured, print_table
from bench.tablet import tablet_rows
from bench.verdicts import verdict_rows
from gcp_tracker.rules.dates import long_date
from tests.postgres import create_database, pgserver_programs, private_postgresql, system_programs

DATABASES = ("sqlite", "postgresql")
ROUNDS = 60


def main(arguments: list[str] | None = None) -> int:
    asked = read_arguments(arguments)
    started = time.monotonic()
    print(f"{long_date(today())}. {machine()}")
    for number, kind in enumerate(DATABASES if asked.database == "both" else (asked.database,)):
        if kind == "postgresql" and not (system_programs() or pgserver_programs()):
            print_table(kind, [not_measured("everything", "no PostgreSQL 15 or later here")], sys.stdout)
            continue
        with addresses(kind) as (small, large):
            if asked.children:
                rows = grown(small, large, asked.children, asked.rounds)
            else:
                # What the browser, the worker's memory and the engine show hangs on no database: once is enough.
                rows = measured(
                    small, asked.rounds, browser=not asked.without_browser and number == 0, once=number == 0
                )
        print_table(title(kind, asked.children), rows, sys.stdout)
    print(f"\n{time.monotonic() - started:.0f} s in all.")
    return 0


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure, and print ratios. docs/bench.md says how to read them."
    )
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument(
        "--children",
        type=int,
        default=0,
        help="repeat the server's ratios in a database with so many children more, against a small one",
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each measure (default: %(default)s)")
    parser.add_argument("--without-browser", action="store_true", help="leave the tablet's figures out")
    return parser.parse_args(arguments)


@contextmanager
def addresses(kind: str) -> Iterator[tuple[str, str]]:
    """Two empty databases of this kind, as settings name them; "" is the built-in one, which each place makes anew."""
    if kind == "sqlite":
        yield "", ""
        return
    # safe: a commit reaches the disk here as it would in earnest.
    with private_postgresql(safe=True) as url:
        yield url, create_database(url, "large")


def measured(url: str, rounds: int, *, browser: bool, once: bool) -> list[Row]:
    with new_place("small", database_url=url) as place, running(place.environment) as (port, master):
        with Measured(place, port) as ready:
            rows = ratio_rows(ready, rounds) + reading_cost_rows(ready, rounds)
            rows += hidden_rows(ready, place, REQUESTS if rounds >= ROUNDS else rounds)
        rows += sign_in_rows(place, port, master)
        app = place.app()
        rows += count_rows(place, app)
        rows += verdict_rows(place, app)
        rows.append(attention_row(app))
        if browser:
            rows += tablet_rows(place, port)
        if once:
            rows += memory_rows(place, app, port, master)
            rows += reading_rows(rounds)
            rows += pack_rows(place, BATCH if rounds >= ROUNDS else rounds)
        rows.append(audit_row(app))
    return rows


def grown(small_url: str, large_url: str, children: int, rounds: int) -> list[Row]:
    with ExitStack() as stack:
        small = stack.enter_context(new_place("small", database_url=small_url))
        started = time.monotonic()
        large = stack.enter_context(new_place("large", database_url=large_url, crowd=children))
        filled = Row(f"filling in {children:,} children", f"{time.monotonic() - started:.0f} s")
        attention = attention_row(large.app())
        return [filled, attention, *growth_rows(ask(stack, small), ask(stack, large), rounds)]


def ask(stack: ExitStack, place: Place) -> Measured:
    port, _ = stack.enter_context(running(place.environment))
    return stack.enter_context(Measured(place, port))


def title(kind: str, children: int) -> str:
    name = {"sqlite": "Built-in database (encrypted SQLite)", "postgresql": "PostgreSQL"}[kind]
    return f"{name}, {children:,} children against none" if children else name


def machine() -> str:
    """Its size, and how busy it was: figures from a busy machine say little."""
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    gigabytes = int(memory[1]) / 1024**2 if memory else 0
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {gigabytes:.0f} GB, Python {platform.python_version()}; load before {load:.1f}."


if __name__ == "__main__":
    sys.exit(main())
