"""Attendance from a school’s or the virtual school’s file: looked over line by line, then taken in whole or not at all.

A child is found by the authority’s number or the UPN, never by a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field
from enum import StrEnum
from itertools import groupby, islice
from typing import Any, TypeVar
from uuid import UUID

from gcp_tracker.engagement.details import SessionDetails
from gcp_tracker.engagement.queries import half_terms
from gcp_tracker.engagement.service import Written, write_sessions
from gcp_tracker.engagement.service.attendance import term_of
from gcp_tracker.imports import queries
from gcp_tracker.imports.faults import shown
from gcp_tracker.imports.named_columns import NamedRow, NamedTable
from gcp_tracker.models import Authority, Child, HalfTerm, ImportRun
from gcp_tracker.rules.engagement_vocabulary import HalfTermName
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.schooling import check_sessions, term_words
from gcp_tracker.unit_of_work import UnitOfWork

KIND = "attendance"
BATCH = 500
# What each column may be called, by its plain name.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("our number", "child s number", "la child id", "lachildid", "number", "reference"),
    "upn": ("upn", "unique pupil number"),
    "school": ("school", "school name"),
    "half_term": ("half term", "term"),
    "possible": ("possible", "sessions possible", "possible sessions"),
    "attended": ("attended", "sessions attended", "attendance", "present"),
    "unauthorised": ("unauthorised", "missed without leave", "unauthorised absence", "unauthorised sessions"),
}
NEEDED = ("school", "half_term", "possible", "attended")
_TERM = re.compile(r"(autumn|spring|summer)\W*(?:half\W*)?([12])", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)\W+(?:20)?(\d\d)\b")
Item = TypeVar("Item")


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "the same already"
    LEFT_OUT = "left out"


OUTCOME_OF = {Written.NEW: Outcome.NEW, Written.CHANGED: Outcome.CHANGED, Written.SAME: Outcome.SAME}


@dataclass(frozen=True, slots=True)
class Line:
    line: int
    number: str
    outcome: Outcome
    why: str


@dataclass(slots=True)
class AttendanceReport:
    """`refusal`: why the whole file would not be taken in; then it has no lines."""

    dry_run: bool
    refusal: str = ""
    lines: list[Line] = field(default_factory=list)

    def count(self) -> dict[Outcome, int]:
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in Outcome}

    def summary(self) -> str:
        return ", ".join(f"{number:,} {outcome.value}" for outcome, number in self.count().items())

    def as_dict(self) -> dict[str, Any]:
        return {"dry_run": self.dry_run, "refusal": self.refusal, "lines": [astuple(line) for line in self.lines]}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> AttendanceReport:
        lines = [Line(line, number, Outcome(outcome), why) for line, number, outcome, why in kept["lines"]]
        return cls(kept["dry_run"], kept["refusal"], lines)


@dataclass(frozen=True, slots=True)
class _Read:
    """One line that can be understood: the child is still to be found."""

    line: int
    number: str
    upn: str
    term: HalfTerm
    details: SessionDetails

    @property
    def named(self) -> str:
        return self.number or self.upn


def import_attendance(
    uow: UnitOfWork, authority: Authority, table: NamedTable, file_name: str, file_hash: str, *, dry_run: bool
) -> AttendanceReport:
    """Take the file in, or (`dry_run`) say what would come of it: then nothing is written, and `uow` is not entered."""
    report = AttendanceReport(dry_run, _refusal(table))
    terms = {(one.name, one.school_year): one for one in half_terms(uow.session, authority)}
    if not report.refusal and not terms:
        report.refusal = "No half terms are entered for your authority yet: enter their days first"
    if report.refusal:
        return report
    run = None if dry_run else ImportRun(
        kind=KIND, file_name=shown(file_name), file_hash=file_hash, authority=authority, at=uow.now, by=uow.author,
        counts={},
    )  # fmt: skip
    if run is not None:
        uow.session.add(run)
    seen: dict[tuple[UUID, int, str], int] = {}
    read = _read_lines(table, terms, report)
    while batch := list(islice(read, BATCH)):
        _take_in(uow, authority, batch, report, seen, run)
    report.lines.sort(key=lambda line: line.line)
    if run is not None:
        run.counts = {"lines": {outcome.value: number for outcome, number in report.count().items()}}
        uow.record("attendance:import_file", subject=run)
    return report


def _refusal(table: NamedTable) -> str:
    missing = [name for name in NEEDED if _column(table, name) is None]
    if missing:
        asked = ", ".join(f"“{COLUMNS[name][0]}”" for name in missing)
        return f"The file has no column {asked}. Its first row must name the columns"
    if _column(table, "number") is None and _column(table, "upn") is None:
        return "The file has no column “our number” and none “UPN”: a child is never found by name"
    return ""


def _column(table: NamedTable, name: str) -> str | None:
    return next((given for given in COLUMNS[name] if given in table.columns), None)


def _read_lines(
    table: NamedTable, terms: Mapping[tuple[HalfTermName, int], HalfTerm], report: AttendanceReport
) -> Iterator[_Read]:
    columns = {name: _column(table, name) for name in COLUMNS}
    for row in table.rows:
        given = {name: row.cells.get(column, "") if column else "" for name, column in columns.items()}
        number, upn = given["number"], given["upn"].upper()
        try:
            yield _Read(row.line, number, upn, _term_in(given["half_term"], terms), _sessions_in(given, row))
        except RuleBroken as broken:
            report.lines.append(Line(row.line, shown(number or upn), Outcome.LEFT_OUT, broken.sentence))


def _term_in(given: str, terms: Mapping[tuple[HalfTermName, int], HalfTerm]) -> HalfTerm:
    term, year = _TERM.search(given), _YEAR.search(given)
    if term is None or year is None or int(year[2]) != (int(year[1]) + 1) % 100:
        raise RuleBroken(f"“{shown(given)}” is not a half term: write it like “Autumn 1 2026/27”")
    name = HalfTermName(f"{term[1].lower()}_{term[2]}")
    found = terms.get((name, int(year[1])))
    if found is None:
        raise RuleBroken(f"The days of {term_words(name, int(year[1]))} are not entered")
    return found


def _sessions_in(given: Mapping[str, str], row: NamedRow) -> SessionDetails:
    if not given["number"] and not given["upn"]:
        raise RuleBroken("There is no number and no UPN, so it is not known whose line this is")
    if not given["school"]:
        raise RuleBroken("There is no school")
    counts = {}
    for name in ("possible", "attended", "unauthorised"):
        text = given[name] or ("0" if name == "unauthorised" else "")
        if not (text.isascii() and text.isdigit() and len(text) < 5):
            raise RuleBroken(f"“{shown(given[name])}” is no number of sessions ({COLUMNS[name][0]})")
        counts[name] = int(text)
    return SessionDetails(given["school"][:200], **counts)


def _take_in(
    uow: UnitOfWork,
    authority: Authority,
    batch: list[_Read],
    report: AttendanceReport,
    seen: dict[tuple[UUID, int, str], int],
    run: ImportRun | None,
) -> None:
    children = queries.children_by_number(
        uow.session,
        authority,
        [one.number for one in batch if one.number],
        [one.upn for one in batch if one.upn],
        uow.author,
        uow.now,
    )
    good: list[tuple[Child, _Read]] = []
    for one in batch:
        child, why = _child_of(one, children)
        why = why or (_why_not(uow, child, one) if child else "")
        if child is None or why:
            report.lines.append(Line(one.line, shown(one.named), Outcome.LEFT_OUT, why))
            continue
        key = (child.id, one.term.id, one.details.school)
        if key in seen:
            again = f"The same child, half term and school stand at line {seen[key]} already"
            report.lines.append(Line(one.line, shown(one.named), Outcome.LEFT_OUT, again))
            continue
        seen[key] = one.line
        good.append((child, one))
    good.sort(key=lambda pair: (str(pair[0].id), pair[1].line))
    for _, own in groupby(good, key=lambda pair: pair[0].id):
        rows = list(own)
        written = write_sessions(uow, rows[0][0], [(one.term, one.details) for _, one in rows], run)
        for (_, one), came in zip(rows, written, strict=True):
            words = f"{term_words(one.term.name, one.term.school_year)}, {shown(one.details.school)}"
            report.lines.append(Line(one.line, shown(one.named), OUTCOME_OF[came], words))


def _child_of(one: _Read, children: queries.ByNumber) -> tuple[Child | None, str]:
    by_number = children.by_number.get(one.number) if one.number else None
    by_upn = children.by_upn.get(one.upn) if one.upn else None
    if one.number and one.upn and by_number and by_upn and by_number is not by_upn:
        return None, "The number is one child’s and the UPN another’s"
    child = by_number or by_upn
    return child, "" if child else "No child of your authority has this number"


def _why_not(uow: UnitOfWork, child: Child, one: _Read) -> str:
    """Without the child’s name: whoever imports sees numbers."""
    details = one.details
    try:
        check_sessions(
            "The child",
            child.born_on,
            term_of(one.term),
            possible=details.possible,
            attended=details.attended,
            unauthorised=details.unauthorised,
            today=uow.today,
        )
    except RuleBroken as broken:
        return broken.sentence
    return ""
