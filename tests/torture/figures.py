"""The figures: a table on the screen, and docs/trust-figures.md."""

from __future__ import annotations

import os
import platform
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
import sqlcipher3.dbapi2 as sqlcipher

from gcp_tracker.rules.dates import long_date
from gcp_tracker.unit_of_work import LONDON, now_utc
from tests.house import ROOT
from tests.torture.place import NOT_ASKED, WHOLE
from tests.torture.proxy import Seen
from tests.torture.rounds import Round
from tests.torture.volume import Volume

PAGE = ROOT / "docs" / "trust-figures.md"


@dataclass(slots=True)
class Figures:
    """Of all rounds in a browser."""

    seed: int
    database: str
    chromium: str = ""
    rounds: list[Round] = field(default_factory=list)
    saves: int = 0
    operations: int = 0
    kept_unheard: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    browsers_killed: int = 0
    servers_killed: int = 0
    server_errors: int = 0
    integrity: str = "ok"
    audit: str = WHOLE
    seconds: float = 0.0
    lanes: int = 1

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for done in self.rounds for one in done.broken)

    def take(self, seen: Seen) -> None:
        self.saves, self.operations, self.kept_unheard = seen.saves, len(seen.operations), seen.kept_unheard
        self.faults = seen.faults

    def add(self, other: Figures) -> None:
        """Another lane of the same run."""
        self.rounds = sorted([*self.rounds, *other.rounds], key=lambda done: done.plan.number)
        for name in ("saves", "operations", "kept_unheard", "browsers_killed", "servers_killed", "server_errors"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults += other.faults
        self.chromium = other.chromium
        self.integrity = other.integrity if self.integrity in ("ok", NOT_ASKED) else self.integrity
        self.audit = other.audit if self.audit == WHOLE else self.audit

    @property
    def failed(self) -> list[Round]:
        return [done for done in self.rounds if done.broken]

    @property
    def is_whole(self) -> bool:
        is_kept = self.integrity in ("ok", NOT_ASKED) and self.audit == WHOLE
        return not self.failed and not self.server_errors and is_kept


def say(words: str) -> None:
    # In one piece, since rounds of several lanes end at the same time.
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def say_round(done: Round) -> None:
    """One line a round; where a promise was broken, which, and how to have that round again."""
    plan = done.plan
    did = f"{done.done:>3} done {done.promised:>3} promised {done.seconds:>5.1f} s"
    lines = [f"{plan.number:>4}  {plan.name:<44} {did}  {'BROKEN' if done.broken else 'ok'}"]
    lines += [f"      {one.kind}: {one.words}" for one in done.broken]
    if done.broken:
        lines.append(f"      again: make torture SEED={plan.seed} ROUND={plan.number}")
    say("\n".join(lines))


def rows(figures: Figures) -> list[tuple[str, str]]:
    rounds = figures.rounds
    return [
        ("rounds", f"{len(rounds):,}"),
        ("taps and texts", f"{sum(done.done for done in rounds):,}"),
        (
            "of them promised before the plug was pulled, or received later",
            f"{sum(done.promised for done in rounds):,}",
        ),
        ("saves sent by the page (repeats too)", f"{figures.saves:,}, {figures.operations:,} operations"),
        ("saves that met a fault", f"{sum(n for fault, n in figures.faults.items() if fault != 'none'):,}"),
        ("answers taken away after the server had committed", f"{figures.kept_unheard:,}"),
        ("browsers killed", f"{figures.browsers_killed:,}"),
        ("servers killed", f"{figures.servers_killed:,}"),
        ("signed in again", f"{sum(done.signed_in for done in rounds):,}"),
        ("answers where two tabs differed and a person chose", f"{sum(done.conflicts for done in rounds):,}"),
        ("**lost**", f"**{figures.count('lost') + figures.count('mangled')}**"),
        ("**doubled**", f"**{figures.count('doubled')}**"),
        ("asked to choose with nothing to choose, or with a text not shown", f"{figures.count('asked')}"),
        ("did not come to rest", f"{figures.count('unsettled')}"),
        ("page and database differ, or the page broke", f"{figures.count('page')}"),
        ("errors in the server’s log", f"{figures.server_errors}"),
        ("the database’s own check", figures.integrity),
        ("the audit, every event and checkpoint", figures.audit),
    ]


def volume_rows(volume: Volume) -> list[tuple[str, str]]:
    return [
        ("rounds, each ended by kill −9 of the whole server", f"{volume.rounds:,}"),
        ("writers at once", f"{volume.writers}"),
        ("saves acknowledged", f"{volume.acknowledged:,}"),
        ("sent again under the same operation after a lost answer", f"{volume.repeated:,}"),
        ("**acknowledged and lost**", f"**{volume.lost}**"),
        ("**doubled**", f"**{volume.doubled}**"),
        ("answers with a server error", f"{volume.server_errors}"),
        ("the database’s own check", volume.integrity),
        ("the audit, every event and checkpoint", volume.audit),
        ("longest from kill to the next answer", f"{volume.slowest_return:.1f} s"),
    ]


def print_rows(title: str, lines: Sequence[tuple[str, str]]) -> None:
    say(f"\n{title}")
    for name, value in lines:
        say(f"  {name.strip('*'):<66} {value.strip('*')}")


def write_page(figures: Figures, volumes: Sequence[Volume]) -> None:
    PAGE.write_text(page(figures, volumes), encoding="utf-8")


def page(figures: Figures, volumes: Sequence[Volume]) -> str:
    today = long_date(now_utc().astimezone(LONDON).date())
    parts = [
        "# Figures of trust\n",
        "Written by `make torture`, which pulls the plug on the tablet and on the server; edited by nobody. What is"
        " promised, and from when on, stands at the top of `tests/torture/promise.py`; what happens in a round in"
        " `plan.py` and `rounds.py` beside it. `make test` runs the same with 20 rounds.\n",
        f"{today}. {machine()}\n",
        "## Pulling the plug on a visit\n",
        f"`make torture SEED={figures.seed} ROUNDS={len(figures.rounds)}`, {figures.lanes} at a time: Chromium"
        f" {figures.chromium} with a profile of its own, a network that does harm, the server as it is shipped,"
        f" {database_words(figures.database)}."
        f" {figures.seconds / 60:.0f} minutes. The seed fixes what is done and what goes wrong; the milliseconds are"
        " the machine’s.\n",
        table(rows(figures)),
        "\nWhat happened in the middle of the work, and how often:\n",
        table(tally(Counter(done.plan.name for done in figures.rounds))),
        "\nWhat the network did to saves:\n",
        table(tally(Counter({fault: n for fault, n in figures.faults.items() if fault != "none"}))),
        "\n## Killing the server under writes\n",
        "Without a browser, for volume: writers that send one answer after the other with operation numbers, hang up on"
        " some of the answers, and send again what was not acknowledged; the server is killed while they write."
        ' Both databases at the same time. `ARGS="--volume-rounds 20"` kills them fewer times.\n',
    ]
    for volume in volumes:
        parts += [
            f"On {database_words(volume.database)}, {volume.seconds / 60:.1f} minutes:\n",
            table(volume_rows(volume)),
            "",
        ]
    parts.append(
        "Not tried: a power cut of the whole machine (what kill −9 leaves in the operating system’s memory would be"
        " gone; `synchronous=FULL` and durability “strict” are there for that), a disk that is full or lies.\n"
    )
    return "\n".join(parts)


def table(lines: Sequence[tuple[str, str]]) -> str:
    return "\n".join(["| what | figure |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in lines)])


def tally(counted: Counter[str]) -> list[tuple[str, str]]:
    return [(name, f"{number:,}") for name, number in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()},"
        f" SQLite {sqlcipher.sqlite_version} with SQLCipher, psycopg {psycopg.__version__};"
        f" load before {os.getloadavg()[0]:.1f}."
    )


def database_words(database: str) -> str:
    return "the built-in database (encrypted SQLite)" if database == "sqlite" else "PostgreSQL"
