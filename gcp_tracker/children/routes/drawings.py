"""The small drawings of lists and of the family’s page: a domain’s line and its verdict’s mark."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from markupsafe import Markup

from gcp_tracker.charts.care import Scale
from gcp_tracker.charts.sparkline import sparkline_svg
from gcp_tracker.charts.verdict_mark import verdict_mark
from gcp_tracker.children.queries import DomainNow, HomeNow, Step
from gcp_tracker.rules.instrument import Instrument

__all__ = ["sparkline", "verdict_mark"]


def sparkline(domain: DomainNow, home: HomeNow, span: tuple[date, date] | None = None) -> Markup:
    """`span`: the first and the last day of the axis, where several are compared."""
    title = f"{domain.title}, {home.home}" if home.home else domain.title
    return _drawn(domain.instrument, home.points, title, span)


# What is signed stays as it is, and nothing in a drawing depends on who looks: one of about a kilobyte for each domain.
@lru_cache(maxsize=1024)
def _drawn(instrument: Instrument, points: tuple[Step, ...], title: str, span: tuple[date, date] | None) -> Markup:
    breaks = frozenset(point.on for point in points if point.is_turn)
    return sparkline_svg(_scale(instrument), [point[:3] for point in points], title=title, breaks=breaks, span=span)


@lru_cache(maxsize=16)
def _scale(instrument: Instrument) -> Scale:
    return Scale.of(instrument)
