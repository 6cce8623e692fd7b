"""The simulator’s worlds, its rivals, and a small run from end to end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from bench.simulator import __main__ as prove
from bench.simulator.agreement import agreement, kappa
from bench.simulator.calibration_plot import calibration_svg
from bench.simulator.columns import columns_of
from bench.simulator.engine import ENGINE
from bench.simulator.figures import TARGETS, figures_of
from bench.simulator.judging import Run, disagreements, run_of, said_by_all
from bench.simulator.page import BEGIN, END, into
from bench.simulator.rivals import RIVALS, Spreads, visits_of
from bench.simulator.rules import DETERIORATING, FLUCTUATING, NO_CHANGE, NOT_YET, SUSTAINED
from bench.simulator.visits import histories_of
from bench.simulator.worlds import worlds
from tests.bench.simulated import KNOWN, history, seen

SPREADS = Spreads(start_sd=0.9, visit_sd=0.15)


def quiet(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def run() -> Run:
    return run_of(KNOWN, 30, [5], quiet)


def test_workers_agree_as_the_file_says() -> None:
    found = agreement(KNOWN, KNOWN.worlds[0], 400, 3)
    assert 0.66 <= found.squared <= 0.72
    assert found.plain < found.squared


def test_kappa_is_one_for_the_same_grades_and_none_for_chance() -> None:
    one = np.array([1, 2, 3, 4, 5] * 4)
    assert kappa(one, one, 2) == 1.0
    assert abs(kappa(np.repeat(one[:5], 5), np.tile(one[:5], 5), 2)) < 1e-12
    assert kappa(one, np.clip(one + 1, 1, 5), 2) > kappa(one, np.clip(one + 1, 1, 5), 1)


def test_a_key_of_the_worlds_that_nobody_reads_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "worlds.toml"
    text = (Path(prove.__file__).parents[1] / "worlds.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("spacing_least", "spacing_lest"), encoding="utf-8")
    with pytest.raises(TypeError, match="spacing_lest"):
        worlds(path)


def test_the_same_seed_makes_the_same_children_however_many() -> None:
    few, more = list(histories_of(KNOWN, range(3), 9)), list(histories_of(KNOWN, range(6), 9))
    for one, other in zip(few, more, strict=False):
        assert one.reviews == other.reviews
        assert [row.worker for row in one.rows] == [row.worker for row in other.rows]
        assert all(
            np.array_equal(a.values, b.values, equal_nan=True) for a, b in zip(one.rows, other.rows, strict=True)
        )
    other_seed = next(histories_of(KNOWN, range(1), 10))
    assert [row.day for row in other_seed.rows] != [row.day for row in few[0].rows]


def test_grades_are_whole_and_only_of_what_the_form_asks() -> None:
    for made in histories_of(KNOWN, range(20), 4):
        for row in made.rows:
            graded = row.values[np.isfinite(row.values)]
            assert set(graded.tolist()) <= {1.0, 2.0, 3.0, 4.0, 5.0}
            assert not np.isfinite(row.values[~made.life.form.asked(row.day)]).any()


@pytest.mark.parametrize(
    ("care", "expected"),
    [
        ([(0, 3.0), (900, 3.0)], dict.fromkeys(RIVALS, NO_CHANGE)),
        (
            [(0, 4.0), (60, 4.0), (90, 2.0), (900, 2.0)],
            dict.fromkeys(RIVALS, SUSTAINED),
        ),
        ([(0, 2.0), (60, 2.0), (300, 4.0), (900, 4.0)], dict.fromkeys(RIVALS, DETERIORATING)),
        (
            [(0, 4.0), (60, 4.0), (90, 2.0), (200, 2.0), (240, 4.0), (900, 4.0)],
            {
                "last − first": NO_CHANGE,
                "mean of last two": FLUCTUATING,
                "reliable change .90": FLUCTUATING,
                "control chart": FLUCTUATING,
                "trend line": NO_CHANGE,
            },
        ),
    ],
    ids=["flat", "sustained", "worse", "relapse"],
)
def test_each_rival_says_what_it_can_see(care: list[tuple[float, float]], expected: dict[str, int]) -> None:
    visits = visits_of(seen(history(care), 390))
    assert {name: rival(visits, KNOWN.definitions, SPREADS).verdict for name, rival in RIVALS.items()} == expected


def test_the_mean_of_two_does_not_call_a_month_old_gain_sustained() -> None:
    visits = visits_of(seen(history([(0, 4.0), (250, 4.0), (270, 2.0), (900, 2.0)]), 390))
    assert RIVALS["mean of last two"](visits, KNOWN.definitions, SPREADS).verdict == NOT_YET


def test_the_rules_written_twice_agree(run: Run) -> None:
    assert dict.fromkeys(disagreements(run), 0) == disagreements(run)


def test_silence_is_never_good_news_for_any_method(run: Run) -> None:
    for said in said_by_all(run):
        found = figures_of(columns_of(run, said), intervals=False)
        assert found["head_silent_60"].cases > 0
        assert found["head_silent_60"].value == 0
        assert found["head_silent_90"].value == 0


def test_a_method_that_says_the_truth_reaches_every_figure(run: Run) -> None:
    said = said_by_all(run)[0]
    columns = columns_of(run, said)
    right = replace(
        columns,
        verdicts=columns.right,
        p_better=columns.is_better.astype(float),
        p_sustained=columns.is_sustained.astype(float),
    )
    found = figures_of(right, intervals=False)
    for key in ("flat", "lost", "sustained_not", "harm", "false_worse", "brier_better", "ece_sustained"):
        assert found[key].value == 0, key
    for key in ("finds_sustained", "finds_worse", "answers", "f1"):
        assert found[key].value == 1, key


def test_an_interval_holds_its_figure(run: Run) -> None:
    found = figures_of(columns_of(run, said_by_all(run)[0]))
    told = [found[one.key] for one in TARGETS if not one.key.startswith("ece")]
    assert all(one.low <= one.value <= one.high for one in told if one.value == one.value)
    assert any(one.low < one.high for one in told)


def test_a_run_writes_its_page_and_its_plot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "proof.md").write_text(f"# Before\n{BEGIN}\nold\n{END}\nAfter\n", encoding="utf-8")
    assert prove.main(["--children", "12", "--seed", "3", "--docs", str(tmp_path)]) == 0
    page = (tmp_path / "proof.md").read_text(encoding="utf-8")
    assert page.startswith("# Before\n")
    assert page.endswith("After\n")
    assert "old" not in page
    for words in [*RIVALS, *(one.words for one in TARGETS), 'make prove ARGS="--children 12 --seed 3"']:
        assert words in page
    ElementTree.parse(tmp_path / "calibration.svg")  # noqa: S314 - our own file
    assert "12 of 12 children" in capsys.readouterr().err


def test_the_page_in_docs_is_of_this_engine() -> None:
    assert f"{ENGINE}, seeds" in (prove.DOCS / "proof.md").read_text(encoding="utf-8"), "run make prove"


def test_a_page_without_markers_is_not_written_over() -> None:
    with pytest.raises(ValueError, match="markers"):
        into("# Nothing here", "figures")


def test_the_plot_names_its_panels_and_draws_each_bin() -> None:
    drawn = calibration_svg([("Better", [(0.1, 0.2, 5), (0.9, 0.8, 50)]), ("Held", [(0.5, 0.5, 1)])], "said & done")
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own text
    texts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Better", "Held"} <= set(texts)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 3
