"""What came, or would come, of each line of a chronology from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from enum import StrEnum
from typing import Any

from gcp_tracker.imports.faults import Fault


class LineOutcome(StrEnum):
    """Of a line, in the order in which the report counts them; LOOK and VALUE are of one value in it."""

    ADDED = "added"
    THERE = "there already"
    PASSED_OVER = "passed over"
    LEFT_OUT = "left out"
    LOOK = "kept, please check"
    VALUE = "value left out"


COLUMNS = ("Line", "Child’s number", "Outcome", "Given in the file", "What happened, and why")
OF_LINES = (LineOutcome.ADDED, LineOutcome.THERE, LineOutcome.PASSED_OVER, LineOutcome.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class EventLine:
    line: int
    child: str
    outcome: LineOutcome
    why: str
    given: str = ""


@dataclass(slots=True)
class EventReport:
    """`notes` are about the whole file."""

    dry_run: bool
    notes: list[str] = field(default_factory=list)
    lines: list[EventLine] = field(default_factory=list)

    def add(self, line: int, child: str, outcome: LineOutcome, why: str = "") -> None:
        self.lines.append(EventLine(line, child, outcome, why))

    def add_fault(self, fault: Fault) -> None:
        outcome = LineOutcome.LOOK if fault.kept else LineOutcome.VALUE
        why = f"{fault.field}: {fault.sentence[:1].lower()}{fault.sentence[1:]}"
        self.lines.append(EventLine(fault.line, fault.child, outcome, why, fault.given))

    def count(self) -> dict[LineOutcome, int]:
        """By outcome, in their order, also those that did not occur."""
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in LineOutcome}

    @property
    def adds(self) -> int:
        return self.count()[LineOutcome.ADDED]

    def as_rows(self) -> Iterator[tuple[str, ...]]:
        """The lines below COLUMNS, for a spreadsheet."""
        for one in self.lines:
            yield str(one.line), one.child, one.outcome.value, one.given, one.why

    def summary(self) -> str:
        """ "14 lines: 12 added, 1 there already, 0 passed over, 1 left out" """
        found = self.count()
        lines = sum(found[outcome] for outcome in OF_LINES)
        parts = ", ".join(f"{found[outcome]:,} {outcome.value}" for outcome in OF_LINES)
        return f"{lines:,} {'line' if lines == 1 else 'lines'}: {parts}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON; from_dict reads it back."""
        return {"dry_run": self.dry_run, "notes": self.notes, "lines": [astuple(line) for line in self.lines]}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> EventReport:
        lines = [EventLine(line, child, LineOutcome(outcome), *rest) for line, child, outcome, *rest in kept["lines"]]
        return cls(kept["dry_run"], kept["notes"], lines)
