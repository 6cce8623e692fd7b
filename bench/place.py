"""A database to measure in: made, migrated and filled, with the names of what will be asked of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask_security.utils import hash_password

from bench.bare import make_bare_table
from bench.filling import Filling
from gcp_tracker import create_app, instruments
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import Authority, InstrumentVersion, Role, Team
from gcp_tracker.readings.service import keep_missing_readings
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import LONDON, now_utc

PASSWORD = "kettle and four mugs"
CASELOADS = (1, 10, 60)
LONG_HISTORY = 60
USUAL_HISTORY = 12
EVERY_DAYS = 12
# Signing is measured with its reading, then with and without.
DRAFTS_TO_SIGN = 240
TABLET_DRAFTS = 8
CHILDREN_PER_WORKER = 20
WORKERS_PER_TEAM = 8


@dataclass
class Place:
    """`workers` are e-mail addresses by size of caseload; ids are of the records that the measures open."""

    name: str
    folder: Path
    environment: dict[str, str]
    workers: dict[int, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    long_child: str = ""
    started_draft: str = ""
    saved_draft: str = ""
    newcomer: str = "newcomer@bench.example"
    to_sign: list[str] = field(default_factory=list)
    tablet_drafts: list[str] = field(default_factory=list)
    first_visits: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    def app(self) -> Flask:
        return create_app(self.environment)


def today() -> date:
    return now_utc().astimezone(LONDON).date()


@contextmanager
def new_place(name: str, *, database_url: str = "", crowd: int = 0) -> Iterator[Place]:
    """A filled database in a folder of its own, removed at the end; `crowd` children in it are asked for by nothing."""
    folder = Path(tempfile.mkdtemp(prefix="gcp-bench-"))
    environment = {"GCP_TRACKER_MODE": "demo", "GCP_TRACKER_INSTANCE": str(folder)}
    if database_url:
        environment["GCP_TRACKER_DATABASE_URL"] = database_url
    place = Place(name, folder, environment)
    try:
        fill(place, crowd)
        yield place
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(place: Place, crowd: int) -> None:
    app = place.app()
    with app.app_context():
        upgrade(db.engine)
        make_bare_table(db.engine)
        with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
            filling = Filling(connection, instruments.newest(instruments.OURS), today(), hash_password(PASSWORD))
            add_authority(filling)
            # The crowd first, as in a database that has grown: what is asked for does not lie together at its start.
            add_crowd(filling, crowd)
            add_caseloads(filling, place)
            filling.finish()
        # As every start of the server does: without them no page has a verdict to tell.
        keep_missing_readings(db.session, now_utc())
        db.session.remove()
        db.engine.dispose()


def add_authority(filling: Filling) -> None:
    filling.add_numbered(
        Authority.__tablename__,
        name="Northmere Council",
        lea_code="201",
        emergency_numbers="999",
    )
    filling.roles = {name: filling.add_numbered(Role.__tablename__, name=name.value) for name in RoleName}
    instrument = filling.instrument
    filling.instrument_id = filling.add_numbered(
        InstrumentVersion.__tablename__,
        key=instrument.key,
        version=instrument.version,
        content_hash=instrument.content_hash,
        first_seen_at=filling.now,
    )


def add_crowd(filling: Filling, count: int) -> None:
    """Each with a family, a home and a worker; every tenth with three visits and all their grades."""
    worker_id = team_id = 0
    for number in range(count):
        if number % (CHILDREN_PER_WORKER * WORKERS_PER_TEAM) == 0:
            team_id = filling.add_team(f"Team {number}")
        if number % CHILDREN_PER_WORKER == 0:
            worker_id = filling.add_user(
                f"worker{number}@crowd.example", f"Worker {number}", RoleName.PRACTITIONER, team_id
            )
        child_id, household_id, _ = filling.add_child(worker_id, team_id)
        if number % 10 == 0:
            for back in (3, 2, 1):
                filling.add_visit(child_id, household_id, worker_id, filling.today - timedelta(days=28 * back))
        filling.add_reads(child_id, worker_id, 5)


def add_caseloads(filling: Filling, place: Place) -> None:
    """Three workers of one team, a child with a long history, others with a usual one, drafts to save and sign."""
    team_id = filling.add_team("Riverside")
    intake_id = filling.add_numbered(Team.__tablename__, authority_id=1, name="Intake", is_intake=True)
    for role, email, team in (
        (RoleName.MANAGER, "manager@bench.example", team_id),
        (RoleName.DATA_OFFICER, "data@bench.example", intake_id),
        (RoleName.ADMINISTRATOR, "admin@bench.example", None),
    ):
        filling.add_user(email, f"The {role.words.lower()}", role, team)
        place.others[role.value] = email
    homes: dict[int, list[tuple[UUID, int, int]]] = {}
    workers: dict[int, int] = {}
    for caseload in CASELOADS:
        place.workers[caseload] = f"worker{caseload}@bench.example"
        workers[caseload] = filling.add_user(
            place.workers[caseload], f"Worker of {caseload}", RoleName.PRACTITIONER, team_id
        )
        homes[caseload] = [filling.add_child(workers[caseload], team_id) for _ in range(caseload)]
    for caseload, children in homes.items():
        for child_id, household_id, mother_id in children:
            long = caseload == CASELOADS[0]
            visits = [
                filling.add_visit(
                    child_id, household_id, workers[caseload], filling.today - timedelta(days=EVERY_DAYS * back)
                )
                for back in range(LONG_HISTORY if long else USUAL_HISTORY, 0, -1)
            ]
            for visit_id in visits:
                filling.add_seen(visit_id, mother_id)
            if long:
                for last, back in ((2, 58), (30, 30), (58, 2)):
                    on = filling.today - timedelta(days=EVERY_DAYS * back)
                    filling.add_profile(
                        child_id, household_id, mother_id, workers[caseload], visits[last - 2 : last], on
                    )
                place.long_child = str(child_id)
    place.items = [item.key for item in filling.items]
    add_drafts(filling, place, homes, workers)
    add_first_visits(filling, place, team_id)


def add_drafts(
    filling: Filling, place: Place, homes: dict[int, list[tuple[UUID, int, int]]], workers: dict[int, int]
) -> None:
    def draft(caseload: int, number: int, answered: int | None) -> str:
        child_id, household_id, _ = homes[caseload][number % caseload]
        key = filling.add_visit(
            child_id, household_id, workers[caseload], filling.today, signed=False, answered=answered
        )
        return str(key)

    place.started_draft = draft(10, 0, 12)
    place.saved_draft = draft(10, 1, 12)
    place.tablet_drafts = [draft(10, 2 + number, 0) for number in range(TABLET_DRAFTS)]
    place.to_sign = [draft(60, number, None) for number in range(DRAFTS_TO_SIGN)]


def add_first_visits(filling: Filling, place: Place, team_id: int) -> None:
    """A worker of its own, so that no caseload grows, with children whose drafts have no earlier grades."""
    worker_id = filling.add_user(place.newcomer, "The newcomer", RoleName.PRACTITIONER, team_id)
    for _ in range(TABLET_DRAFTS):
        child_id, household_id, _ = filling.add_child(worker_id, team_id)
        key = filling.add_visit(child_id, household_id, worker_id, filling.today, signed=False, answered=0)
        place.first_visits.append(str(key))
