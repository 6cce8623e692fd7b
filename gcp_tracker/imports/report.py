"""What came of a return: a line for each child, and one for each value that was left out or needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from enum import StrEnum
from typing import Any

from gcp_tracker.imports.faults import Fault

COLUMNS = ("Line", "Child’s number", "Outcome", "Field", "Given in the file", "What happened, and why")


class Outcome(StrEnum):
    """What came of a child, in the order in which the report counts them."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left out"
    # and of one value
    VALUE_LEFT_OUT = "value left out"
    LOOK = "kept, please check"
    DIFFERS = "differs, left as it is"


OF_CHILDREN = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.LEFT_OUT)
OF_VALUES = (Outcome.VALUE_LEFT_OUT, Outcome.LOOK, Outcome.DIFFERS)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """`field` and `given` are empty where the line is about the child as a whole."""

    line: int
    child: str
    outcome: Outcome
    why: str
    field: str = ""
    given: str = ""


@dataclass(slots=True)
class Report:
    """`notes` are about the whole file. `refusal`: why the file would not be (or was not) taken in, else empty."""

    dry_run: bool
    notes: list[str] = field(default_factory=list)
    refusal: str = ""
    lines: list[ReportLine] = field(default_factory=list)
    spells: Counter[str] = field(default_factory=Counter)
    meetings: Counter[str] = field(default_factory=Counter)

    def add(self, line: int, child: str, outcome: Outcome, why: str) -> None:
        self.lines.append(ReportLine(line, child, outcome, why))

    def add_fault(self, fault: Fault) -> None:
        outcome = Outcome.LOOK if fault.kept else Outcome.VALUE_LEFT_OUT
        self.lines.append(ReportLine(fault.line, fault.child, outcome, fault.sentence, fault.field, fault.given))

    def count(self) -> dict[Outcome, int]:
        """By outcome, in their order, also those that did not occur."""
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in Outcome}

    def counts_to_keep(self) -> dict[str, Any]:
        """For the list of earlier imports: numbers only."""
        found = self.count()
        return {
            "children": {outcome.value: found[outcome] for outcome in OF_CHILDREN},
            "values": {outcome.value: found[outcome] for outcome in OF_VALUES},
            "spells": dict(self.spells),
            "meetings": dict(self.meetings),
        }

    def summary(self) -> str:
        """ "332 children: 332 created, 0 updated, …" """
        found = self.count()
        children = sum(found[outcome] for outcome in OF_CHILDREN)
        parts = ", ".join(f"{found[outcome]:,} {outcome.value}" for outcome in OF_CHILDREN)
        return f"{children:,} {'child' if children == 1 else 'children'}: {parts}"

    def made_words(self) -> str:
        """ "5 spells of help and 3 conferences created; 1 spell of help updated" """
        made, held = self.spells["created"], self.meetings["created"]
        return (
            f"{_many(made, 'spell')} of help and {_many(held, 'conference')} created;"
            f" {_many(self.spells['updated'], 'spell')} of help updated"
        )

    def values_words(self) -> str:
        found = self.count()
        return (
            f"Values in the file: {found[Outcome.VALUE_LEFT_OUT]:,} left out;"
            f" {found[Outcome.LOOK]:,} kept, please check; {found[Outcome.DIFFERS]:,} that differ, left as they are"
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON; from_dict reads it back."""
        lines = [astuple(line) for line in self.lines]
        counted = {"spells": dict(self.spells), "meetings": dict(self.meetings)}
        return {"dry_run": self.dry_run, "notes": self.notes, "refusal": self.refusal, "lines": lines, **counted}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Report:
        lines = [ReportLine(line, child, Outcome(outcome), *rest) for line, child, outcome, *rest in kept["lines"]]
        counted = {name: Counter(kept[name]) for name in ("spells", "meetings")}
        return cls(kept["dry_run"], kept["notes"], kept["refusal"], lines, **counted)


def as_text(report: Report) -> Iterator[str]:
    """Aligned lines for a terminal, the summary last."""
    rows = [tuple(COLUMNS), *(_cells(line) for line in report.lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS) - 1)]
    for row in rows if report.lines else []:
        starts = "  ".join(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True))
        yield f"{starts}  {row[-1]}".rstrip()
    yield ""
    yield from report.notes
    yield f"{report.summary()}."
    yield f"{report.made_words()}. {report.values_words()}."
    if report.refusal:
        yield report.refusal
    elif report.dry_run:
        yield "This was a dry run: nothing was written."


def as_rows(report: Report) -> Iterator[Sequence[str]]:
    """The lines below COLUMNS, for a spreadsheet."""
    yield from map(_cells, report.lines)


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _cells(line: ReportLine) -> tuple[str, str, str, str, str, str]:
    return (str(line.line), line.child, line.outcome.value, line.field, line.given, line.why)
