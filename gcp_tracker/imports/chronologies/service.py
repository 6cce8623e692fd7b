"""A chronology of another agency is taken in: every line or none, and what is told already is not told twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from gcp_tracker.imports.chronologies.queries import (
    CHRONOLOGY,
    children_by_number,
    number_folded,
    same_file,
    told_already,
)
from gcp_tracker.imports.chronologies.reading import ReadEvent, Unread, find_heads, read_events
from gcp_tracker.imports.chronologies.report import OF_LINES, EventReport, LineOutcome
from gcp_tracker.imports.faults import FileRefused, shown
from gcp_tracker.imports.tables import Tables
from gcp_tracker.models import Authority, Child, Event, ImportRun
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.event_vocabulary import EventState
from gcp_tracker.rules.events import check_event_day, content_key
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.unit_of_work import LONDON, UnitOfWork

# The same words, whether there is no such child or one whom the reader may not know of.
NOBODY = "No child with whom you work goes by this number"
SEVERAL = "Two children with whom you work go by this number: use another that only one of them has"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FromFile:
    """A file that was read as tables: what it is called, and the hash of its bytes."""

    tables: Tables
    name: str
    file_hash: str


def import_chronology(
    uow: UnitOfWork, file: FromFile, authority: Authority, instrument: Instrument, *, dry_run: bool = False
) -> EventReport:
    """A dry run writes nothing, and `uow` is not entered. Raises FileRefused where the columns are not there, and,
    but for a dry run, where there is nothing to add.
    """
    if not dry_run:
        # Two imports for one authority go one after the other.
        uow.session.execute(select(Authority.id).where(Authority.id == authority.id).with_for_update())
    heads = find_heads(file.tables)
    report = EventReport(dry_run, notes=list(file.tables.notes))
    before = same_file(uow.session, uow.author, file.file_hash)
    if before is not None:
        on = long_date(before.at.astimezone(LONDON).date())
        report.notes.append(f"You brought in this very file on {on}.")
    taking = _Taking(uow, children_by_number(uow.session, uow.author, uow.now), report)
    for read in read_events(heads, instrument, uow.today):
        taking.take(read)
    if dry_run:
        return report
    if not taking.rows:
        raise FileRefused("Nothing in this file is to be added.")
    run = _keep_run(uow, file, authority, report)
    taking.write(run)
    return report


def _keep_run(uow: UnitOfWork, file: FromFile, authority: Authority, report: EventReport) -> ImportRun:
    found = report.count()
    run = ImportRun(
        kind=CHRONOLOGY,
        file_name=shown(file.name),
        file_hash=file.file_hash,
        authority_id=authority.id,
        at=uow.now,
        by_id=uow.author.id,
        counts={"lines": {outcome.value: found[outcome] for outcome in OF_LINES}},
    )
    uow.session.add(run)
    uow.record("chronology:import", subject=run)
    return run


@dataclass(slots=True)
class _Taking:
    uow: UnitOfWork
    known: Mapping[str, Sequence[Child]]
    report: EventReport
    rows: list[dict[str, Any]] = field(default_factory=list)
    told: dict[UUID, dict[str, Event]] = field(default_factory=dict)
    # In this file: the line that told of it first; and what brothers and sisters have together.
    lines: dict[tuple[UUID, str], int] = field(default_factory=dict)
    occasions: dict[tuple[UUID, str], list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        children = {child.id for some in self.known.values() for child in some}
        for (child_id, key), event in told_already(self.uow.session, children).items():
            self.told.setdefault(child_id, {})[key] = event

    def take(self, read: ReadEvent | Unread) -> None:
        if isinstance(read, Unread):
            outcome = LineOutcome.PASSED_OVER if read.is_ours else LineOutcome.LEFT_OUT
            self.report.add(read.line, shown(read.child), outcome, read.why)
            return
        outcome, why = self._outcome(read)
        self.report.add(read.line, shown(read.child), outcome, why)
        if outcome is LineOutcome.ADDED:
            for fault in read.faults:
                self.report.add_fault(fault)

    def write(self, run: ImportRun) -> None:
        """Many at a time; one event of the audit for each child."""
        self.uow.session.flush()
        for row in self.rows:
            row["import_run_id"] = run.id
        for start in range(0, len(self.rows), AT_ONCE):
            self.uow.session.execute(insert(Event), self.rows[start : start + AT_ONCE])
        counts: dict[UUID, int] = {}
        for row in self.rows:
            counts[row["child_id"]] = counts.get(row["child_id"], 0) + 1
        for child_id, count in counts.items():
            self.uow.record("event:import", child=Child(id=child_id), subject=run, reason=f"{count} from a file")

    def _outcome(self, read: ReadEvent) -> tuple[LineOutcome, str]:
        children = self.known.get(number_folded(read.child), ())
        if len(children) != 1:
            return LineOutcome.LEFT_OUT, SEVERAL if children else NOBODY
        child, details = children[0], read.details
        try:
            check_event_day(
                details.happened_on,
                details.until_on,
                details.exactness,
                self.uow.today,
                child.born_on,
                child.expected_on,
            )
        except RuleBroken as broken:
            return LineOutcome.LEFT_OUT, broken.sentence
        key = content_key(details.happened_on, details.until_on, details.source, details.what)
        if (first := self.lines.get((child.id, key))) is not None:
            return LineOutcome.THERE, f"Repeats line {first:,}"
        if (known := self.told.get(child.id, {}).get(key)) is not None:
            return _known_words(known)
        self.lines[child.id, key] = read.line
        self._add(child, read, key)
        return LineOutcome.ADDED, ""

    def _add(self, child: Child, read: ReadEvent, key: str) -> None:
        details = read.details
        row = {
            "id": uuid4(), "child_id": child.id, "line_id": uuid4(), "occasion_id": None, "number": 1,
            "state": EventState.STANDS, "happened_on": details.happened_on, "until_on": details.until_on,
            "exactness": details.exactness, "source": details.source, "who": details.who, "what": details.what,
            "so_what": read.so_what, "items": " ".join(details.items), "shows": details.shows,
            "instrument_key": details.instrument_key if details.items else "", "content_key": key, "why": "",
            "recorded_at": self.uow.now, "recorded_by_id": self.uow.author.id, "closing_reason": "",
        }  # fmt: skip
        together = self.occasions.setdefault((child.family_id, key), [])
        together.append(row)
        if len(together) > 1:
            occasion = together[0]["occasion_id"] or uuid4()
            for one in together:
                one["occasion_id"] = occasion
        self.rows.append(row)


def _known_words(event: Event) -> tuple[LineOutcome, str]:
    if event.state is EventState.WITHDRAWN:
        return LineOutcome.LEFT_OUT, f"It was withdrawn {_on(event)}: {event.closing_reason}"
    amended = ", and has been put right since" if event.state is EventState.REPLACED else ""
    return LineOutcome.THERE, f"It stands in the chronology already{amended}"


def _on(event: Event) -> str:
    closed: date | None = event.closed_at.astimezone(LONDON).date() if event.closed_at else None
    return f"on {long_date(closed)}" if closed else "before"
