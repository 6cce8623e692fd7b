"""The table of simulated error rates says what docs/proof.md says, and every verdict has its words."""

from __future__ import annotations

import re

import pytest

from gcp_tracker.change import error_rates
from gcp_tracker.change.constants import VERSION
from gcp_tracker.change.error_rates import ENGINE, RATES, SHARED_OPTIMISM, SOURCE
from gcp_tracker.change.error_words import error_words, shared_optimism_words
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.paths import DOCS

PROOF = (DOCS / "proof.md").read_text(encoding="utf-8")
OF_ONE_HOME = [verdict for verdict in Verdict if verdict is not Verdict.BETTER_IN_PART]


def rows_under(heading: str) -> dict[str, list[str]]:
    part = PROOF.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines}


def test_the_table_is_of_the_engine_that_runs() -> None:
    assert ENGINE == VERSION, "run make prove, and write its figures into change/error_rates.py"
    day = re.search(r"^(\d+ \w+ \d{4}), engine (\S+), seeds (\d+), (\d+), (\d+)\.", PROOF, re.MULTILINE)
    assert day is not None
    assert day[2] == ENGINE
    assert f"of {day[1]}," in SOURCE
    assert f"seeds {day[3]}, {day[4]} and {day[5]}" in SOURCE
    children, reviews = re.search(r"^([\d,]+) children, ([\d,]+) reviews", PROOF, re.MULTILINE).groups()  # type: ignore[union-attr]
    assert f"{children} simulated children, {reviews} reviews" in SOURCE


def test_each_figure_is_the_one_of_the_proof() -> None:
    told = rows_under("What must be reached")
    for name, rate in RATES.items():
        figure, interval, target, _, _, cases = told[name]
        assert (f"{rate.figure:.3f}", f"{rate.low:.3f} to {rate.high:.3f}") == (figure, interval), name
        assert f"{rate.cases:,}" == cases, name
        if rate.target is not None:
            assert f"≤ {rate.target:.3f}" == target, name
            assert rate.is_missed == ("**missed**" in told[name]), name
    heads = rows_under("By world")["world"]
    world = rows_under("By world")["shared optimism"]
    assert {name: f"{share:.3f}" for name, share in SHARED_OPTIMISM.items()} == {
        name: world[heads.index(name)] for name in SHARED_OPTIMISM
    }


def test_every_rate_stands_in_some_sentence() -> None:
    said = " ".join(
        [error_words(verdict, ENGINE, of_child=True) for verdict in Verdict]
        + [error_words(verdict, ENGINE, of_child=False) for verdict in OF_ONE_HOME]
    )
    for name, rate in RATES.items():
        assert f"{rate.figure:.1%} (" in said or f"{1 - rate.figure:.1%} (" in said, name
    assert "5.4% (4.6% to 6.1%; above the 0.6% aimed at)" in said
    assert "0.0% (of 978 cases)" in said, "that it never happens is not said"
    assert "10.1%" in shared_optimism_words()


@pytest.mark.parametrize("of_child", [True, False])
def test_a_verdict_of_another_engine_has_no_rates_of_this_one(of_child: bool) -> None:
    said = error_words(Verdict.DETERIORATING, "1.1", of_child=of_child)
    assert "engine 1.1" in said
    assert "%" not in said
    assert error_rates.NAME.startswith(f"Simulated error rates of engine {ENGINE}")
