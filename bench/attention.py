"""Attention of a whole office: reading the rows of so many children against telling all their reasons from them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import median
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from bench.place import today
from bench.table import Row, verdict
from gcp_tracker.attention.queries import Workers, attention_of
from gcp_tracker.attention.queries.known import NOTHING_KNOWN, known_of_attention
from gcp_tracker.authority_settings import settings_of
from gcp_tracker.db import db
from gcp_tracker.meetings.queries import NOTHING_KNOWN as NO_CLOCKS
from gcp_tracker.meetings.queries import known_of_clocks, periods_from
from gcp_tracker.models import Child
from gcp_tracker.readings import queries
from gcp_tracker.readings.queries import ReadingToday, all_readings_on
from gcp_tracker.rules.reason_kinds import MANAGERS_ORDER

# So many at a time, as a page of a large team has them.
AT_ONCE = 500
LIMIT = 2
ROUNDS = 3


def attention_row(app: Flask) -> Row:
    """Processor time in one process, of every child in the database."""
    with app.app_context():
        ids = list(db.session.scalars(select(Child.id)))
        reading, telling = [], []
        for _ in range(ROUNDS):
            read, told = _refresh(ids)
            reading.append(read)
            telling.append(told)
        db.session.remove()
    ratio = median((read + told) / read for read, told in zip(reading, telling, strict=True))
    return Row(
        f"attention of {len(ids):,} children refreshed",
        f"{median(reading) + median(telling):.1f} s, rows read {median(reading):.1f} s",
        f"≤ {LIMIT} × reading the rows",
        f"{ratio:.2f}",
        verdict(ratio, LIMIT),
    )


def _refresh(ids: Sequence[UUID]) -> tuple[float, float]:
    """Seconds to read the rows, and seconds to tell the reasons from them."""
    read = told = 0.0
    settings = settings_of(db.session, 1, today())
    periods = periods_from(settings)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        db.session.expunge_all()
        queries.HELD.clear()
        begun = time.process_time()
        children = db.session.scalars(select(Child).where(Child.id.in_(some))).all()
        known = known_of_attention(db.session, some, today())
        clocks = known_of_clocks(db.session, some)
        readings: dict[UUID, list[ReadingToday]] = {}
        for (child_id, _), reading in all_readings_on(db.session, some, today()).items():
            readings.setdefault(child_id, []).append(reading)
        had = time.process_time()
        for child in children:
            attention_of(
                child,
                known.get(child.id, NOTHING_KNOWN),
                clocks.get(child.id, NO_CLOCKS),
                readings.get(child.id, ()),
                Workers(("Worker",)),
                (),
                None,
                MANAGERS_ORDER,
                settings,
                periods,
                today(),
            )
        read, told = read + had - begun, told + time.process_time() - had
    return read, told
