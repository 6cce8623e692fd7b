"""The plug pulled in small: 20 rounds in a browser, and some of the server alone on each database."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from gcp_tracker import instruments
from tests.house import ROOT
from tests.postgres import create_database
from tests.torture.__main__ import SEED
from tests.torture.faults import FAULTS
from tests.torture.place import tortured_place
from tests.torture.plan import MOMENTS, plan_of
from tests.torture.rounds import MOMENTS as WHAT_HAPPENS
from tests.torture.volume import run_volume

ROUNDS = 20
GIVES_UP_AFTER = 600


@pytest.mark.browser
def test_twenty_rounds_with_the_plug_pulled_lose_nothing_and_double_nothing() -> None:
    # A process of its own: another test's browser may be open in this one, and rounds kill what they start.
    command = [sys.executable, "-m", "tests.torture", "--rounds", str(ROUNDS), "--volume-rounds", "0"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=GIVES_UP_AFTER, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert figure(ended.stdout, "rounds") == ROUNDS
    assert figure(ended.stdout, "lost") == figure(ended.stdout, "doubled") == 0
    # Rounds in which nothing was promised, or nothing went wrong, would pass whatever the page does.
    assert figure(ended.stdout, "of them promised") > ROUNDS
    assert figure(ended.stdout, "saves that met a fault") > ROUNDS
    assert figure(ended.stdout, "answers taken away") > 0


def test_few_rounds_hold_every_moment_and_every_fault_and_a_seed_repeats_them() -> None:
    instruments.load_folder()
    instrument = instruments.newest(instruments.OURS)
    band = instrument.bands[-1].key
    plans = [plan_of(SEED, number, instrument, band) for number in range(ROUNDS)]
    assert {plan.moment for plan in plans} == set(MOMENTS) == set(WHAT_HAPPENS)
    assert {fault for plan in plans for fault in plan.faults} >= {fault for fault in FAULTS if fault}
    assert {plan.condition for plan in plans} == {"", "wrong clock", "storage refused"}
    assert plans == [plan_of(SEED, number, instrument, band) for number in range(ROUNDS)]
    assert plans[3] != plan_of(SEED + 1, 3, instrument, band)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_server_killed_under_writes_loses_nothing_it_acknowledged(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = ""
    if database == "postgresql":
        url = create_database(request.getfixturevalue("postgresql_url"), f"torture_{Random().randrange(10**9)}")
    with tortured_place(tmp_path, url) as place:
        volume = run_volume(place, seed=SEED, rounds=2, writers=3)
    assert volume.is_whole, volume
    assert volume.rounds == 2
    assert volume.acknowledged > 20
    assert volume.repeated > 0


def figure(said: str, row: str) -> int:
    found = re.search(rf"^  {re.escape(row)}\D* ([\d,]+)", said, flags=re.MULTILINE)
    assert found, f"no row “{row}” in: {said}"
    return int(found[1].replace(",", ""))
