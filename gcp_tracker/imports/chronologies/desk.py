"""A chronology between its dry run and its import: the same bytes, encrypted for a day, and what was said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from gcp_tracker.imports.chronologies.report import EventReport
from gcp_tracker.imports.chronologies.service import FromFile, import_chronology
from gcp_tracker.imports.faults import FileRefused, shown
from gcp_tracker.imports.table_files import read_tables
from gcp_tracker.imports.tables import MOST_BYTES, NOTHING_WRITTEN
from gcp_tracker.imports.uploads import Uploads
from gcp_tracker.models import Authority
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CheckedChronology:
    """`report` is of the dry run until the file is taken in."""

    name: str
    file_name: str
    at: datetime
    report: EventReport

    @property
    def is_imported(self) -> bool:
        return not self.report.dry_run


def check_chronology(
    uow: UnitOfWork, uploads: Uploads, authority: Authority, instrument: Instrument, stream: IO[bytes], file_name: str
) -> str:
    """Keep the upload and look it over; its name. Nothing is written to the database, so `uow` is not entered.

    Raises FileRefused; then nothing of the upload stays.
    """
    name = uploads.keep(stream)
    try:
        file = open_chronology(uploads, name, file_name)
        report = import_chronology(uow, file, authority, instrument, dry_run=True)
        put_down(uploads, CheckedChronology(name, shown(file_name), uow.now, report))
    except Exception:
        uploads.forget_all(name)
        raise
    return name


def open_chronology(uploads: Uploads, name: str, file_name: str) -> FromFile:
    """The very bytes that were uploaded, read. Raises FileRefused."""
    with uploads.open(name) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FileRefused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. {NOTHING_WRITTEN}")
    return FromFile(read_tables(content), file_name, name)


def put_down(uploads: Uploads, checked: CheckedChronology) -> None:
    kept = {"file_name": checked.file_name, "at": checked.at.isoformat(), "report": checked.report.as_dict()}
    uploads.keep_report(checked.name, kept)


def checked_chronology(uploads: Uploads, name: str) -> CheckedChronology:
    """Raises FileRefused when there is none of that name."""
    kept = uploads.report(name)
    if kept is None:
        raise FileRefused("There is no such file.")
    at = datetime.fromisoformat(kept["at"])
    return CheckedChronology(name, kept["file_name"], at, EventReport.from_dict(kept["report"]))


def waiting_chronologies(uploads: Uploads) -> list[CheckedChronology]:
    return [checked_chronology(uploads, name) for name in uploads.waiting()]
