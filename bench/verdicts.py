"""The verdicts of a list: brought to today from what was kept, against working them out anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from flask import Flask
from sqlalchemy import select

from bench.place import Place, today
from bench.table import Row, verdict
from gcp_tracker.change.kept import keep
from gcp_tracker.db import db
from gcp_tracker.models import Allocation, Child, User
from gcp_tracker.readings import queries
from gcp_tracker.readings.grades import graded_children
from gcp_tracker.readings.queries import all_readings_on

ROUNDS = 5
# A list that ran the curve would be no cheaper than working out; a tenth leaves room for any machine.
LIMIT = 0.1


def verdict_rows(place: Place, app: Flask) -> list[Row]:
    """Processor time in one process, its database's reads included."""
    caseload = max(place.workers)
    with app.app_context():
        mine = select(Allocation.child_id).join(User).where(User.email == place.workers[caseload])
        ids = list(db.session.scalars(mine))

        def kept() -> int:
            return len(all_readings_on(db.session, ids, today()))

        def worked_out() -> int:
            children = db.session.scalars(select(Child).where(Child.id.in_(ids)))
            grades = [one for child in children for one in graded_children(db.session, child).values()]
            return len([keep(one, None) for one in grades])

        assert kept() == worked_out() == caseload, (kept(), worked_out(), caseload)
        quick, slow = (median(_seconds(ask) for _ in range(ROUNDS)) for ask in (kept, worked_out))
        db.session.remove()
    return [
        Row(
            f"verdicts of {caseload} children, as kept",
            f"{quick * 1000:.1f} ms, worked out {slow * 1000:.0f} ms",
            f"≤ {LIMIT:g} × worked out",
            f"{quick / slow:.3f}",
            verdict(quick / slow, LIMIT),
        )
    ]


def _seconds(ask: Callable[[], int]) -> float:
    db.session.expunge_all()
    queries.HELD.clear()
    started = time.process_time()
    ask()
    return time.process_time() - started
