"""How many events of the audit are verified in a second of one core."""

from __future__ import annotations

import time

from flask import Flask

from bench.table import Row, not_measured
from gcp_tracker.audit.verifying import verify_audit
from gcp_tracker.audit.watch import place_of
from gcp_tracker.db import db
from gcp_tracker.unit_of_work import UnitOfWork, now_utc

EVENTS = 50_000
# A million in a minute.
FEWEST = 1_000_000 / 60


def audit_row(app: Flask) -> Row:
    """After everything else: what it writes would be in the way of the others."""
    with app.app_context():
        with UnitOfWork(db.session, None, now_utc()) as uow:
            for number in range(EVENTS):
                uow.record("visit:read", values={"asked": number} if number % 4 == 0 else None)
        db.session.remove()
        began = time.process_time()
        verdict = verify_audit(db.engine, place_of(app.extensions["gcp_config"]))
        took = time.process_time() - began
    if not verdict.is_whole:
        return not_measured("audit verify", verdict.sentence)
    each = verdict.count / took
    return Row(
        "audit verify: events a second of one core",
        f"{each:,.0f}",
        f"≥ {FEWEST:,.0f}",
        "",
        "ok" if each >= FEWEST else "over",
    )
