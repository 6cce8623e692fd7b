"""`flask --app gcp_tracker judge`: verdicts from files, for analysts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from gcp_tracker.oversight import judging
from gcp_tracker.oversight.commands import judge_command
from tests.change.histories_by_hand import CASES, rows

HEADER = "child_id,item_id,domain,date,grade,rater,care_of"
FULL = [
    f"leo,love_{item},love,2024-0{month}-01,{value},A,home" for item in range(5) for month, value in ((1, 4), (2, 4))
]
FULL += [f"leo,love_{item},love,2024-{month:02}-01,2,A,home" for item in range(5) for month in range(4, 13)]


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Result]:
    def run(grades: str, reviews: str, items: str | None = "domain,items\nlove,5\n") -> Result:
        """Files with these texts; results in out.csv and facts.csv."""
        named = {"grades": grades, "reviews": reviews, "items": items}
        options = []
        for name, text in named.items():
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
                options += [f"--{name}", str(tmp_path / f"{name}.csv")]
        options += ["--out", str(tmp_path / "out.csv"), "--facts", str(tmp_path / "facts.csv")]
        return CliRunner().invoke(judge_command, options)

    return run


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(*lines: str, header: str = HEADER) -> str:
    return "\n".join([header, *lines, ""])


def test_all_cases_come_out_of_the_command_as_they_should(judge: Callable[..., Result], tmp_path: Path) -> None:
    names = ("grades.csv", "reviews.csv", "items.csv")
    result = judge(*((CASES / name).read_text(encoding="utf-8") for name in names))
    assert result.exit_code == 0, result.output
    found = {(one["child_id"], one["as_of"], one["domain"]): one["verdict"] for one in table(tmp_path / "out.csv")}
    for one in rows("expected.csv"):
        assert found[one["case"], one["as_of"], one["domain"]] in one["allowed"].split("|"), one
    facts: dict[tuple[str, str, str], set[str]] = {}
    for one in table(tmp_path / "facts.csv"):
        facts.setdefault((one["child_id"], one["as_of"], one["fact"]), set()).add(one["item_id"] or one["domain"])
    for one in rows("expected-facts.csv"):
        assert facts.get((one["case"], one["as_of"], one["fact"]), set()) == set(one["exactly"].split()), one


def test_one_row_for_each_domain_and_one_for_the_headline_in_the_order_of_the_reviews(
    judge: Callable[..., Result], tmp_path: Path
) -> None:
    reviews = text("leo,2024-12-02", "nobody,2024-12-02", "leo,2024-03-01", header="child_id,as_of")
    judge(text(*FULL), reviews)
    found = [(one["child_id"], one["as_of"], one["domain"], one["verdict"]) for one in table(tmp_path / "out.csv")]
    assert found == [
        ("leo", "2024-12-02", "love", "improving_sustained"),
        ("leo", "2024-12-02", "child", "improving_sustained"),
        ("nobody", "2024-12-02", "love", "not_enough_to_tell"),
        ("nobody", "2024-12-02", "child", "not_enough_to_tell"),
        ("leo", "2024-03-01", "love", "not_enough_to_tell"),
        ("leo", "2024-03-01", "child", "not_enough_to_tell"),
    ]


def test_probabilities_are_empty_where_nothing_can_be_settled(judge: Callable[..., Result], tmp_path: Path) -> None:
    judge(text(*FULL), text("leo,2024-03-01", "leo,2024-12-02", header="child_id,as_of"))
    unsettled, _, settled, _ = table(tmp_path / "out.csv")
    assert (unsettled["p_better"], unsettled["p_worse"], unsettled["p_sustained"]) == ("", "", "")
    assert 0.9 < float(settled["p_better"]) <= 1
    assert float(settled["p_worse"]) < 0.01


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("leo,love_0,love,2024-13-01,2,A,home", "“2024-13-01” is not a date such as 2026-05-03"),
        ("leo,love_0,love,1.3.2024,2,A,home", "“1.3.2024” is not a date such as 2026-05-03"),
        ("leo,love_0,love,2024-03-01,6,A,home", "“6” is not a grade from 1 to 5"),
        ("leo,love_0,love,2024-03-01,2.5,A,home", "“2.5” is not a grade from 1 to 5"),
        ("leo,love_0,love,2024-03-01,,A,home", "“” is not a grade from 1 to 5"),
        (",love_0,love,2024-03-01,2,A,home", "child_id is empty"),
        ("leo,love_0,love,2024-03-01,2,,home", "rater is empty"),
        ("leo,love_0,love,2024-03-01,2,A", "it has 6 cells where the first line has 7"),
        ("leo,love_0,child,2024-03-01,2,A,home", "“child” cannot be the name of a domain"),
        ('leo,"love_0,love,2024-03-01,2,A,home', "it is not CSV"),
    ],
)
def test_a_wrong_line_is_named_by_its_number_and_left_out(
    judge: Callable[..., Result], tmp_path: Path, line: str, says: str
) -> None:
    result = judge(text(*FULL, line), text("leo,2024-12-02", header="child_id,as_of"))
    assert result.exit_code == 1
    assert f"grades.csv, line {len(FULL) + 2}: {says}" in result.output
    assert "1 reviews judged, 1 lines left out." in result.output
    assert [one["verdict"] for one in table(tmp_path / "out.csv")] == ["improving_sustained"] * 2


def test_a_wrong_review_is_left_out_too(judge: Callable[..., Result], tmp_path: Path) -> None:
    result = judge(text(*FULL), text("leo,soon", "leo,2024-12-02", header="child_id,as_of"))
    assert (result.exit_code, len(table(tmp_path / "out.csv"))) == (1, 2)
    assert "reviews.csv, line 2: “soon” is not a date" in result.output


@pytest.mark.parametrize("missing", ["child_id", "rater", "grade"])
def test_a_file_without_a_needed_column_is_refused_and_nothing_is_written(
    judge: Callable[..., Result], tmp_path: Path, missing: str
) -> None:
    (tmp_path / "out.csv").write_text("yesterday’s", encoding="utf-8")
    result = judge(text(*FULL).replace(missing, "other", 1), text("leo,2024-12-02", header="child_id,as_of"))
    assert result.exit_code == 2
    assert f"grades.csv has no column {missing}. Nothing was written." in result.output
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "yesterday’s"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grades.csv", "items.csv", "out.csv", "reviews.csv"]


def test_a_file_that_is_not_text_is_refused(judge: Callable[..., Result], tmp_path: Path) -> None:
    reviews = text("leo,2024-12-02", header="child_id,as_of")
    judge(text(*FULL), reviews)
    (tmp_path / "grades.csv").write_bytes(text(*FULL).encode() + b"\xff\xfe")
    options = [f"--{name}={tmp_path / name}.csv" for name in ("grades", "reviews", "out")]
    result = CliRunner().invoke(judge_command, options)
    assert (result.exit_code, "grades.csv is not UTF-8 text" in result.output) == (2, True)


def test_without_a_list_of_items_the_form_is_what_was_ever_graded_in_the_series(
    judge: Callable[..., Result], tmp_path: Path
) -> None:
    three = [line for line in FULL if line.split(",")[1] in ("love_0", "love_1", "love_2")]
    reviews = text("leo,2024-12-02", header="child_id,as_of")
    judge(text(*three), reviews, items="domain,items\nlove,9\n")
    assert table(tmp_path / "out.csv")[0]["verdict"] == "not_enough_to_tell"
    judge(text(*three), reviews, items=None)
    assert table(tmp_path / "out.csv")[0]["verdict"] == "improving_sustained"


def test_how_the_lines_are_ordered_or_spread_changes_no_byte(
    judge: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = {name: (CASES / f"{name}.csv").read_text(encoding="utf-8") for name in ("grades", "reviews", "items")}
    judge(**cases)
    whole = [(tmp_path / name).read_bytes() for name in ("out.csv", "facts.csv")]
    header, *lines = cases["grades"].splitlines()
    Random(7).shuffle(lines)
    monkeypatch.setattr(judging, "BYTES_A_HEAP", 50_000)
    judge(text(*lines, header=header), cases["reviews"], cases["items"])
    assert [(tmp_path / name).read_bytes() for name in ("out.csv", "facts.csv")] == whole
