"""With what a visit is graded: what is offered for this child, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, request

from gcp_tracker import instruments
from gcp_tracker.models import Child
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.visits import queries
from gcp_tracker.visits.offered import offered_instruments
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading


def offered_to(child: Child) -> list[Instrument]:
    usual = instruments.newest(current_app.config["GCP_INSTRUMENT"])
    return offered_instruments(reading(), child, usual, clock.today())


def chosen_instrument(child: Child, offered: Sequence[Instrument]) -> Instrument:
    """What was asked for, else that of the last visit, of those that are offered; the usual one otherwise."""
    by_key = {one.key: one for one in offered}
    asked = request.args.get("with", "")
    if asked not in by_key and len(offered) > 1:
        last = queries.last_visit_before(reading(), child)
        asked = last.instrument.key if last is not None else ""
    return by_key.get(asked, offered[0])
