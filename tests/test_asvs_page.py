"""docs/asvs.md is whole, and what it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house import ROOT

# The numbers of Levels 1 and 2, by section; those of Level 1 first.
LEVEL_1_AND_2 = {
    "1.1": "; 1 2", "1.2": "1 2 3 4 5; 6 7 8 9", "1.3": "1 2; 3 4 5 6 7 8 9 10 11", "1.4": "; 1 2 3", "1.5": "1; 2",
    "2.1": "1; 2 3", "2.2": "1 2; 3", "2.3": "1; 2 3 4", "2.4": "; 1",
    "3.2": "1 2;", "3.3": "1; 2 3 4", "3.4": "1 2; 3 4 5 6", "3.5": "1 2 3; 4 5", "3.7": "; 1 2",
    "4.1": "1; 2 3", "4.2": "; 1", "4.3": "; 1 2", "4.4": "1; 2 3 4",
    "5.1": "; 1", "5.2": "1 2; 3", "5.3": "1 2;", "5.4": "; 1 2 3",
    "6.1": "1; 2 3", "6.2": "1 2 3 4 5 6 7 8; 9 10 11 12", "6.3": "1 2; 3 4", "6.4": "1 2; 3 4", "6.5": "; 1 2 3 4 5",
    "6.6": "; 1 2 3", "6.8": "; 1 2 3 4",
    "7.1": "; 1 2 3", "7.2": "1 2 3 4;", "7.3": "; 1 2", "7.4": "1 2; 3 4 5", "7.5": "; 1 2", "7.6": "; 1 2",
    "8.1": "1; 2", "8.2": "1 2; 3", "8.3": "1;", "8.4": "; 1",
    "10.1": "; 1 2", "10.2": "; 1 2", "10.5": "; 1 2 3 4 5",
    "11.1": "; 1 2", "11.2": "; 1 2 3", "11.3": "1 2; 3", "11.4": "1; 2 3 4", "11.5": "; 1", "11.6": "; 1",
    "12.1": "1; 2 3", "12.2": "1 2;", "12.3": "; 1 2 3 4",
    "13.1": "; 1", "13.2": "; 1 2 3 4 5", "13.3": "; 1 2", "13.4": "1; 2 3 4 5",
    "14.1": "; 1 2", "14.2": "1; 2 3 4", "14.3": "1; 2 3",
    "15.1": "1; 2 3", "15.2": "1; 2 3", "15.3": "1; 2 3 4 5 6 7",
    "16.1": "; 1", "16.2": "; 1 2 3 4 5", "16.3": "; 1 2 3 4", "16.4": "; 1 2 3", "16.5": "; 1 2 3",
}  # fmt: skip
PAGE = ROOT / "docs" / "asvs.md"
ANSWERS = ("met", "deviation", "not applicable")
NAMED = re.compile(r"`([\w./-]+?)(?:::(test_\w+))?`")


def rows() -> list[tuple[str, str, str, str, str]]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| V"):
            number, level, asked, answer, why = (cell.strip() for cell in line.strip("|").split("|"))
            found.append((number, level, asked, answer, why))
    return found


def test_every_requirement_of_levels_1_and_2_stands_there_once_under_its_level() -> None:
    expected = {
        f"V{section}.{number}": str(level)
        for section, numbers in LEVEL_1_AND_2.items()
        for level, part in enumerate(numbers.split(";"), start=1)
        for number in part.split()
    }
    assert len(expected) == 219
    numbers = [number for number, *_ in rows()]
    assert len(numbers) == len(set(numbers))
    assert {number: level for number, level, *_ in rows() if level != "3"} == expected
    assert not [number for number, level, *_ in rows() if level == "3" and number in expected]


def test_each_has_one_of_three_answers_and_says_why() -> None:
    for number, _, asked, answer, why in rows():
        assert answer in ANSWERS, number
        assert asked, number
        assert len(why) > 10, number


def test_nothing_is_met_without_a_test_or_a_page_and_what_is_named_is_there() -> None:
    tests: dict[Path, set[str]] = {}
    for number, _, _, answer, why in rows():
        named = NAMED.findall(why) if answer == "met" else [one for one in NAMED.findall(why) if "/" in one[0]]
        assert named or answer != "met", number
        for name, test in named:
            path = ROOT / name
            assert path.is_file(), f"{number} names {name}"
            if path not in tests and path.suffix == ".py":
                tree = ast.parse(path.read_text(encoding="utf-8"))
                tests[path] = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert not test or test in tests[path], f"{number} names {test}"


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_page_counts_itself(answer: str) -> None:
    said = " ".join(PAGE.read_text(encoding="utf-8").split())
    count = sum(one == answer for _, _, _, one, _ in rows())
    words = {
        "met": f"{count} are met",
        "deviation": f"{count} are deviations",
        "not applicable": f"{count} do not apply",
    }
    assert words[answer] in said
    assert f"Of {len(rows())} requirements" in said
