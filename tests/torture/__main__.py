"""`python -m tests.torture`: so many rounds in a browser, then the server alone; a table, and docs/trust-figures.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.postgres import create_database, private_postgresql
from tests.torture.faults import FAULTS
from tests.torture.figures import PAGE, Figures, print_rows, rows, say, say_round, volume_rows, write_page
from tests.torture.place import TorturedPlace, tortured_place
from tests.torture.plan import plan_of
from tests.torture.proxy import Proxy
from tests.torture.rounds import run_round
from tests.torture.tablet import Tablet
from tests.torture.volume import Volume, run_volume

DATABASES = ("sqlite", "postgresql")
SEED = 20261122


def main(arguments: list[str] | None = None) -> int:
    asked = read_arguments(arguments)
    numbers = [asked.round] if asked.round is not None else list(range(asked.rounds))
    figures = Figures(asked.seed, asked.database, lanes=asked.lanes)
    volumes: list[Volume] = []
    if numbers:
        started = time.monotonic()
        lanes = [numbers[start :: asked.lanes] for start in range(asked.lanes)]
        with ThreadPoolExecutor(asked.lanes) as pool:
            for part in pool.map(partial(pull_the_plug, asked), [lane for lane in lanes if lane]):
                figures.add(part)
        figures.seconds = time.monotonic() - started
        print_rows(f"In a browser, {asked.database}", rows(figures))
    if asked.round is None and asked.volume_rounds:
        with ThreadPoolExecutor(len(DATABASES)) as pool:
            volumes += pool.map(partial(kill_the_server, asked), DATABASES)
        for volume in volumes:
            print_rows(f"The server alone, {volume.database}", volume_rows(volume))
            for words in volume.told:
                say(f"  {words}")
    whole = figures.is_whole and all(volume.is_whole for volume in volumes)
    for done in figures.failed:
        say(f"Broken: make torture SEED={asked.seed} ROUND={done.plan.number}")
    if asked.write:
        write_page(figures, volumes)
        say(f"\nWritten: {PAGE.name}")
    return 0 if whole else 1


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rounds", type=int, default=200, help="in the browser")
    parser.add_argument("--round", type=int, help="only this one, again")
    parser.add_argument("--volume-rounds", type=int, default=200, help="of the server alone, on each database")
    parser.add_argument("--database", choices=DATABASES, default="sqlite", help="of the rounds in the browser")
    parser.add_argument(
        "--lanes", type=int, default=3, help="so many rounds at the same time, each with its own server"
    )
    parser.add_argument("--write", action="store_true", help="docs/trust-figures.md")
    return parser.parse_args(arguments)


@contextmanager
def new_place(database: str, *, safe: bool = False) -> Iterator[tuple[TorturedPlace, Path]]:
    """A place on a database of its own, in a folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="gcp-torture-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "instance").mkdir()
        if database == "sqlite":
            with tortured_place(folder / "instance") as place:
                yield place, folder
            return
        with (
            private_postgresql(safe=safe) as url,
            tortured_place(folder / "instance", create_database(url, "torture")) as place,
        ):
            yield place, folder


def pull_the_plug(asked: argparse.Namespace, numbers: list[int]) -> Figures:
    """These rounds one after the other, with a server, a database and a browser of their own."""
    figures = Figures(asked.seed, asked.database)
    with (
        new_place(asked.database) as (place, folder),
        sync_playwright() as playwright,
        Tablet(playwright, folder / "profile") as tablet,
        Proxy(place.server.port, FAULTS) as proxy,
    ):
        tablet.start()
        assert tablet.browser is not None
        figures.chromium = tablet.browser.version
        for number in numbers:
            plan = plan_of(figures.seed, number, place.instrument, place.band)
            figures.rounds.append(run_round(place, proxy, tablet, plan))
            say_round(figures.rounds[-1])
        figures.browsers_killed, figures.servers_killed = tablet.kills, place.server.kills
        figures.take(proxy.seen)
        figures.server_errors = place.server.tracebacks()
        figures.integrity, figures.audit = place.integrity(), place.audit()
    return figures


def kill_the_server(asked: argparse.Namespace, database: str) -> Volume:
    with new_place(database, safe=True) as (place, _):
        return run_volume(place, seed=asked.seed, rounds=asked.volume_rounds)


if __name__ == "__main__":
    sys.exit(main())
