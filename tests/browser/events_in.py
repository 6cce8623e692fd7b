"""Events in Leo’s chronology, one put right and some from a file, and the address of every page of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from gcp_tracker import instruments
from gcp_tracker.chronology.service import amend_event
from gcp_tracker.imports.chronologies.service import FromFile, import_chronology
from gcp_tracker.imports.table_files import read_tables
from gcp_tracker.models import Authority, Child, ImportRun
from gcp_tracker.rules.event_vocabulary import EventSource, Exactness
from tests.browser.site import Site
from tests.cast import TODAY
from tests.events import HUNGRY, added, details_of

HEADS = "Child,Date,Source,What happened,So what for the child,Bears on\n"


@dataclass(frozen=True, slots=True)
class Evented:
    event: UUID
    run: int


def tell_of_leo(site: Site) -> Evented:
    """Enough for two pages of the line."""
    cast = site.cast
    with site.writing_as(cast.amira) as uow:
        leo = uow.session.get_one(Child, cast.leo.id)
        first = added(uow, leo, TODAY - timedelta(days=60))
        uow.session.flush()
        event = amend_event(uow, first, details_of(TODAY - timedelta(days=61)), HUNGRY, "It was the day before")
        away = TODAY - timedelta(days=30)
        added(
            uow, leo, away, "Slept at the neighbour’s while nobody was at home", "Says that he waited at the door",
            source=EventSource.NEIGHBOUR, items=("absence",), until_on=away + timedelta(days=2),
            exactness=Exactness.PERIOD, who="Mrs Ward, number 6",
        )  # fmt: skip
        lines = [
            f"{str(leo.id)[:8]},{TODAY - timedelta(days=90 + 7 * week)},School,Came late in week {week},"
            "Missed breakfast club,School and learning\n"
            for week in range(40)
        ]
        content = (HEADS + "".join(lines)).encode()
        file = FromFile(read_tables(content), "oak-school.csv", "a" * 64)
        authority = uow.session.get_one(Authority, cast.authority.id)
        import_chronology(uow, file, authority, instruments.newest(instruments.OURS))
        uow.session.flush()
        run = uow.session.scalars(select(ImportRun).where(ImportRun.file_hash == file.file_hash)).one()
        return Evented(event.id, run.id)


def event_addresses(evented: Evented, leo: str) -> Iterator[tuple[str, str, str]]:
    """Endpoint, who opens it, where."""
    event = f"{leo}/events/{evented.event}"
    yield "record.chronology_page", "amira", f"{leo}/chronology"
    yield "record.chronology_page", "amira", f"{leo}/chronology?kind=event&page=2"
    yield "record.chronology_paper", "amira", f"{leo}/chronology/print"
    yield "record.chronology_file", "amira", f"{leo}/chronology/file"
    yield "chronology.new", "amira", f"{leo}/events/new"
    yield "chronology.event", "amira", event
    yield "chronology.amend", "amira", f"{event}/amend"
    yield "chronology.withdraw", "chloe", f"{event}/withdraw"
    yield "imports.chronologies", "amira", "/chronologies"
    yield "imports.take_chronology_back", "chloe", f"/chronologies/{evented.run}/take-back"
