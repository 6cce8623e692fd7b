"""The benchmark runs and prints its rows; what they say is for people to judge."""

from __future__ import annotations

import sys

import pytest

from bench.__main__ import main
from bench.bare import PAGE_BYTES, ROWS, bare_app
from bench.place import CASELOADS, new_place
from bench.ratios import ratio_with_spread
from bench.table import Row, print_table, verdict


def test_a_run_prints_every_row_of_server_and_memory(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "sqlite", "--rounds", "2", "--without-browser"]) == 0
    said = capsys.readouterr().out
    for what in (
        "one grade saved",
        "signing 33 grades",
        "the grade page",
        "the child’s page, 60 visits",
        "a restricted child, and none",
        "signing with its reading",
        "the child’s page with verdict",
        "verdicts of 60 children, as kept",
        "readings in batches of 1,000, bare Cholesky and matrix products",
        "readings in batches of 1,000, one series at a time",
        "peak memory of a worker",
    ):
        assert what in said
    assert [f"my children, {caseload}: queries" in said for caseload in CASELOADS] == [True] * len(CASELOADS)
    assert "not measured" not in said


def test_a_large_database_is_filled_and_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "sqlite", "--rounds", "2", "--children", "40"]) == 0
    said = capsys.readouterr().out
    assert "filling in 40 children" in said
    assert "one grade saved, large database" in said
    assert "not measured" not in said


def test_the_bare_page_is_what_the_issue_names() -> None:
    with new_place("small") as place:
        config = place.app().extensions["gcp_config"]
        page = bare_app(config).test_client().get("/page").text
    assert page.count("<tr ") == ROWS
    assert abs(len(page.encode()) - PAGE_BYTES) < PAGE_BYTES / 50


def test_a_ratio_is_that_of_the_medians_and_lies_in_its_spread() -> None:
    ratio, low, high = ratio_with_spread([4.0, 6.0, 8.0, 6.0], [2.0, 2.0, 3.0, 2.0])
    assert ratio == 3.0
    assert low <= ratio <= high


def test_a_figure_over_its_target_is_said_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        Row("saving", "7 ms", "≤ 3", "2.0", verdict(2.0, 3)),
        Row("signing", "90 ms", "≤ 8", "9.0", verdict(9.0, 8)),
    ]
    print_table("small", rows, sys.stdout)
    said = capsys.readouterr().out
    assert said.rstrip().endswith("2 rows, 1 over: signing")
