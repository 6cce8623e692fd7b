"""The data officer’s desk: a return that was uploaded, its dry run, and its import from the very same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from gcp_tracker.imports import queries
from gcp_tracker.imports.census_file import CensusFile, open_census
from gcp_tracker.imports.faults import FileRefused, shown
from gcp_tracker.imports.report import Outcome, Report, ReportLine
from gcp_tracker.imports.service import import_census
from gcp_tracker.imports.uploads import Uploads
from gcp_tracker.models import Authority
from gcp_tracker.unit_of_work import AnySession, UnitOfWork

LINES_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class CheckedReturn:
    """What is known of an upload. `report` is of the dry run until the return is imported."""

    name: str
    file_name: str
    at: datetime
    report: Report

    @property
    def is_imported(self) -> bool:
        return not self.report.dry_run


def authority_of(uow: UnitOfWork) -> Authority | None:
    """The officer’s: that of the team; for somebody without a team the only one there is."""
    if uow.author.team is not None:
        return uow.author.team.authority
    found = queries.authorities(uow.session)
    return found[0] if len(found) == 1 else None


def check_return(uow: UnitOfWork, uploads: Uploads, authority: Authority, stream: IO[bytes], file_name: str) -> str:
    """Keep the upload and look it over; its name. Nothing is written to the database, so `uow` is not entered.

    Raises FileRefused; then nothing of the upload stays.
    """
    name = uploads.keep(stream)
    try:
        census = open_census(lambda: uploads.open(name))
        _put_down(uploads, name, file_name, uow.now, import_census(uow, authority, census, file_name, dry_run=True))
    except Exception:
        uploads.forget_all(name)
        raise
    return name


def open_again(uploads: Uploads, checked: CheckedReturn) -> CensusFile:
    """The very bytes that were looked over, to be imported. Raises FileRefused when they are gone or changed."""
    census = open_census(lambda: uploads.open(checked.name))
    if census.file_hash != checked.name:
        raise FileRefused("The return that was kept here was changed since. Upload it again.")
    return census


def finish_return(uploads: Uploads, checked: CheckedReturn, report: Report, at: datetime) -> None:
    """After the commit: the file goes, its report stays for a day."""
    _put_down(uploads, checked.name, checked.file_name, at, report)
    uploads.forget_return(checked.name)


def checked_return(uploads: Uploads, name: str) -> CheckedReturn:
    """Raises FileRefused when there is none of that name."""
    kept = uploads.report(name)
    if kept is None:
        raise FileRefused("There is no such return.")
    at = datetime.fromisoformat(kept["at"])
    return CheckedReturn(name, kept["file_name"], at, Report.from_dict(kept["report"]))


@dataclass(frozen=True, slots=True)
class Imported:
    """`words`: what came of the children; `file_hash` is the file’s SHA-256, by which a copy is known again."""

    file_name: str
    who: str
    at: datetime
    words: str
    file_hash: str


def waiting_returns(uploads: Uploads) -> list[CheckedReturn]:
    return [checked_return(uploads, name) for name in uploads.waiting()]


def lines_with(report: Report, outcome: Outcome | None) -> Sequence[ReportLine]:
    return [line for line in report.lines if outcome is None or line.outcome is outcome]


def earlier_imports_of(session: AnySession, authority: Authority) -> list[Imported]:
    """The latest first."""
    return [
        Imported(
            run.file_name,
            run.by.name if run.by else "at the server",
            run.at,
            queries.children_words(run),
            run.file_hash,
        )
        for run in queries.earlier_imports(session, authority, queries.CENSUS)
    ]


def _put_down(uploads: Uploads, name: str, file_name: str, at: datetime, report: Report) -> None:
    kept = {"file_name": shown(file_name), "at": at.isoformat(), "report": report.as_dict()}
    uploads.keep_report(name, kept)
