"""A file of attendance on the data officer’s desk, kept sealed between its dry run and its import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from gcp_tracker.imports import queries
from gcp_tracker.imports.attendance import KIND, AttendanceReport, import_attendance
from gcp_tracker.imports.faults import FileRefused, shown
from gcp_tracker.imports.named_columns import read_named
from gcp_tracker.imports.uploads import Uploads
from gcp_tracker.models import Authority, ImportRun
from gcp_tracker.unit_of_work import AnySession, UnitOfWork


@dataclass(frozen=True, slots=True)
class CheckedAttendance:
    """`report` is of the dry run until the file is taken in."""

    name: str
    file_name: str
    at: datetime
    report: AttendanceReport

    @property
    def is_taken_in(self) -> bool:
        return not self.report.dry_run


def check_attendance(uow: UnitOfWork, uploads: Uploads, authority: Authority, stream: IO[bytes], file_name: str) -> str:
    """Keep the upload and look it over; its name. Nothing is written to the database, so `uow` is not entered.

    Raises FileRefused; then nothing of the upload stays.
    """
    name = uploads.keep(stream)
    try:
        _put_down(uploads, name, file_name, uow.now, _look_over(uow, uploads, authority, name, file_name, dry_run=True))
    except Exception:
        uploads.forget_all(name)
        raise
    return name


def take_in(uow: UnitOfWork, uploads: Uploads, authority: Authority, checked: CheckedAttendance) -> AttendanceReport:
    """From the very bytes that were looked over. Raises FileRefused when they are gone or changed."""
    return _look_over(uow, uploads, authority, checked.name, checked.file_name, dry_run=False)


def finish_attendance(uploads: Uploads, checked: CheckedAttendance, report: AttendanceReport, at: datetime) -> None:
    """After the commit: the file goes, its report stays for a day."""
    _put_down(uploads, checked.name, checked.file_name, at, report)
    uploads.forget_return(checked.name)


def checked_attendance(uploads: Uploads, name: str) -> CheckedAttendance:
    """Raises FileRefused when there is none of that name."""
    kept = uploads.report(name)
    if kept is None:
        raise FileRefused("There is no such file.")
    at = datetime.fromisoformat(kept["at"])
    return CheckedAttendance(name, kept["file_name"], at, AttendanceReport.from_dict(kept["report"]))


def waiting_attendance(uploads: Uploads) -> list[CheckedAttendance]:
    return [checked_attendance(uploads, name) for name in uploads.waiting()]


def earlier_attendance(session: AnySession, authority: Authority) -> Sequence[ImportRun]:
    return queries.earlier_imports(session, authority, KIND)


def _look_over(
    uow: UnitOfWork, uploads: Uploads, authority: Authority, name: str, file_name: str, *, dry_run: bool
) -> AttendanceReport:
    with uploads.open(name) as stream:
        table = read_named(stream)
    return import_attendance(uow, authority, table, file_name, name, dry_run=dry_run)


def _put_down(uploads: Uploads, name: str, file_name: str, at: datetime, report: AttendanceReport) -> None:
    kept = {"file_name": shown(file_name), "at": at.isoformat(), "report": report.as_dict()}
    uploads.keep_report(name, kept)
