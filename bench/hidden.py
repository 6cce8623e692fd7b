"""Does the time of a refusal tell that a child is there? A restricted child and one that never was, asked in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from uuid import UUID, uuid4

from bench.place import Place
from bench.ratios import Measured, in_turn
from bench.table import Row, not_measured, verdict
from gcp_tracker.db import db
from gcp_tracker.models import Child, Restriction
from gcp_tracker.unit_of_work import UnitOfWork, now_utc

MOST_APART = 5.0
REQUESTS = 1000


def hidden_rows(measured: Measured, place: Place, rounds: int) -> list[Row]:
    """`rounds` of each, and REQUESTS where no fewer were asked for than usual."""
    what = "a restricted child, and none"
    with restricted(place, place.long_child):
        there = measured.page(10, f"/children/{place.long_child}")
        not_there = measured.page(10, f"/children/{uuid4()}")
        if (answers := (there().status, not_there().status)) != (404, 404):
            return [not_measured(what, f"answered {answers}, not 404 twice")]
        hidden, nobody = in_turn([there, not_there], rounds, seconds=60)
    apart = abs(median(hidden) - median(nobody))
    return [
        Row(
            what,
            f"{median(hidden):.2f} ms, {median(nobody):.2f} ms",
            f"≤ {MOST_APART:g} ms apart",
            f"{apart:.2f} ms over {len(hidden)} each",
            verdict(apart, MOST_APART),
        )
    ]


@contextmanager
def restricted(place: Place, child_id: str) -> Iterator[None]:
    """To nobody at all, and only meanwhile."""
    _restrict(place, child_id, Restriction())
    try:
        yield
    finally:
        _restrict(place, child_id, None)


def _restrict(place: Place, child_id: str, restriction: Restriction | None) -> None:
    with place.app().app_context():
        with UnitOfWork(db.session, None, now_utc()) as uow:
            if restriction is not None:
                uow.session.add(restriction)
                uow.session.flush()
            child = uow.session.get_one(Child, UUID(child_id))
            child.restriction_id = restriction.id if restriction else None
        db.session.remove()
        db.engine.dispose()
