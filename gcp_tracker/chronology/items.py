"""Which items an event of this child can bear on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from gcp_tracker.models import Child
from gcp_tracker.rules.instrument import Instrument, Item


def items_to_choose(instrument: Instrument, child: Child, today: date, held: Collection[str] = ()) -> list[Item]:
    """Those asked at the child’s age, and those that the event has already; all where no age is asked about."""
    band = instrument.band_at(child.born_on, today)
    return [item for item in instrument.items if band is None or item.applies_to(band.key) or item.key in held]
