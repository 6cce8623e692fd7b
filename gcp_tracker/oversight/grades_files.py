"""The files that `judge` takes: grades, reviews and items, read line by line.

A line that cannot be used is named with its number and left out; the others count.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from gcp_tracker.change.gradings import Grade

GRADE_COLUMNS = ("child_id", "item_id", "domain", "date", "grade", "rater")
REVIEW_COLUMNS = ("child_id", "as_of")
ITEM_COLUMNS = ("domain", "items")
# The headline stands under this name in the results.
CHILD = "child"
GRADES = {str(value): float(value) for value in (1, 2, 3, 4, 5)}
LONGEST_CELL = 200

Row = TypeVar("Row")


class FileFault(ValueError):
    """A file that cannot be used at all; the message is a sentence for the person who gave it."""


class LineFault(ValueError):
    """One line that cannot be used; the message says why, without its number."""


@dataclass(frozen=True, slots=True)
class Review:
    child_id: str
    as_of: int


@dataclass(slots=True)
class Faults:
    """Sentences about lines that were left out, each told at once."""

    tell: Callable[[str], None]
    count: int = field(default=0)

    def add(self, path: Path, line: int, what: str) -> None:
        self.count += 1
        self.tell(f"{path.name}, line {line}: {what}. The line was left out.")


def grades_in(path: Path, faults: Faults) -> Iterator[tuple[str, Grade]]:
    """(child, grade) of each good line. Raises FileFault."""
    return _good_lines(path, GRADE_COLUMNS, _grade, faults)


def reviews_in(path: Path, faults: Faults) -> Iterator[Review]:
    return _good_lines(path, REVIEW_COLUMNS, _review, faults)


def form_sizes_in(path: Path, faults: Faults) -> dict[str, int]:
    """How many items each domain’s full form has."""
    return dict(_good_lines(path, ITEM_COLUMNS, _size, faults))


def _good_lines(
    path: Path, columns: tuple[str, ...], make: Callable[[Mapping[str, str]], Row], faults: Faults
) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            header = _header(next(file, ""))
            if missing := [name for name in columns if name not in header]:
                raise FileFault(f"{path.name} has no column {', '.join(missing)}. Nothing was written.")
            for number, line in enumerate(file, 2):
                if not line.strip():
                    continue
                try:
                    cells = _cells(line)
                    if len(cells) != len(header):
                        raise LineFault(f"it has {len(cells)} cells where the first line has {len(header)}")
                    row = make(dict(zip(header, cells, strict=True)))
                except LineFault as fault:
                    faults.add(path, number, str(fault))
                    continue
                yield row
        except UnicodeDecodeError as error:
            raise FileFault(f"{path.name} is not UTF-8 text. Nothing was written.") from error


def _header(line: str) -> list[str]:
    try:
        return [name.lower() for name in _cells(line)]
    except LineFault:
        return []


def _cells(line: str) -> list[str]:
    """A line is a row: no cell of these files goes over a line’s end, and a stray quote must not swallow the next."""
    if '"' not in line:
        return [cell.strip() for cell in line.split(",")]
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True))]
    except csv.Error as error:
        raise LineFault(f"it is not CSV ({error})") from error


def _grade(cells: Mapping[str, str]) -> tuple[str, Grade]:
    value = GRADES.get(cells["grade"].removesuffix(".0"))
    if value is None:
        raise LineFault(f"“{cells['grade'][:20]}” is not a grade from 1 to 5")
    if cells["domain"] == CHILD:
        raise LineFault(f"“{CHILD}” cannot be the name of a domain")
    grade = Grade(
        _cell(cells, "care_of", needed=False),
        _cell(cells, "domain"),
        _cell(cells, "item_id"),
        _day(cells["date"]),
        _cell(cells, "rater"),
        value,
    )
    return _cell(cells, "child_id"), grade


def _review(cells: Mapping[str, str]) -> Review:
    return Review(_cell(cells, "child_id"), _day(cells["as_of"]))


def _size(cells: Mapping[str, str]) -> tuple[str, int]:
    if not (cells["items"].isascii() and cells["items"].isdigit() and 0 < int(cells["items"]) < 1000):
        raise LineFault(f"“{cells['items'][:20]}” is not a number of items")
    return _cell(cells, "domain"), int(cells["items"])


def _cell(cells: Mapping[str, str], name: str, *, needed: bool = True) -> str:
    value = cells.get(name, "")
    if needed and not value:
        raise LineFault(f"{name} is empty")
    if len(value) > LONGEST_CELL:
        raise LineFault(f"{name} is longer than {LONGEST_CELL} characters")
    return value


def _day(text: str) -> int:
    try:
        if len(text) != len("2026-05-03"):
            raise ValueError
        return date.fromisoformat(text).toordinal()
    except ValueError as error:
        raise LineFault(f"“{text[:20]}” is not a date such as 2026-05-03") from error
