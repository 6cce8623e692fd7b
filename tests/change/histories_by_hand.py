"""The thirty histories made by hand, and how a test makes a history of its own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from gcp_tracker.change.gradings import ChildGrades, Grade, child_grades
from gcp_tracker.change.reading import ChildReading, read_children

CASES = Path(__file__).parents[1] / "data" / "change-cases"
SIZES = {"physical": 15, "safety": 6, "love": 5, "esteem": 7}
START = date(2024, 1, 1).toordinal()


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@cache
def cases() -> Mapping[str, list[Grade]]:
    found: dict[str, list[Grade]] = {one["child_id"]: [] for one in rows("reviews.csv")}
    for one in rows("grades.csv"):
        grade = Grade(
            one["care_of"], one["domain"], one["item_id"], day(one["date"]), one["rater"], float(one["grade"])
        )
        found[one["child_id"]].append(grade)
    return found


@cache
def readings() -> Mapping[tuple[str, str], ChildReading]:
    asked = [(one["child_id"], one["as_of"]) for one in rows("reviews.csv")]
    found = read_children([(child(cases()[case], case), day(as_of)) for case, as_of in asked])
    return dict(zip(asked, found, strict=True))


def child(grades: Iterable[Grade], name: str = "child") -> ChildGrades:
    return child_grades(name, grades, SIZES, sizes=SIZES)


def visit(
    on: int, levels: Mapping[str, float], *, worker: str = "A", care_of: str = "home", only: int | None = None
) -> list[Grade]:
    """Every item of the domains named (the first `only` of each) at that grade, `on` days after START."""
    return [
        Grade(care_of, domain, f"{domain}_{number:02}", START + on, worker, level)
        for domain, level in levels.items()
        for number in range(1, (only or SIZES[domain]) + 1)
    ]


def everywhere(level: float) -> dict[str, float]:
    return dict.fromkeys(SIZES, level)
