"""Kept curves of one home, in the grades of the instrument that the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from gcp_tracker.change.kept import KeptCurve
from gcp_tracker.charts.care import Curve, CurvePoint
from gcp_tracker.charts.curve import until
from gcp_tracker.readings.grades import grades_at
from gcp_tracker.rules.instrument import Instrument


def curves_of_home(
    curves: Iterable[KeptCurve], care_of: str, instrument: Instrument, today: date
) -> Mapping[str, Curve]:
    """By domain. A curve ends today, or where it was known to when it was kept."""
    return {one.domain: until(_curve(one, instrument), today) for one in curves if one.care_of == care_of}


def _curve(kept: KeptCurve, instrument: Instrument) -> Curve:
    days = map(date.fromordinal, kept.days)
    lines = (grades_at(instrument.values, levels) for levels in (kept.middle, kept.low, kept.high))
    return tuple([CurvePoint(*point) for point in zip(days, *lines, strict=True)])
