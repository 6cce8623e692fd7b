"""How large a worker grows once every page was asked for, by everybody who may see it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import BuildError

from bench.client import Client
from bench.place import PASSWORD, Place
from bench.table import Row, verdict
from gcp_tracker.db import db
from gcp_tracker.models import (
    Adult,
    Allocation,
    Child,
    HelpEpisode,
    Household,
    Profile,
    Residence,
    User,
    Visit,
)

LIMIT_MB = 250
OF_CHILD: dict[str, Any] = {
    "visit_id": Visit,
    "profile_id": Profile,
    "episode_id": HelpEpisode,
    "allocation_id": Allocation,
    "residence_id": Residence,
}
OF_FAMILY: dict[str, Any] = {"household_id": Household, "adult_id": Adult}
# More at once than one worker has threads, so that both are busy.
CONNECTIONS = 12


def walk(place: Place, app: Flask, port: int) -> tuple[int, int]:
    """GET every page whose address can be made from our records, as each kind of person, over many connections at once.

    Returns how many answered with a page and how many addresses there were.
    """
    paths = addresses(app, records_of(place, app))
    people = [place.workers[1], place.workers[60], *place.others.values()]

    def visit_all(number: int) -> set[str]:
        with Client(port) as client:
            client.sign_in(people[number % len(people)], PASSWORD)
            return {path for path in paths if client.get(path).status == 200}

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answered = set().union(*pool.map(visit_all, range(CONNECTIONS)))
    return len(answered), len(paths)


def records_of(place: Place, app: Flask) -> dict[str, str]:
    """One record of each kind that a URL can name, of the child with the long history."""
    with app.app_context():
        child = db.session.get_one(Child, UUID(place.long_child))
        found: dict[str, object] = {"child_id": child.id, "family_id": child.family_id, "team_id": child.team_id}
        for name, model in OF_CHILD.items():
            found[name] = db.session.scalar(select(model.id).filter_by(child_id=child.id).limit(1))
        for name, model in OF_FAMILY.items():
            found[name] = db.session.scalar(select(model.id).filter_by(family_id=child.family_id).limit(1))
        found["user_id"] = db.session.scalar(select(User.id).limit(1))
        db.session.remove()
        db.engine.dispose()
    return {name: str(key) for name, key in found.items()}


def addresses(app: Flask, records: dict[str, str]) -> list[str]:
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or not rule.arguments <= records.keys():
                continue
            try:
                url = app.url_map.bind("").build(rule.endpoint, {name: records[name] for name in rule.arguments})
            except BuildError:
                continue
            found.append(url.removeprefix("http://"))
    return sorted(set(found))


def memory_rows(place: Place, app: Flask, port: int, master: int) -> list[Row]:
    answered, asked = walk(place, app, port)
    workers = children_of(master)
    peak = max(kilobytes(Path(f"/proc/{worker}/status"), "VmHWM") for worker in workers) / 1024
    own = max(private(worker) for worker in workers) / 1024
    what = f"peak memory of a worker, {answered} of {asked} pages seen"
    return [Row(what, f"{peak:.0f} MB resident, {own:.0f} MB its own", f"≤ {LIMIT_MB} MB", "", verdict(peak, LIMIT_MB))]


def children_of(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(task) for task in tasks]


def private(process: int) -> int:
    """Kilobytes that no other process shares (USS)."""
    rollup = Path(f"/proc/{process}/smaps_rollup")
    return kilobytes(rollup, "Private_Clean") + kilobytes(rollup, "Private_Dirty")


def kilobytes(path: Path, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", path.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0
